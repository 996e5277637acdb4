import { spawn } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { escapes } from "./cage.table.ts";
import { createCagedWorld } from "./caged.ts";
import { createFurnishedWorld, write } from "./furnished.ts";

const linux = process.platform === "linux";

let world: Awaited<ReturnType<typeof createFurnishedWorld>>;

beforeAll(async () => {
  if (linux) world = await createFurnishedWorld();
});

afterAll(() => world?.dispose());

/** Windows has no cage, and that of macOS cannot be tried here. */
describe.skipIf(!linux)("a contained program", () => {
  test.each(escapes)(
    "does not get out when it $name",
    async ({ text, marker, secret, refusal, network = false }) => {
      const { output } = await world.attempt(text, network);
      // The try itself ran, and every program of it is there.
      expect(output).toContain("ALIVE");
      expect(output).not.toMatch(/: not found|command not found/);
      if (refusal !== undefined) expect(output).toMatch(refusal);
      if (secret !== undefined) expect(output).not.toContain(secret);
      if (marker !== undefined) expect(existsSync(world.filled(marker))).toBe(false);
      expect(world.isUnharmed()).toBe(true);
    },
  );

  test.each(escapes.filter(({ refusal }) => refusal === undefined))(
    "that nothing contains gets its way when it $name",
    async ({ text, marker, secret }) => {
      const open = await createFurnishedWorld();
      const made = marker === undefined ? null : open.filled(marker);
      try {
        const { output } = await open.attemptOutside(text);
        if (secret !== undefined) expect(output).toContain(secret);
        if (made !== null) expect(existsSync(made)).toBe(true);
      } finally {
        if (made !== null) rmSync(made, { recursive: true, force: true });
        open.dispose();
      }
    },
  );

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
    const code = `import socket; socket.create_connection(("127.0.0.1",$PORT),2); print("CONNECTED")`;
    const { output } = await world.run(world.filled(`/usr/bin/python3 -c '${code}'`), { network: true });
    expect(output).toBe("CONNECTED\n");
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

  test.each([
    ["a repository's own folder", ".git"],
    ["a folder in it", ".git/info"],
    ["a repository's hooks", ".git/hooks"],
    ["hooks that its settings name", "hooks-of-mine"],
    ["hooks of a repository without a working tree", "bare.git/hooks"],
    ["an editor's settings", ".vscode"],
    ["a folder on the search path", "bin"],
    ["a folder in one on the search path", "bin/more"],
  ])("that runs in %s changes nothing there, and nobody can grant it", async (_what, name) => {
    const folder = world.place("home/governed");
    write(folder, ".git/config", "[core]\n\thooksPath = hooks-of-mine\n");
    for (const each of [".git/info", ".git/hooks", "hooks-of-mine", "bin/more", ".vscode"])
      mkdirSync(join(folder, each), { recursive: true });
    for (const each of ["hooks", "objects", "refs"])
      mkdirSync(join(folder, "bare.git", each), { recursive: true });
    write(folder, "bare.git/HEAD", "ref: refs/heads/main\n");
    if (!world.searchPath.includes(join(folder, "bin"))) world.searchPath.push(join(folder, "bin"));
    const cwd = join(folder, name);
    const { output } = await world.run("touch marker; pwd", { write: [cwd] }, { cwd });
    expect(output).toContain("Read-only file system");
    expect(output).toContain(`${cwd}\n`);
    expect(existsSync(join(cwd, "marker"))).toBe(false);
    expect(world.cage.check(world.request("true", { write: [cwd] }, world.work)).ok).toBe(false);
    // Beside it, it may.
    expect((await world.run("touch beside", { write: [folder] }, { cwd: folder })).code).toBe(0);
  });

  test("is not started where a repository's hooks are to be where nothing is yet", () => {
    const folder = world.place("home/promised");
    write(folder, ".git/config", "[core]\n\thooksPath = later\n");
    expect(world.cage.check(world.request("true", { write: [folder] }, folder)).ok).toBe(false);
  });

  test("is not started when there is a link in place of a repository's hooks", () => {
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
