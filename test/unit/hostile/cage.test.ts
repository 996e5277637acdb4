import { spawn } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { escapes } from "./cage.table.ts";
import { createCagedWorld } from "./caged.ts";

type World = Awaited<ReturnType<typeof createCagedWorld>>;
const linux = process.platform === "linux";

let world: World;
let servers: readonly Server[] = [];
let port = 0;

const listening = (where: string | number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end());
    server.on("error", reject);
    server.listen(where as never, () => resolve(server));
  });

const write = (folder: string, name: string, text: string): void => {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
};

/** A home with something in every place an attacker would look. */
function furnish({ home, state, work }: World): void {
  write(state, "keys.json", "SECRET-STATE");
  write(home, ".ssh/id_ed25519", "SECRET-SSH");
  write(home, "server.pem", "SECRET-PEM");
  for (const name of [".aws/credentials", ".kube/config", ".netrc", ".npmrc", ".docker/config.json"])
    write(home, name, "SECRET-CLOUD");
  write(home, ".gitconfig", "[http]\n\textraHeader = SECRET-GIT\n");
  for (const name of [".mozilla/x", "snap/x"]) write(home, name, "SECRET-BROWSER");
  write(home, "Maildir/x", "SECRET-MAIL");
  write(home, ".bashrc", "# mine\n");
  write(home, "victim", "mine");
  write(home, "docs/victim", "mine");
  write(home, "docs/readable", "READABLE");
  write(work, "repo/.git/config", "[core]\n\tbare = false\n");
  write(work, "repo/.git/HEAD", "ref: refs/heads/main\n");
  write(work, "repo/.git/hooks/x.sample", "");
  write(work, "bare/.git/HEAD", "ref: refs/heads/main\n");
  write(work, ".vscode/tasks.json", "{}");
}

