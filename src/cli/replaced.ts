import { readFileSync, statSync } from "node:fs";

/** How often the program's file is checked, ms. */
const LOOK = 5_000;

/** What tells one version of a file from the next; null while there is none. */
function markOf(path: string): string | null {
  try {
    const { ino, mtimeMs } = statSync(path);
    // It is short and the same length in every version; what it loads is named after its content.
    return `${ino} ${mtimeMs} ${readFileSync(path, "utf8")}`;
  } catch {
    return null;
  }
}

/**
 * Calls back once when another version has replaced the program, complete (unchanged for a while), and nothing is
 * running. The returned function stops the watch.
 */
export function watchProgram(path: string, busy: () => boolean, replaced: () => void): () => void {
  const first = markOf(path);
  let last = first;
  const timer = setInterval(() => {
    const now = markOf(path);
    const settled = now === last;
    last = now;
    if (first === null || now === null || now === first || !settled || busy()) return;
    clearInterval(timer);
    replaced();
  }, LOOK);
  timer.unref();
  return () => clearInterval(timer);
}
