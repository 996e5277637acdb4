import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { realElectronPath } from "../e2e/real-electron-app.ts";
import { cacheFolder } from "../gateway/harness/cache.ts";
import { pathWithOurNode } from "../gateway/harness/environment.ts";
import { buildForOldElectron } from "./compat.ts";
import { stageElectron } from "./runtime.ts";

/**
 * `npm run test:electron [-- FILE...]`: the end-to-end scenarios under a real Electron. It takes the executable
 * that `ELECTRON_OVERRIDE_DIST_PATH` names or Electron's own package brought; on a Linux machine that has
 * neither it takes the one the registry carries, with a build of the app for it. On Linux it makes a desktop
 * of its own (`desktop.ts`), and as root it hands everything to a user that is not. `-- --command PROGRAM...`
 * runs something else there.
 */
const repository = resolve(import.meta.dirname, "../..");
/** Debian's user with no rights of its own. */
const nobody = 65_534;

const [first, ...rest] = process.argv.slice(2);
const environment = await electronEnvironment();
const vitest = join("node_modules", "vitest", "vitest.mjs");
const tests = ["run", "--configLoader", "runner", "--project", "e2e", "--project", "electron"];
const command = first === "--command" ? rest : [process.execPath, vitest, ...tests, ...process.argv.slice(2)];
process.exit(process.platform === "linux" ? await onDesktop(command) : await start(command, {}));

/** Where the executable is, and which folder it is to start. */
async function electronEnvironment(): Promise<NodeJS.ProcessEnv> {
  if (realElectronPath(repository) !== null) return { CLAWTRAY_E2E: "electron" };
  const dist = await stageElectron((line) => console.log(line));
  const app = join(repository, "out", "compat");
  await buildForOldElectron(app);
  return { CLAWTRAY_E2E: "electron", ELECTRON_OVERRIDE_DIST_PATH: dist, CLAWTRAY_ELECTRON_APP: app };
}

async function start(words: readonly string[], options: SpawnOptions): Promise<number> {
  const [program = "", ...rest] = words;
  const env = { ...process.env, ...environment, PATH: pathWithOurNode(), ...options.env };
  const child = spawn(program, rest, { cwd: repository, stdio: "inherit", ...options, env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, "exit");
  return code ?? 1;
}

/** With a session bus and a desktop around it. */
function onDesktop(words: readonly string[]): Promise<number> {
  const inside = [
    "dbus-run-session",
    "--",
    process.execPath,
    join("test", "real-electron", "in-desktop.ts"),
    ...words,
  ];
  return process.getuid?.() === 0 ? asNobody(inside) : start(inside, {});
}

/**
 * Root's folders may be closed to others, so they are mounted, for these processes alone, where anybody may look.
 * Electron's sandbox is not for root, and neither are a person's desktop and keyring.
 */
async function asNobody(words: readonly string[]): Promise<number> {
  const folder = mkdtempSync("/run/clawtray-electron-");
  const home = join(folder, "home");
  mkdirSync(home);
  for (const path of [folder, home]) chownSync(path, nobody, nobody);
  const tally = process.env.CLAWTRAY_TALLY;
  const needed = [repository, cacheFolder(), ...(tally ? [dirname(tally)] : [])];
  const mounts = needed.map((from, index) => ({ from: resolve(from), to: join(folder, String(index)) }));
  const moved = (text: string) => mounts.reduce((all, { from, to }) => all.replaceAll(from, to), text);
  const script = [
    "set -eu",
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
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
