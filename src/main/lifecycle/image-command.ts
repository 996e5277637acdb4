import { spawnSync } from "node:child_process";
import { constants } from "node:os";
import { basename, join } from "node:path";

/** An AppImage's own start script may put it before everything else. */
const NO_SANDBOX = "--no-sandbox";

/**
 * The command line that this start of an AppImage asks for; null when the app itself is meant. An AppImage puts nothing
 * on the PATH, so there are two ways: `./Clawtray.AppImage cli status`, and a link to the file that is called
 * `clawtray`, which is then the command that every other package ships. `name`: what it was started as (`ARGV0` of the
 * AppImage's runtime). Pure.
 */
export function commandOfImage(argv: readonly string[], name: string | undefined): readonly string[] | null {
  const words = argv.slice(argv[1] === NO_SANDBOX ? 2 : 1);
  const [first, ...rest] = words;
  if (first === undefined) return null;
  if (first === "cli") return rest;
  return basename(name ?? "") === "clawtray" ? words : null;
}

/** Runs the command line that is packed beside the app, to its end; the exit code. */
export function runPackedCommand(resources: string, words: readonly string[]): number {
  // A key pressed in the terminal reaches it as well, and the image must stay mounted until it has finished.
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  const command = [join(resources, "bin", "node"), join(resources, "cli", "index.js"), ...words];
  // When this process is ended from outside, the child goes with it.
  const { status, signal, error } = spawnSync("setpriv", ["--pdeathsig", "TERM", ...command], {
    stdio: "inherit",
  });
  if (error !== undefined) {
    process.stderr.write(`clawtray: the command line could not be started: ${error.message}\n`);
    return 1;
  }
  return status ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
