import { rmSync } from "node:fs";
import type { AllowReason, DenyReason } from "../../shared/reasons.ts";
import { appendLine } from "../files/append.ts";
import type { FileFailure } from "../files/problem.ts";
import { readOwnFile } from "../files/read.ts";
import { leavingIn } from "../settings/state-folder.ts";

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
  /** It ran where it could touch only what its entry grants. */
  readonly contained?: boolean;
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
  /** Why it, or its older part, cannot be read; null when it can. */
  problem(): FileFailure | null;
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
 * JSON lines where the leavings of this state directory are (`settings/state-folder.ts`), readable by the owner alone; the older half goes when it grows too
 * large. `onAppend` hears of every entry, also of one that could not be written; it must not throw.
 */
export function createActivityLog(
  stateDirectory: string,
  limitBytes = defaultLimit,
  onAppend: (entry: ActivityEntry) => void = () => {},
): ActivityLog {
  const path = leavingIn(stateDirectory, fileName);
  const older = `${path}.1`;
  const lines = (file: string): string[] => {
    const text = readOwnFile(file);
    return text.ok && text.value !== null ? text.value.split("\n") : [];
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
      return appendLine(path, `${JSON.stringify(shortened)}\n`, { fileSize: limitBytes, olderFiles: 1 }).ok;
    },
    read(filter = {}) {
      const found = [...lines(older), ...lines(path)]
        .map(parseLine)
        .filter((entry) => entry !== null)
        .filter((entry) => matches(entry, filter));
      return filter.limit === undefined ? found : found.slice(Math.max(0, found.length - filter.limit));
    },
    problem() {
      const current = readOwnFile(path);
      if (!current.ok) return current.failure;
      const before = readOwnFile(older);
      return before.ok ? null : before.failure;
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
