import { spawn } from "node:child_process";
import { once } from "node:events";
import { startDesktop } from "./desktop.ts";

/** `node in-desktop.ts x11|wayland PROGRAM [ARGUMENT]...`: runs it on a desktop of its own, and ends with its exit code. */
const [display, program, ...words] = process.argv.slice(2);
if (program === undefined || (display !== "x11" && display !== "wayland")) {
  throw new Error("usage: in-desktop.ts x11|wayland PROGRAM [ARGUMENT]...");
}
const desktop = await startDesktop({ display });
const child = spawn(program, words, { env: { ...process.env, ...desktop.environment }, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
const [code] = await once(child, "exit");
await desktop.dispose();
process.exit(code ?? 1);
