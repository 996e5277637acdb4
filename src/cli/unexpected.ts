import { existsSync } from "node:fs";
import { join } from "node:path";
import { openLogFile } from "../core/log/log-file.ts";
import { logFolderOf } from "./output.ts";
import { stateDirOf } from "./place.ts";

/**
 * Logs the stack of an error in our own code and returns the sentence for the screen. The error's own message may hold
 * anything, so it stays in the log, which hides what looks like a secret.
 */
export function recordUnexpected(error: unknown, argv: readonly string[]): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const name = error instanceof Error ? error.name : "unknown";
  const file = keep(stack, argv);
  return file === null
    ? `Something unexpected went wrong (${name}), and it could not be logged. Please report it.`
    : `Something unexpected went wrong (${name}). The details are in ${file}; please report it.`;
}

/** The file that holds it now; null when none does. */
function keep(stack: string, argv: readonly string[]): string | null {
  try {
    const folder = logFolderOf(stateDirIn(argv));
    const file = join(folder, "clawtray.log");
    openLogFile(folder, Date.now).log("error", "unexpected failure", { stack: stack.slice(0, 8_000) });
    return existsSync(file) ? file : null;
  } catch {
    return null; // No folder can be named here.
  }
}

/** Read without the parser, which may be what failed. */
function stateDirIn(argv: readonly string[]): string {
  const at = argv.indexOf("--state-dir");
  const joined = argv.find((word) => word.startsWith("--state-dir="))?.slice("--state-dir=".length);
  return stateDirOf({ stateDir: joined ?? (at < 0 ? null : (argv[at + 1] ?? null)) });
}
