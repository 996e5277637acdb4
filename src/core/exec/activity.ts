import { rmSync } from "node:fs";
import type { AllowReason, DenyReason } from "../../shared/reasons.ts";
import { appendLine } from "../files/append.ts";
import type { FileFailure } from "../files/problem.ts";
import { readOwnFile } from "../files/read.ts";
import { withRetrySync } from "../files/rename.ts";
import { leavingIn } from "../settings/state-folder.ts";
import { createLayoutCheck } from "./activity-layout.ts";

/** One request and what happened to it. Never any output. */
export interface ActivityEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Its address; empty when none was chosen. */
  readonly gateway: string;
  readonly agent: string | null;
  readonly session: string | null;
  /** The command on one line, shortened when very long. */
  readonly command: string;
  readonly directory: string | null;
  readonly decision: "allowed" | "denied" | "prepared";
  readonly reason: AllowReason | DenyReason;
  /** It ran in a cage, where it could touch only what its entry grants. */
  readonly contained?: boolean;
  /** The patterns on the list that let it run; absent where a person, or the policy, did. */
  readonly rules?: readonly string[];
  /** Null when a signal ended it or it never ran; 124 when it ran out of time. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** Milliseconds; null when it never ran. */
  readonly durationMs: number | null;
  /** Bytes it wrote, both streams together, as far as they were kept. Never the output itself. */
  readonly outputBytes?: number;
  /** Written when the program began; its end was never recorded, as after a power cut. */
  readonly began?: true;
  /** Which run this is: the entry for its start is dropped once there is one for its end. */
  readonly run?: string;
  /** How many times in a row the same request was refused; absent for once. */
  readonly times?: number;
}

export interface ActivityFilter {
  readonly agent?: string;
  /** Includes lookups that led to nothing further. */
  readonly prepared?: boolean;
  readonly decision?: ActivityEntry["decision"];
  /** Part of the command line. */
  readonly text?: string;
  /** Not before this time, milliseconds since the epoch. */
  readonly since?: number;
  /** At most this many, the newest. */
  readonly limit?: number;
}

/**
 * The owner's log of what ran. Appending never throws and never stops a command. A log that a newer version writes is
 * left as it is: neither appended to nor cleared.
 */
export interface ActivityLog {
  /** False when it could not be written. */
  append(entry: ActivityEntry): boolean;
  /** Oldest first. Lines that cannot be read are left out. */
  read(filter?: ActivityFilter): readonly ActivityEntry[];
  /** Why it, or its older part, cannot be read; null when it can. */
  problem(): FileFailure | null;
  /** False when part of it is still there. */
  clear(): boolean;
}

const FILE_NAME = "activity.jsonl";
/** What did not run is kept apart: however much of it there is, it never pushes out what did run. */
const REFUSED_NAME = "activity-refused.jsonl";
/** Two files of this size at most. */
const DEFAULT_LIMIT = 2 * 1024 * 1024;
const MAX_COMMAND_LENGTH = 4096;

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((text) => typeof text === "string");

function parseLine(line: string): ActivityEntry | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null) return null;
    const entry = value as Partial<ActivityEntry>;
    const sound =
      typeof entry.at === "number" &&
      typeof entry.command === "string" &&
      (entry.rules === undefined || isTexts(entry.rules)) &&
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

/** A line of either file: `n` keeps the order of lines written in the same millisecond. */
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

/**
 * A refusal that was written again with a higher count appears once; a lookup that led to a run appears only as the
 * run.
 */
function counted(entries: readonly ActivityEntry[]): readonly ActivityEntry[] {
  const kept: ActivityEntry[] = [];
  const ended = new Set(entries.filter(({ began }) => began !== true).map(({ run }) => run));
  for (const entry of entries) {
    if (entry.began === true && entry.run !== undefined && ended.has(entry.run)) continue;
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
 * JSON lines in the folder for this state directory's own records (`settings/state-folder.ts`), readable by the owner
 * alone; the older half is deleted when the file grows too large. `onAppend` hears of every entry, even one that could
 * not be written; it must not throw.
 */
export function createActivityLog(
  stateDirectory: string,
  limitBytes = DEFAULT_LIMIT,
  onAppend: (entry: ActivityEntry) => void = () => {},
): ActivityLog {
  const path = leavingIn(stateDirectory, FILE_NAME);
  const refusedPath = leavingIn(stateDirectory, REFUSED_NAME);
  const files = [`${path}.1`, path, `${refusedPath}.1`, refusedPath];
  let count = 0;
  let last: { readonly key: string; readonly entry: ActivityEntry; readonly times: number } | null = null;
  const isNewer = createLayoutCheck();
  const newerFile = (): string | null => files.find((file) => isNewer(file)) ?? null;
  const write = (file: string, entry: ActivityEntry): boolean =>
    newerFile() === null &&
    appendLine(file, `${JSON.stringify({ ...entry, n: count++ })}\n`, { fileSize: limitBytes, olderFiles: 1 })
      .ok;
  /** Written the first, second, fourth ... time, and when a different refusal arrives. */
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
        entry.command.length > MAX_COMMAND_LENGTH
          ? {
              ...entry,
              command: `${entry.command.slice(0, MAX_COMMAND_LENGTH)}… (${entry.command.length} characters)`,
            }
          : entry;
      if (entry.decision !== "prepared" && entry.began !== true) onAppend(shortened);
      return entry.decision === "allowed" ? write(path, shortened) : writeRefused(shortened);
    },
    read(filter = {}) {
      const found = counted(inOrder(files.flatMap(lines))).filter((entry) => matches(entry, filter));
      return filter.limit === undefined ? found : found.slice(Math.max(0, found.length - filter.limit));
    },
    problem() {
      const newer = newerFile();
      if (newer !== null) return { problem: "newer", path: newer, detail: "newer" };
      for (const file of files) {
        const text = readOwnFile(file);
        if (!text.ok) return text.failure;
      }
      return null;
    },
    clear() {
      if (newerFile() !== null) return false;
      try {
        for (const file of files) withRetrySync(() => rmSync(file, { force: true }));
        last = null;
        return true;
      } catch {
        return false;
      }
    },
  };
}
