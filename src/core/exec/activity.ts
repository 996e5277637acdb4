import { appendFileSync, chmodSync, lstatSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { AllowReason, DenyReason } from "../../shared/reasons.ts";

/** One thing that was asked for and what became of it. Never any output. */
export interface ActivityEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Its address; empty where none was chosen. */
  readonly gateway: string;
  readonly agent: string | null;
  readonly session: string | null;
  /** The words as one line, shortened when very long. */
  readonly command: string;
  readonly directory: string | null;
  readonly decision: "allowed" | "denied";
  readonly reason: AllowReason | DenyReason;
  /** Null where a signal ended it and where it never ran; 124 when out of time. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** Milliseconds; null when it never ran. */
  readonly durationMs: number | null;
}

export interface ActivityFilter {
  readonly agent?: string;
  readonly decision?: ActivityEntry["decision"];
  /** Part of the command line. */
  readonly text?: string;
  /** Not before this time, milliseconds since the epoch. */
  readonly since?: number;
  /** At most this many, the newest. */
  readonly limit?: number;
}

/** The owner's log of what ran. Appending never throws and never stops a command. */
export interface ActivityLog {
  /** False when it could not be written. */
  append(entry: ActivityEntry): boolean;
  /** Oldest first. Lines that cannot be read are left out. */
  read(filter?: ActivityFilter): readonly ActivityEntry[];
  /** False when something of it is still there. */
  clear(): boolean;
}

const fileName = "activity.jsonl";
/** Two files of this size at most. */
const defaultLimit = 2 * 1024 * 1024;
const longestCommand = 4096;

function parseLine(line: string): ActivityEntry | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null) return null;
    const entry = value as Partial<ActivityEntry>;
    const sound =
      typeof entry.at === "number" &&
      typeof entry.command === "string" &&
      (entry.decision === "allowed" || entry.decision === "denied");
    return sound ? (entry as ActivityEntry) : null;
  } catch {
    return null;
  }
}

function matches(entry: ActivityEntry, filter: ActivityFilter): boolean {
  return (
    (filter.agent === undefined || entry.agent === filter.agent) &&
    (filter.decision === undefined || entry.decision === filter.decision) &&
    (filter.text === undefined || entry.command.includes(filter.text)) &&
    (filter.since === undefined || entry.at >= filter.since)
  );
}

/**
 * JSON lines in the state directory, readable by the owner alone; the older half goes when it grows too
 * large. `onAppend` hears of every entry, also of one that could not be written; it must not throw.
 */
export function createActivityLog(
  stateDirectory: string,
  limitBytes = defaultLimit,
  onAppend: (entry: ActivityEntry) => void = () => {},
): ActivityLog {
  const path = join(stateDirectory, fileName);
  const older = `${path}.1`;
  const lines = (file: string): string[] => {
    try {
      return readFileSync(file, "utf8").split("\n");
    } catch {
      return [];
    }
  };
  return {
    append(entry) {
      const shortened =
        entry.command.length > longestCommand
          ? {
              ...entry,
              command: `${entry.command.slice(0, longestCommand)}… (${entry.command.length} characters)`,
            }
          : entry;
      onAppend(shortened);
      const line = `${JSON.stringify(shortened)}\n`;
      try {
        const size = lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
        if (size > 0 && size + Buffer.byteLength(line) > limitBytes) renameSync(path, older);
        appendFileSync(path, line, { mode: 0o600 });
        if (size === 0) chmodSync(path, 0o600);
        return true;
      } catch {
        return false;
      }
    },
    read(filter = {}) {
      const found = [...lines(older), ...lines(path)]
        .map(parseLine)
        .filter((entry) => entry !== null)
        .filter((entry) => matches(entry, filter));
      return filter.limit === undefined ? found : found.slice(Math.max(0, found.length - filter.limit));
    },
    clear() {
      try {
        rmSync(older, { force: true });
        rmSync(path, { force: true });
        return true;
      } catch {
        return false;
      }
    },
  };
}
