import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { processesWith, startContainedNode } from "./contained-node.ts";

const python = "/usr/bin/python3";
const trusted = [{ pattern: python }];
const code = (text: string): readonly string[] => [python, "-c", text];
const denied = (message: string) => ({ ok: false, error: { code: "SYSTEM_RUN_DENIED", message } });
const asked = denied("SYSTEM_RUN_DENIED: approval required");

/** A service of this computer; counts who comes. */
async function loopbackService() {
  let came = 0;
  const server = createServer((socket) => {
    came++;
    socket.end("hello");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0, came: () => came };
}

describe.skipIf(process.platform !== "linux")("a contained run of a node", () => {
  test("writes in its folder and a temporary one of its own, and nowhere else", async () => {
    const { run, work, home, state, place } = await startContainedNode({ entries: trusted });
    place("home/other");
    writeFileSync(join(home, "readable"), "READABLE");
    const text = `
import os
def attempt(what, path, mode="w"):
    try:
        with open(path, mode) as file: print(what, "yes" if mode == "w" else file.read())
    except OSError as error: print(what, error.strerror)
attempt("work", "made")
attempt("tmp", "/tmp/made")
attempt("TMPDIR", os.environ["TMPDIR"] + "/made")
attempt("home", "${home}/made")
attempt("beside", "${home}/other/made")
attempt("read", "${home}/readable", "r")
attempt("rules", "${state}/exec-approvals.json", "r")
print("state", os.path.exists("${state}") and os.listdir("${state}"))
print("tmp holds", sorted(os.listdir("/tmp")))`;
    const result = await run(code(text));
    expect(result).toMatchObject({ ok: true, payload: { exitCode: 0, stderr: "", error: null } });
    const { stdout } = result.payload as { stdout: string };
    expect(stdout).toMatch(
      /^work yes\ntmp yes\nTMPDIR yes\nhome Read-only file system\nbeside Read-only file system\nread READABLE\nrules No such file or directory\nstate False\n/,
    );
    expect(stdout).toMatch(/tmp holds \[.*'made'.*\]/);
    expect(existsSync(join(work, "made"))).toBe(true);
    for (const path of [join(home, "made"), join(home, "other/made"), "/tmp/made"])
      expect(existsSync(path)).toBe(false);
  });

  test("reaches the network, this computer's own included, only where its entry grants it", async () => {
    const service = await loopbackService();
    const call = code(
      `import socket; print(socket.create_connection(("127.0.0.1", ${service.port}), 2).recv(9))`,
    );
    const without = await startContainedNode({ entries: trusted });
    expect(await without.run(call)).toMatchObject({
      ok: true,
      payload: { exitCode: 1, stderr: expect.stringMatching(/ConnectionRefused|Network is unreachable/) },
    });
    expect(service.came()).toBe(0);
    const withNetwork = await startContainedNode({ entries: [{ pattern: python, network: true }] });
    expect(await withNetwork.run(call)).toMatchObject({ ok: true, payload: { stdout: "b'hello'\n" } });
    expect(service.came()).toBe(1);
  });

  test("passes on exit codes, and signals as a shell does", async () => {
    const { run } = await startContainedNode({ entries: trusted });
    expect(await run(code("raise SystemExit(7)"))).toMatchObject({
      ok: true,
      payload: { exitCode: 7, signal: null, success: false, error: null },
    });
    expect(await run(code("import os; os.kill(os.getpid(), 11)"))).toMatchObject({
      ok: true,
      payload: { exitCode: 128 + 11, success: false, error: null },
    });
  });

  test("leaves output as it is, streams apart, and has nothing to read", async () => {
    const { run } = await startContainedNode({ entries: trusted });
    const text = `
import sys
print(len(sys.stdin.read()), "read")
sys.stdout.write("ä\\u2028" * 20000); sys.stderr.write("to stderr")`;
    expect(await run(code(text))).toMatchObject({
      ok: true,
      payload: {
        exitCode: 0,
        stdout: `0 read\n${"ä\u2028".repeat(20_000)}`,
        stderr: "to stderr",
        truncated: false,
      },
    });
  });

  test("gets a clean environment and no descriptor of the node's", async () => {
    const { run } = await startContainedNode({
      entries: trusted,
      environment: {
        AWS_SECRET_ACCESS_KEY: "SECRET",
        DBUS_SESSION_BUS_ADDRESS: "unix:path=/SECRET",
        DISPLAY: ":SECRET",
        GITHUB_TOKEN: "SECRET",
        SSH_AUTH_SOCK: "/SECRET",
        WAYLAND_DISPLAY: "SECRET",
        XDG_RUNTIME_DIR: "/SECRET",
      },
    });
    const text = `
import json, os
# Put together here: what names it in full is asked about.
open_files = os.path.join("/proc", "self", "fd")
paths = [os.path.join(open_files, name) for name in os.listdir(open_files)]
targets = [os.readlink(path) for path in paths if os.path.lexists(path)]
print(json.dumps([dict(os.environ), targets]))`;
    const result = await run(code(text), { env: { MY_SETTING: "mine" } });
    expect(result).toMatchObject({ ok: true, payload: { exitCode: 0 } });
    const [environment, descriptors] = JSON.parse((result.payload as { stdout: string }).stdout);
    expect(JSON.stringify(environment)).not.toContain("SECRET");
    expect(JSON.stringify(environment)).not.toContain("shared-token");
    expect(environment).toMatchObject({ TMPDIR: "/tmp", MY_SETTING: "mine", GIT_TERMINAL_PROMPT: "0" });
    const own =
      /^(CLAWTRAY_INVOKE|HOME|LANG|LANGUAGE|LC_\w+|LOGNAME|NVM_DIR|PATH|PWD|SHELL|SHLVL|TERM|TMPDIR|TZ|USER|COLORTERM|MY_SETTING|NO_COLOR|_|GIT_\w+|\w+_(HOME|proxy)|GO\w+|SSL_CERT_\w+)$/i;
    expect(Object.keys(environment).filter((name) => !own.test(name))).toEqual([]);
    expect(descriptors.filter((target: string) => !/^(\/dev\/null|pipe:|socket:)/.test(target))).toEqual([]);
  });

  test("is ended with all it started when its time is over", async () => {
    const { run } = await startContainedNode({ entries: trusted });
    const mark = `timed-${crypto.randomUUID()}`;
    const text = `
import subprocess, sys
print("begun", flush=True)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "${mark}"], start_new_session=True).wait()`;
    expect(await run(code(text), { timeoutMs: 2_000 })).toMatchObject({
      ok: true,
      payload: { exitCode: 124, timedOut: true, stdout: "begun\n", error: null },
    });
    await expect.poll(() => processesWith(mark)).toEqual([]);
  });

  test("ends with the node, however that ends", async () => {
    const { run, node } = await startContainedNode({ entries: trusted });
    const mark = `left-${crypto.randomUUID()}`;
    void run(
      code(`
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "${mark}"], start_new_session=True).wait()`),
    ).catch(() => {});
    // Both halves of bwrap, the program and what it started.
    await expect.poll(() => processesWith(mark).length).toBe(4);
    node.child.kill("SIGKILL");
    await expect.poll(() => processesWith(mark)).toEqual([]);
  });
});

describe.skipIf(process.platform !== "linux")("where nothing can contain a run", () => {
  const missing: readonly (readonly [why: string, around: readonly string[]])[] = [
    ["bwrap is not installed", ["--ro-bind", "/dev/null", "/usr/bin/bwrap"]],
    ["name spaces are refused", ["--unshare-user", "--uid", "1000", "--gid", "1000", "--disable-userns"]],
  ];

  test.each(missing)("it is asked about, as %s, and does not run", async (_why, around) => {
    const { run, work } = await startContainedNode({
      entries: [...trusted, { pattern: "/usr/bin/uname" }],
      around: () => around,
    });
    expect(await run(code('open("made", "w")'))).toMatchObject(asked);
    expect(existsSync(join(work, "made"))).toBe(false);
    // Readers need no cage.
    expect(await run(["/usr/bin/uname"])).toMatchObject({ ok: true, payload: { stdout: "Linux\n" } });
  });

  /** A bwrap that works until the file says otherwise, in place of the system's. */
  const breakable = (root: string): readonly string[] => {
    const fake = join(root, "bwrap");
    copyFileSync("/usr/bin/bwrap", join(root, "real-bwrap"));
    writeFileSync(
      fake,
      `#!/bin/sh\n[ -e "${root}/broken" ] && . "${root}/broken"\nexec "${root}/real-bwrap" "$@"\n`,
    );
    chmodSync(fake, 0o755);
    return [
      "--unshare-user",
      "--uid",
      "0",
      "--gid",
      "0",
      "--cap-add",
      "ALL",
      "--ro-bind",
      fake,
      "/usr/bin/bwrap",
    ];
  };
  const ends: readonly (readonly [how: string, shell: string, error: string])[] = [
    ["says why", 'echo "bwrap: no more name spaces" >&2; exit 1', "bwrap: no more name spaces"],
    ["says nothing", "exit 0", "the cage ended"],
    ["prints what the program might", "echo fine; exit 0", "the cage ended"],
    [
      "fails on one of its mounts",
      'set -- --ro-bind /no/such /no/such "$@"',
      "bwrap: Can't find source path /no/such: No such file or directory",
    ],
  ];

  test.each(ends)(
    "a cage that breaks and %s runs nothing, and the caller is told",
    async (_how, shell, error) => {
      const { run, work, root } = await startContainedNode({ entries: trusted, around: breakable });
      const command = code('open("made", "a").write("x"); print("ran")');
      expect(await run(command)).toMatchObject({ ok: true, payload: { exitCode: 0, stdout: "ran\n" } });
      writeFileSync(join(root, "broken"), `${shell}\n`);
      expect(await run(command)).toMatchObject({
        ok: true,
        payload: {
          success: false,
          stdout: "",
          error: `could not be contained, and did not run: ${error}`,
        },
      });
      expect(readFileSync(join(work, "made"), "utf8")).toBe("x");
    },
  );
});
