import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeState } from "../../shared/state.ts";
import { makeFolder } from "../files/make-folder.ts";

/** The last state a process of this state folder showed, for `clawtray status` when none runs. */
export interface LastState {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly state: NodeState;
}

const fileIn = (stateDir: string): string => join(stateDir, "last-state.json");

/** Keeps the state; a failure is of no account, for nothing depends on it. */
export function keepLastState(stateDir: string, last: LastState): void {
  try {
    makeFolder(stateDir);
    const temporary = `${fileIn(stateDir)}.new`;
    writeFileSync(temporary, `${JSON.stringify(last)}\n`, { mode: 0o600 });
    renameSync(temporary, fileIn(stateDir));
  } catch {
    // Only a convenience: the next state tries again.
  }
}

/** Null when none was kept or it cannot be read. */
export function readLastState(stateDir: string): LastState | null {
  try {
    const value: unknown = JSON.parse(readFileSync(fileIn(stateDir), "utf8"));
    const { at, state } = value as Partial<LastState>;
    return typeof at === "number" && typeof state?.phase === "string" ? { at, state } : null;
  } catch {
    return null;
  }
}
