import { spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { realElectronPath } from "./start/electron-path.ts";
import { fetchElectron } from "./start/fetch-electron.ts";

/**
 * `npm start`: the desktop app. If Electron is missing, offers to fetch it (`npm start -- --yes` does not ask); when
 * the app cannot start, says why, and runs the same node in the terminal.
 */

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");

function hasDisplay(): boolean {
  const { platform, env } = process;
  return platform !== "linux" || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
}

/** Whether to fetch it: asked when somebody is there to answer. */
async function mayFetch(yes: boolean): Promise<boolean> {
  const size = "The desktop app needs Electron, which is not here yet (about 120 MB, from github.com).";
  if (yes) {
    console.error(size);
    return true;
  }
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    console.error(`${size} To fetch it: npm start -- --yes`);
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${size} Fetch it now? [Y/n] `);
    return !/^n/i.test(answer.trim());
  } catch {
    return false; // Ctrl-C, Ctrl-D
  } finally {
    terminal.close();
  }
}

/** Where Electron is; fetches it if allowed. Null when there is none. */
async function electronFor(yes: boolean): Promise<string | null> {
  const there = realElectronPath(root);
  if (there !== null || !(await mayFetch(yes))) return there;
  let shown = -1;
  const failure = await fetchElectron(root, (percent, megabytes) => {
    const due = process.stderr.isTTY
      ? percent !== shown
      : percent >= shown + 10 || (percent === 100 && shown < 100);
    if (!due) return;
    shown = percent;
    const line = `Fetching Electron: ${percent} % (${megabytes.toFixed(0)} MB)`;
    process.stderr.write(process.stderr.isTTY ? `\r${line}` : `${line}\n`);
  });
  if (shown >= 0 && process.stderr.isTTY) process.stderr.write("\n");
  if (failure === null) return realElectronPath(root);
  console.error(`Electron could not be fetched: ${failure.why}.`);
  console.error(failure.remedy);
  return null;
}

function startCommand(electron: string | null, args: readonly string[]): readonly string[] {
  if (electron !== null) return [electron, root, ...args];
  console.error("The desktop app does not start. Running the node in this terminal instead (clawtray run).");
  return [process.execPath, `${root}/out/cli/index.js`, "run", ...args];
}

const args = process.argv.slice(2).filter((word) => word !== "--yes");
const yes = process.argv.includes("--yes");
if (!hasDisplay()) console.error("There is no display here.");
const [program = "", ...words] = startCommand(hasDisplay() ? await electronFor(yes) : null, args);
const child = spawn(program, words, { stdio: "inherit" });
// A signal from the terminal reaches the child by itself; this process only waits for it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