beforeAll(async () => {
  if (!linux) return;
  process.env.CLAWTRAY_TEST_SECRET = "SECRET-OF-NODE";
  world = await createCagedWorld();
  furnish(world);
  servers = await Promise.all([
    listening(join(world.home, "docs/service.sock")),
    listening(join(world.work, "service.sock")),
    listening(`\0clawtray-cage-${process.pid}`),
    listening(0),
  ]);
  const address = servers.at(-1)?.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

afterAll(() => {
  delete process.env.CLAWTRAY_TEST_SECRET;
  for (const server of servers) server.close();
  world?.dispose();
});

const filled = (text: string): string =>
  text
    .replaceAll("$HOME", world.home)
    .replaceAll("$WORK", world.work)
    .replaceAll("$STATE", world.state)
    .replaceAll("$ROOT", world.root)
    .replaceAll("$PID", String(process.pid))
    .replaceAll("$PORT", String(port));

/** Windows has no cage, and that of macOS cannot be tried here. */
describe.skipIf(!linux)("a contained program", () => {
  test.each(escapes)("does not get out when it $name", async ({ text, marker, secret, network = false }) => {
    const before = readFileSync(join(world.home, "victim"), "utf8");
    const variables = {
      DBUS_SESSION_BUS_ADDRESS: "SECRET-ENVIRONMENT",
      SSH_AUTH_SOCK: "SECRET-ENVIRONMENT",
      DISPLAY: "SECRET-ENVIRONMENT",
      XDG_RUNTIME_DIR: "SECRET-ENVIRONMENT",
      AWS_ACCESS_KEY_ID: "SECRET-ENVIRONMENT",
      HTTPS_PROXY: "http://me:SECRET-ENVIRONMENT@proxy",
    };
    // `alive` shows that the try itself ran.
    const { output } = await world.run(`echo ALIVE; ${filled(text)}`, { network }, { variables });
    expect(output).toContain("ALIVE");
    if (secret !== undefined) expect(output).not.toContain(secret);
    if (marker !== undefined) expect(existsSync(filled(marker))).toBe(false);
    expect(readFileSync(join(world.home, "victim"), "utf8")).toBe(before);
    expect(readFileSync(join(world.home, ".bashrc"), "utf8")).toBe("# mine\n");
  });

  test("may read, write in its folder and its private one, and call its own programs", async () => {
    const { code, output } = await world.run(
      "echo kept > kept && echo x > /tmp/x && cat /tmp/x ../docs/readable && ls /usr/bin/env && git init -q made && cd made && git config a.b c",
    );
    expect({ code, output }).toEqual({ code: 0, output: "x\nREADABLE/usr/bin/env\n" });
    expect(readFileSync(join(world.work, "kept"), "utf8")).toBe("kept\n");
  });

  test("may commit in a repository of its folder", async () => {
    const commands = "git init -q own && cd own && git config user.email a@b && git config user.name n";
    expect((await world.run(commands)).code).toBe(0);
    const { code, output } = await world.run(
      "cd own && echo x > f && git add f && git commit -qm first && git log --format=%s",
    );
    expect({ code, output }).toEqual({ code: 0, output: "first\n" });
  });

  test("reaches this computer's services where the network is granted", async () => {
    const code = `import socket; socket.create_connection(("127.0.0.1",${port}),2); print("CONNECTED")`;
    expect((await world.run(`/usr/bin/python3 -c '${code}'`, { network: true })).output).toBe("CONNECTED\n");
  });

  test("changes nothing where no folder is granted", async () => {
    const { output } = await world.run("echo x > refused; pwd", { write: [] });
    expect(output).toContain("Read-only file system");
    expect(existsSync(join(world.work, "refused"))).toBe(false);
  });

  test("does not see the state folder where that lies in a granted one", async () => {
    const other = await createCagedWorld();
    try {
      const inner = join(other.work, "a/state");
      write(inner, "keys.json", "SECRET-STATE");
      const { createCageFinder } = await import("../../../src/core/exec/process/cage/find-cage.ts");
      const cage = await createCageFinder({ home: other.home, state: inner }, "linux", Date.now)();
      const prepared = cage?.prepare(
        other.request(
          `cat a/state/keys.json; echo x > a/state/new; mv a b; mkdir -p a/state; touch a/state/new`,
          {},
          other.work,
        ),
      );
      if (prepared?.ok !== true) throw new Error("refused");
      const { file, argv, descriptors, started, ended } = prepared.value;
      const child = spawn(file, argv.slice(1), { stdio: ["ignore", "pipe", "pipe", ...descriptors] });
      started();
      let output = "";
      child.stdout?.on("data", (chunk) => {
        output += chunk;
      });
      await new Promise((resolve) => child.on("close", resolve));
      ended();
      expect(output).toBe("");
      expect(existsSync(join(inner, "new"))).toBe(false);
      expect(readFileSync(join(inner, "keys.json"), "utf8")).toBe("SECRET-STATE");
    } finally {
      other.dispose();
    }
  });

  test("gets the folder that was looked at, or none, when its name leads elsewhere at the start", async () => {
    const granted = world.place("home/swapped");
    const prepared = world.cage.prepare(world.request("touch marker; ls -a", { write: [granted] }, granted));
    if (!prepared.ok) throw new Error("refused");
    renameSync(granted, `${granted}.away`);
    symlinkSync(world.home, granted);
    const { file, argv, descriptors, started, ended } = prepared.value;
    const child = spawn(file, argv.slice(1), { stdio: ["ignore", "ignore", "ignore", ...descriptors] });
    started();
    await new Promise((resolve) => child.on("close", resolve));
    ended();
    expect(existsSync(join(world.home, "marker"))).toBe(false);
  });

  test("is not started where a granted folder is a link, the home directory, above it, or hidden", () => {
    const link = join(world.root, "link");
    symlinkSync(world.home, link);
    const toState = join(world.home, "to-state");
    symlinkSync(world.state, toState);
    for (const path of [
      link,
      toState,
      world.home,
      world.root,
      "/",
      "/tmp",
      "/etc",
      "/usr/lib",
      world.state,
      join(world.home, ".ssh"),
      join(world.home, ".config"),
    ]) {
      const checked = world.cage.check(world.request("true", { write: [path] }, world.work));
      expect({ path, ok: checked.ok }).toEqual({ path, ok: false });
    }
  });

  test("is not started in a folder that is hidden, and changes nothing in the home directory itself", () => {
    const check = (cwd: string) => world.cage.check(world.request("true", { write: [cwd] }, cwd));
    expect(check(join(world.home, ".ssh")).ok).toBe(false);
    expect(check(world.state).ok).toBe(false);
    expect(check(world.home)).toEqual({ ok: true, value: { write: [], network: false } });
  });

  test("is not started where a link stands in place of a repository's hooks", () => {
    const folder = world.place("home/linked");
    mkdirSync(join(folder, ".git"));
    symlinkSync("../elsewhere", join(folder, ".git/hooks"));
    expect(world.cage.check(world.request("true", { write: [folder] }, folder)).ok).toBe(false);
  });

  test("ends with the process that started it, whatever it left running", async () => {
    const beat = join(world.work, "beat");
    const prepared = world.cage.prepare(
      world.request(`setsid sh -c 'while :; do date +%N > ${beat}; sleep 0.05; done' & wait`, {}, world.work),
    );
    if (!prepared.ok) throw new Error("refused");
    const { file, argv, descriptors, started, ended } = prepared.value;
    const child = spawn(file, argv.slice(1), { stdio: ["ignore", "ignore", "ignore", ...descriptors] });
    started();
    await expect.poll(() => existsSync(beat), { timeout: 10_000 }).toBe(true);
    const gone = new Promise((resolve) => child.on("close", resolve));
    child.kill("SIGKILL");
    await gone;
    ended();
    const processes = () =>
      readdirSync("/proc").filter((name) => /^\d+$/.test(name) && commandOf(name).includes(beat)).length;
    await expect.poll(processes, { timeout: 10_000 }).toBe(0);
  });

  test("keeps no hard link made before from being what it is: a file in its folder", async () => {
    linkSync(join(world.home, "docs/readable"), join(world.work, "shared"));
    expect((await world.run("cat shared")).output).toBe("READABLE");
  });
});

/** The words of a process; empty when it is gone. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
