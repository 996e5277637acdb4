import { statSync } from "node:fs";

/** How often the program's file is looked at, ms. */
const LOOK = 5_000;

/** What tells one version of a file from the next; null while there is none. */
function markOf(path: string): string | null {
  try {
    const { ino, size, mtimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return null;
  }
}

/**
 * Calls back once when another version lies in the program's place, whole (it did not change for a
 * while), and nothing runs. The returned function stops that.
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
