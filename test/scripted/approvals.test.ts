import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess, program } from "./cli-process.ts";
import { createScriptedGateway } from "./gateway.ts";

/** Runs a command of the CLI on this state directory; resolves when it has ended. */
async function command(stateDir: string, ...words: string[]) {
  const ended = new CliProcess([...words, "--state-dir", stateDir]);
  const code = await ended.exited;
  return { code, stdout: ended.stdout, stderr: ended.stderr };
}

async function runningNode(stateDir: string) {
  const gateway = await createScriptedGateway({ autoApproveDevice: true, autoApproveSurface: true });
  onTestFinished(() => gateway.close());
  const node = new CliProcess(
    ["run", "--json", "--gateway", gateway.url, "--key-store", "file", "--state-dir", stateDir],
    { OPENCLAW_GATEWAY_TOKEN: "shared-token" },
  );
  await node.phase("connected");
  return gateway;
}

const listed = async (stateDir: string) =>
  JSON.parse((await command(stateDir, "approvals", "--json")).stdout) as {
    agents: { agent: string; security: string; ask: string; allowlist: { id: string; pattern: string }[] }[];
    consent: object;
  };

describe("clawtray approvals, beside a running node", () => {
  test("decides the node's very next command, and the activity tells", async () => {
    const stateDir = temporaryDirectory();
    const gateway = await runningNode(stateDir);
    const run = () => gateway.invoke("system.run", { command: ["true"], agentId: "main" }).result;
    expect(await run()).toMatchObject({ ok: false, error: { code: "SYSTEM_RUN_DENIED" } });

    expect(await command(stateDir, "approvals", "allow", "true", "--agent", "main")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("The agent main may run true"),
      stderr: "",
    });
    expect(await run()).toMatchObject({ ok: true, payload: { exitCode: 0 } });

    const [, main] = (await listed(stateDir)).agents;
    const id = main?.allowlist[0]?.id.slice(0, 8) ?? "";
    expect(await command(stateDir, "approvals", "remove", id)).toMatchObject({ code: 0 });
    expect(await run()).toMatchObject({ ok: false });

    const opened = await command(stateDir, "approvals", "set", "--security", "full", "--ask", "off");
    expect(opened).toMatchObject({ code: 0, stderr: expect.stringContaining("without asking") });
    expect(await run()).toMatchObject({ ok: true });
    await command(stateDir, "approvals", "set", "--security", "deny");
    expect(await run()).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/security=deny/) },
    });

    const activity = (await command(stateDir, "activity", "--json")).stdout.trim().split("\n");
    expect(activity.map((line) => (JSON.parse(line) as { rules?: string[] }).rules)).toEqual([
      undefined,
      ["true"],
      undefined,
      undefined,
      undefined,
    ]);
    expect(activity.map((line) => (JSON.parse(line) as { reason: string }).reason)).toEqual([
      "approval-required",
      "allowlist",
      "approval-required",
      "full",
      "security=deny",
    ]);
    const denied = await command(stateDir, "activity", "--denied", "--limit", "1", "--since", "1h");
    expect(denied.stdout).toMatch(/refused {2}\(programs are not allowed\)\n {4}true\n {4}agent main at ws:/);
    const elsewhere = await command(stateDir, "activity", "--agent", "other");
    expect(elsewhere.stdout).toBe("Nothing in the activity log matches.\n");
    expect(await command(stateDir, "activity", "--clear", "--yes")).toMatchObject({ code: 0 });
    expect((await command(stateDir, "activity")).stdout).toBe("The activity log is empty.\n");
    expect((await command(stateDir, "activity", "--json")).stdout).toBe("");
  });

  test("lets the gateway loosen the rules only while the owner says so", async () => {
    const stateDir = temporaryDirectory();
    const gateway = await runningNode(stateDir);
    const loosen = async () => {
      const { payload } = await gateway.invoke("system.execApprovals.get", {}).result;
      const { file, hash } = payload as { file: object; hash: string };
      const open = { ...file, defaults: { security: "full", ask: "off" } };
      return gateway.invoke("system.execApprovals.set", { file: open, baseHash: hash }).result;
    };
    expect(await loosen()).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/not loosened/) },
    });
    const allowed = await command(stateDir, "approvals", "set", "--remote-may-loosen", "on");
    expect(allowed).toMatchObject({ code: 0, stderr: expect.stringContaining("administers the gateway") });
    expect((await listed(stateDir)).consent).toEqual({
      remoteMayLoosen: true,
      acceptGatewayApprovals: false,
    });
    expect(await loosen()).toMatchObject({ ok: true });
    await command(stateDir, "approvals", "set", "--security", "allowlist", "--remote-may-loosen", "off");
    expect(await loosen()).toMatchObject({ ok: false });
  });
});

