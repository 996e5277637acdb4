import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { realElectronPath } from "../test/e2e/real-electron-app.ts";

/**
 * `npm start`: the desktop app; where Electron cannot start, why not, and the same node in the terminal.
 * Its executable is looked for, never fetched.
 */

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");

/** Why the desktop app cannot be started here; null when it can. */
function obstacle(electron: string | null): string | null {
  if (electron === null) return "the Electron executable is not installed (npx install-electron fetches it)";
  const { platform, env } = process;
  if (platform === "linux" && !env.DISPLAY && !env.WAYLAND_DISPLAY) return "there is no display";
  return null;
}

const args = process.argv.slice(2);
const electron = realElectronPath(root);
const problem = obstacle(electron);
if (problem !== null) {
  console.error(`The desktop app cannot start here: ${problem}.`);
  console.error("Running the node in this terminal instead (clawtray run).");
}
const command =
  problem === null && electron !== null
    ? { path: electron, args: [root, ...args] }
    : { path: process.execPath, args: [`${root}/out/cli/index.js`, "run", ...args] };
const child = spawn(command.path, command.args, { stdio: "inherit" });
// A signal from the terminal reaches the child by itself; this process only waits for it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
