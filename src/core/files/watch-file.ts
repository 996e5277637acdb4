import { unwatchFile, watch, watchFile } from "node:fs";
import { basename, dirname } from "node:path";

/** How often the file is looked at where the system does not tell of changes, ms. */
const LOOK_MS = 5_000;

/**
 * Calls back when another process has changed the file; the returned function stops that. The system tells, so that
 * ten connections that wait do not wake this process: such a file is written by a rename, and so its folder is watched.
 */
export function watchOwnFile(path: string, onChange: () => void): () => void {
  let stop: () => void;
  const look = (): void => {
    watchFile(path, { persistent: false, interval: LOOK_MS }, onChange);
    stop = () => unwatchFile(path, onChange);
  };
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(path)) onChange();
    });
    stop = () => watcher.close();
    // The folder is gone, or the system has no more watches.
    watcher.on("error", () => {
      watcher.close();
      look();
    });
  } catch {
    look();
  }
  return () => stop();
}
