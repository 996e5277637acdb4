import { isRecord } from "../../shared/record.ts";
import type { NodeState } from "../../shared/state.ts";
import { readOwnFile } from "../files/read.ts";
import { writeOwnFile } from "../files/write.ts";
import { leavingIn } from "../settings/state-folder.ts";
import { moment, readState } from "./read-state.ts";

/** The last state a process of this state folder showed, for `clawtray status` when none is running. */
export interface LastState {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly state: NodeState;
}

const fileIn = (stateDir: string): string => leavingIn(stateDir, "last-state.json");

/** Keeps the latest state of one process. */
export interface LastStateKeeper {
  /** A failure does not matter, because nothing depends on it. */
  keep(last: LastState): void;
  /** Resolves when the latest is on the disk, or cannot be. */
  settled(): Promise<void>;
}

/** One write at a time, and of several that wait only the last: states may change faster than a disk. */
export function createLastStateKeeper(stateDir: string): LastStateKeeper {
  let waiting: LastState | null = null;
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    for (let last = waiting; last !== null; last = waiting) {
      waiting = null;
      await writeOwnFile(fileIn(stateDir), `${JSON.stringify(last)}\n`);
    }
    writing = null;
  }

  return {
    keep(last) {
      waiting = last;
      writing ??= writeAll();
    },
    settled: async () => {
      await writing;
    },
  };
}

/** Null when none was kept or it cannot be read. */
export function readLastState(stateDir: string): LastState | null {
  const text = readOwnFile(fileIn(stateDir));
  if (!text.ok || text.value === null) return null;
  try {
    const last: unknown = JSON.parse(text.value);
    if (!isRecord(last)) return null;
    const at = moment(last.at);
    const state = readState(last.state);
    return at === null || state === null ? null : { at, state };
  } catch {
    return null;
  }
}
