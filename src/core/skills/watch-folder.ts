import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../time/clock.ts";

/** Several files saved in quick succession are one change, ms. */
const SETTLE_MS = 500;
/** How often a folder is looked at that the system does not tell about, ms. */
const LOOK_MS = 10_000;
/** Folders below it that are watched; a further one is seen at the next change of another. */
const MAX_WATCHED = 128;

/**
 * Calls back half a second after the last change in this folder or one directly below it; where the system does not
 * tell, every ten seconds. Keeps no process alive. The returned function stops it.
 */
export function watchSkillFolder(folder: string, clock: Clock, onChange: () => void): () => void {
  let watchers: FSWatcher[] = [];
  let cancel = (): void => {};
  let stopped = false;

  const due = (delayMs: number): void => {
    cancel();
    cancel = clock.after(delayMs, () => {
      if (stopped) return;
      follow();
      onChange();
    });
  };

  function add(path: string): void {
    const watcher = watch(path, { persistent: false }, () => due(SETTLE_MS));
    watcher.on("error", () => due(LOOK_MS));
    watchers.push(watcher);
  }

  function follow(): void {
    for (const watcher of watchers) watcher.close();
    watchers = [];
    try {
      add(folder);
      const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
      for (const { name } of below.slice(0, MAX_WATCHED)) add(join(folder, name));
    } catch {
      // It is not there, or the system has no more watches.
      due(LOOK_MS);
    }
  }

  follow();
  return () => {
    stopped = true;
    cancel();
    for (const watcher of watchers) watcher.close();
  };
}
