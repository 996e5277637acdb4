import type { ActivityEntry } from "../shared/bridge.ts";

const MOST_ENTRIES = 50;

/** The last commands, newest first. A record of the same id replaces the earlier one. */
export interface ActivityLog {
  entries(): readonly ActivityEntry[];
  add(entry: ActivityEntry): void;
}

/** Builds an empty log; it lives as long as the app. */
export function createActivityLog(): ActivityLog {
  let entries: readonly ActivityEntry[] = [];
  return {
    entries: () => entries,
    add(entry) {
      const known = entries.some((old) => old.id === entry.id);
      entries = known
        ? entries.map((old) => (old.id === entry.id ? entry : old))
        : [entry, ...entries].slice(0, MOST_ENTRIES);
    },
  };
}
