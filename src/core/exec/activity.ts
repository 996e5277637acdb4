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
  readonly decision: "allowed" | "denied" | "prepared";
  readonly reason: AllowReason | DenyReason;
  /** It ran where it could touch only what its entry grants. */
  readonly contained?: boolean;
  /** Null where a signal ended it and where it never ran; 124 when out of time. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** Milliseconds; null when it never ran. */
  readonly durationMs: number | null;
  /** How often the same was refused one after the other; absent for once. */
  readonly times?: number;
}

export interface ActivityFilter {
  readonly agent?: string;
  /** Also what was only looked up and did not lead to more. */
  readonly prepared?: boolean;
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
/** What did not run is kept apart: however much of it there is, it pushes nothing out that ran. */
const refusedName = "activity-refused.jsonl";
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
      (entry.decision === "allowed" || entry.decision === "denied" || entry.decision === "prepared");
    return sound ? (entry as ActivityEntry) : null;
  } catch {
    return null;
  }
}

function matches(entry: ActivityEntry, filter: ActivityFilter): boolean {
  return (
    (entry.decision !== "prepared" || filter.prepared === true) &&
    (filter.agent === undefined || entry.agent === filter.agent) &&
    (filter.decision === undefined || entry.decision === filter.decision) &&
    (filter.text === undefined || entry.command.includes(filter.text)) &&
    (filter.since === undefined || entry.at >= filter.since)
  );
}

/** What makes two refusals the same. */
const sameRefusal = ({ gateway, agent, command, directory, decision, reason }: ActivityEntry): string =>
  JSON.stringify([gateway, agent, command, directory, decision, reason]);

/** A line of either file: `n` keeps those of one millisecond in their order. */
interface Line {
  readonly entry: ActivityEntry;
  readonly n: number;
}

function inOrder(lines: readonly string[]): readonly ActivityEntry[] {
  return lines
    .map(parseLine)
    .filter((entry) => entry !== null)
    .map((entry): Line => {
      const { n, ...rest } = entry as ActivityEntry & { n?: unknown };
      return { entry: rest, n: typeof n === "number" ? n : 0 };
    })
    .sort((one, other) => one.entry.at - other.entry.at || one.n - other.n)
    .map(({ entry }) => entry);
}

/** A refusal that was written again with a higher count stands once, and what led to a run only as that. */
function counted(entries: readonly ActivityEntry[]): readonly ActivityEntry[] {
  const kept: ActivityEntry[] = [];
  for (const entry of entries) {
    const last = kept.at(-1);
    const again = entry.times !== undefined && last !== undefined && sameRefusal(last) === sameRefusal(entry);
    const ledHere =
      last?.decision === "prepared" && last.command === entry.command && last.agent === entry.agent;
    if (again || ledHere) kept.pop();
    kept.push(entry);
  }
  return kept;
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
  const refusedPath = leavingIn(stateDirectory, refusedName);
  const files = [`${path}.1`, path, `${refusedPath}.1`, refusedPath];
  let count = 0;
  let last: { readonly key: string; readonly entry: ActivityEntry; readonly times: number } | null = null;
  const write = (file: string, entry: ActivityEntry): boolean =>
    appendLine(file, `${JSON.stringify({ ...entry, n: count++ })}\n`, { fileSize: limitBytes, olderFiles: 1 })
      .ok;
  /** Written at the first, the second, the fourth ... time, and when another one comes. */
  const writeRefused = (entry: ActivityEntry): boolean => {
    const key = sameRefusal(entry);
    const times = last?.key === key ? last.times + 1 : 1;
    const before = last;
    last = { key, entry, times };
    if (times > 1) return Number.isInteger(Math.log2(times)) ? write(refusedPath, { ...entry, times }) : true;
    if (before !== null && before.times > 2 && !Number.isInteger(Math.log2(before.times)))
      write(refusedPath, { ...before.entry, times: before.times });
    return write(refusedPath, entry);
  };
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
      if (entry.decision !== "prepared") onAppend(shortened);
      return entry.decision === "allowed" ? write(path, shortened) : writeRefused(shortened);
    },
    read(filter = {}) {
      const found = counted(inOrder(files.flatMap(lines))).filter((entry) => matches(entry, filter));
      return filter.limit === undefined ? found : found.slice(Math.max(0, found.length - filter.limit));
    },
    problem() {
      for (const file of files) {
        const text = readOwnFile(file);
        if (!text.ok) return text.failure;
      }
      return null;
    },
    clear() {
      try {
        for (const file of files) rmSync(file, { force: true });
        last = null;
        return true;
      } catch {
        return false;
      }
    },
  };
}
