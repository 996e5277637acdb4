import type { InvokeRecord } from "../../core/commands/invoker.ts";
import type { ActivityEntry as RunEntry } from "../../core/exec/activity.ts";
import type { ActivityItem } from "../../shared/bridge.ts";
import { reveal } from "../../shared/text/reveal.ts";
import { shownCommand } from "./shown-command.ts";

/** What the window lists; the owner's log in the state directory keeps more. */
export const MAX_ENTRIES = 100;

/** What was asked of this computer lately: the gateway's commands and, for programs, what the owner's log says. */
export interface RecentActivity {
  /** Newest first. */
  entries(): readonly ActivityItem[];
  /** A record of the same id replaces the earlier one. */
  addInvoke(record: InvokeRecord): void;
  addRun(entry: RunEntry): void;
  clear(): void;
}

/** Builds an empty list; it lives as long as the app. */
export function createRecentActivity(): RecentActivity {
  let invokes: readonly ActivityItem[] = [];
  let runs: readonly ActivityItem[] = [];
  let count = 0;
  return {
    entries: () => [...invokes, ...runs].sort((one, other) => other.at - one.at).slice(0, MAX_ENTRIES),
    addInvoke(record) {
      const others = invokes.filter(({ id }) => id !== record.id);
      const entry: ActivityItem = { ...record, askedBy: "", run: null };
      invokes = (inLog(record) ? others : [entry, ...others]).slice(0, MAX_ENTRIES);
    },
    addRun(entry) {
      count += 1;
      runs = [entryOf(entry, `run-${count}`), ...runs].slice(0, MAX_ENTRIES);
    },
    clear() {
      invokes = invokes.filter(({ outcome }) => outcome === "running");
      runs = [];
    },
  };
}

/** A program that ran or was refused is in the log, with its command line; a malformed request is not. */
const inLog = ({ command, outcome }: InvokeRecord): boolean =>
  command === "system.run" && (outcome === "ok" || outcome === "denied");

/** What an opened row shows; only what is known. */
function moreOf({ directory, rules, signal, timedOut, outputBytes, times }: RunEntry) {
  return {
    ...(rules === undefined ? {} : { rules: rules.map((pattern) => reveal(pattern)) }),
    ...(directory === null ? {} : { directory: reveal(directory) }),
    ...(signal === null ? {} : { signal: reveal(signal) }),
    ...(timedOut ? ({ timedOut } as const) : {}),
    ...(outputBytes === undefined ? {} : { outputBytes }),
    ...(times === undefined ? {} : { times }),
  };
}

function entryOf(entry: RunEntry, id: string): ActivityItem {
  const { at, command, agent, contained, decision, reason, exitCode, timedOut, durationMs } = entry;
  return {
    id,
    at,
    command: shownCommand(command),
    askedBy: agent === null ? "" : reveal(agent),
    outcome: decision === "denied" ? "denied" : exitCode === 0 && !timedOut ? "ok" : "error",
    durationMs,
    run: { reason, exitCode, ...(contained === true ? { contained } : {}), ...moreOf(entry) },
  };
}
