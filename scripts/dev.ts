import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, watch } from "node:fs";
import { join, resolve } from "node:path";
import { reloadPages } from "./dev/reload-pages.ts";
import { realElectronPath } from "./start/electron-path.ts";

/**
 * `npm run dev`: the desktop app, rebuilt at every change. A change of the page reloads the page, one in main or
 * preload restarts the app. `npm run dev -- cli WORDS...` does the same with the command line. Both use a state folder
 * of their own, `.dev`, unless the words name another: your own device is left alone.
 */
const root = resolve(import.meta.dirname, "..");
const bin = (name: string): string => join(root, "node_modules", ".bin", name);
const stateDir = join(root, ".dev");
/** For the pages' reload only, and only while this runs: the packages' fuses allow none of it. */
const DEBUG_PORT = 9229;
/** One build writes many files, ms. */
const QUIET = 300;

const [mode, ...words] = process.argv.slice(2);
const children = new Set<ChildProcess>();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    for (const child of children) child.kill("SIGTERM");
    process.exit(0);
  });

if (mode === "cli") developCli(words);
else developApp(mode === undefined ? [] : [mode, ...words]);

function developCli(args: readonly string[]): void {
  build("vite", "build", "--config", "vite.cli.config.ts", "--logLevel", "warn", "--watch");
  const place = args.includes("--state-dir") ? [] : ["--state-dir", stateDir, "--key-store", "file"];
  const program = restarted(process.execPath, [join(root, "out/cli/index.js"), ...args, ...place]);
  changes("out/cli", () => program.restart());
}

function developApp(args: readonly string[]): void {
  const electron = realElectronPath(root);
  if (electron === null) {
    console.error(
      "Electron is not here: npx install-electron fetches it. The command line: npm run dev -- cli run",
    );
    process.exitCode = 1;
    return;
  }
  build("electron-vite", "build", "--logLevel", "warn", "--watch");
  const place = args.includes("--state-dir") ? [] : ["--state-dir", stateDir];
  const app = restarted(electron, [`--remote-debugging-port=${DEBUG_PORT}`, root, ...place, ...args]);
  changes("out/main", () => app.restart());
  changes("out/preload", () => app.restart());
  changes("out/renderer", () => void reloadPages(DEBUG_PORT).then((count) => say(`${count} pages reloaded`)));
}

function build(program: string, ...args: string[]): void {
  const child = spawn(bin(program), args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  children.add(child);
}

/** A program that is ended and started again; the first start is at the first build. */
function restarted(program: string, args: readonly string[]): { restart(): void } {
  let child: ChildProcess | null = null;
  const start = (): void => {
    say(`starting: ${[program, ...args].join(" ")}`);
    const started = spawn(program, [...args], { cwd: root, stdio: "inherit" });
    child = started;
    children.add(started);
    started.once("exit", (code) => {
      children.delete(started);
      if (child !== started) return;
      child = null;
      say(`it ended (${code}); the next change starts it again`);
    });
  };
  return {
    restart() {
      const old = child;
      child = null;
      if (old === null) return start();
      // One identity has one process: the next starts when the last is gone.
      old.once("exit", start);
      old.kill("SIGTERM");
    },
  };
}

/** Calls back once for each build that wrote into the folder. */
function changes(folder: string, changed: () => void): void {
  mkdirSync(join(root, folder), { recursive: true });
  let timer: NodeJS.Timeout | null = null;
  watch(join(root, folder), { recursive: true }, () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(changed, QUIET);
  });
}

function say(line: string): void {
  console.error(`dev: ${line}`);
}