describe("clawtray approvals, alone", () => {
  test("says that a folder cannot be made, also where the system has no room for one", async () => {
    const stateDir = process.platform === "linux" ? "/proc/nope/state" : "/dev/null/state";
    expect(await command(stateDir, "approvals", "allow", "git")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("cannot be created (E"),
    });
  });

  test("does not promise that something may run while nothing may", async () => {
    const stateDir = temporaryDirectory();
    await command(stateDir, "approvals", "set", "--security", "deny");
    const allowed = await command(stateDir, "approvals", "allow", "git");
    expect(allowed.stdout).toContain("git is on the list, but nothing runs while security is deny.");
    expect(allowed.stdout).not.toContain("may run");
  });

  test("shows what holds where nothing was ever decided, and makes no file", async () => {
    const stateDir = join(temporaryDirectory(), "new");
    const { code, stdout } = await command(stateDir, "approvals");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Every agent\n {2}security allowlist, ask on-miss\n/);
    expect(() => readFileSync(join(stateDir, "exec-approvals.json"))).toThrow("ENOENT");
  });

  test("names an entry somebody wrote without an id the same way every time", async () => {
    const stateDir = temporaryDirectory();
    const text = '{"version":1,"agents":{"*":{"allowlist":["git","ls"]}}}';
    writeFileSync(join(stateDir, "exec-approvals.json"), text);
    const ids = (await listed(stateDir)).agents[0]?.allowlist.map(({ id }) => id);
    expect((await listed(stateDir)).agents[0]?.allowlist.map(({ id }) => id)).toEqual(ids);
    expect(await command(stateDir, "approvals", "remove", ids?.[0] ?? "")).toMatchObject({ code: 0 });
    expect((await listed(stateDir)).agents[0]?.allowlist.map(({ pattern }) => pattern)).toEqual(["ls"]);
  });

  test("makes a broken file closed, and lets the owner open it again", async () => {
    const stateDir = temporaryDirectory();
    writeFileSync(join(stateDir, "exec-approvals.json"), "{");
    expect(await command(stateDir, "approvals")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Nothing runs."),
      stderr: expect.stringContaining("nothing runs"),
    });
    const mended = ["set", "--security", "allowlist", "--ask", "on-miss"];
    expect(await command(stateDir, "approvals", ...mended)).toMatchObject({ code: 0 });
    expect((await listed(stateDir)).agents[0]).toMatchObject({ security: "allowlist", ask: "on-miss" });
  });

  test.skipIf(process.platform !== "linux")(
    "lets no program that the gateway had started change them, whatever it takes off",
    async () => {
      const stateDir = temporaryDirectory();
      const gateway = await runningNode(stateDir);
      await command(stateDir, "approvals", "set", "--security", "full", "--ask", "off");
      const before = await listed(stateDir);
      const work = temporaryDirectory();
      const script = join(work, "change.sh");
      // The first shell ends at once: nothing of its line is left when the other one begins.
      writeFileSync(
        script,
        `(env -i setsid sh -c 'sleep 0.5; "$@" >"$0" 2>&1; echo $? >"$0.code"' '${work}/out' '${process.execPath}' '${program}' approvals allow evil --state-dir '${stateDir}' >/dev/null 2>&1 </dev/null &)\n`,
      );
      const started = await gateway.invoke("system.run", { command: ["sh", script], agentId: "main" }).result;
      expect(started).toMatchObject({ ok: true, payload: { exitCode: 0 } });
      await eventually(() => expect(existsSync(join(work, "out.code"))).toBe(true));
      expect(readFileSync(join(work, "out"), "utf8")).toContain("cannot change what this computer allows");
      expect(await listed(stateDir)).toEqual(before);
    },
  );

  test("says what a trusted program may touch", async () => {
    const stateDir = temporaryDirectory();
    const allowed = async (pattern: string) =>
      (await command(stateDir, "approvals", "allow", pattern)).stdout;
    expect(await allowed("git")).toContain(
      "contained: may change only the folder it runs in, without network",
    );
    expect(await allowed("/usr/bin/npm")).toContain(
      "may run /usr/bin/npm contained: may change only the folder it runs in, without network access.",
    );
    expect((await command(stateDir, "approvals", "allow", "make", "--uncontained")).code).toBe(0);
    expect((await command(stateDir, "approvals", "allow", "gcc", "--write", "/")).code).not.toBe(0);
    expect((await command(stateDir, "approvals")).stdout).toMatch(
      /git +any arguments; contained.*\n.*npm +its name alone never lets it run freely; contained.*\n.*make .*with all your rights/,
    );
    expect(await allowed("/usr/bin/git")).toContain(
      "known only to read run freely, everything else runs contained",
    );
    expect(await allowed("/usr/bin/g*")).toContain(
      "everything else runs contained: may change nothing, without network",
    );
  });

  test("names the way back of what it opened, for the agent it was opened for", async () => {
    const stateDir = temporaryDirectory();
    const opened = ["set", "--security", "full", "--auto-allow-skills", "on", "--agent", "main"];
    const { stderr } = await command(stateDir, "approvals", ...opened);
    expect(stderr).toContain("set --security allowlist --ask on-miss --agent main\n");
    expect(stderr).toContain("set --auto-allow-skills off --agent main\n");
    const { stderr: warned } = await command(stateDir, "approvals", "allow", "*");
    const [, id = ""] = /clawtray approvals remove (\w+)\n/.exec(warned) ?? [];
    expect(await command(stateDir, "approvals", "remove", id)).toMatchObject({ code: 0 });
  });

  test.each([
    [["remove", "ffffffff"], 1, /No entry on the list/],
    [["allow", "./tool"], 2, /full path/],
    [["set", "--security", "full", "--agent", "x", "--help"], 0, /^$/],
  ])("%j ends with %i", async (words, code, stderr) => {
    expect(await command(temporaryDirectory(), "approvals", ...words)).toMatchObject({
      code,
      stderr: expect.stringMatching(stderr),
    });
  });
});
