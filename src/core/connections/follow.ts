import { statSync } from "node:fs";
import { askInstance } from "../instance/instance.ts";
import { connectionIds, connectionsFolder } from "../settings/connection-folders.ts";
import { systemClock } from "../time/clock.ts";
import type { Connection } from "./connection.ts";
import { listConnections } from "./list.ts";
import { namesPath } from "./names-file.ts";
import { isReady } from "./ready.ts";

/** How often it is looked for what another program added, renamed or removed, ms. */
const LOOK_AGAIN = 5_000;
/** How long one that was let go is left to whoever asked for it, ms. */
const LEFT_ALONE = 15_000;
/** How long the process that has a connection may take to answer, ms. */
const PATIENCE = 1_000;

interface FollowOptions {
  readonly stateDir: string;
  /** The ids of the connections this process has. */
  readonly served: () => readonly string[];
  /** One that this process does not have got its gateway, and no other process has it. */
  readonly came: (connection: Connection) => void | Promise<void>;
  /** Names or folders may have changed: those there are now. */
  readonly changed: (there: readonly Connection[]) => void;
}

/** What another program does with the connections of a state folder, as long as this process runs. */
export interface FollowedConnections {
  /** Does not take this one up again for a while. */
  leave(id: string): void;
  stop(): void;
}

/** Looks every few seconds, and reads nothing while nothing was added, renamed, removed or waited for. */
export function followConnections(options: FollowOptions): FollowedConnections {
  const { stateDir, served, came, changed } = options;
  const leftUntil = new Map<string, number>();
  let seen = "";
  let waiting = false;
  let looking = false;
  let stopped = false;

  async function isFree(connection: Connection): Promise<boolean> {
    if ((leftUntil.get(connection.id) ?? 0) > systemClock.monotonic() || !isReady(connection)) return false;
    return (await askInstance(connection.stateDir, PATIENCE)).kind === "none";
  }

  const isMissing = ({ id }: Connection): boolean => !stopped && !served().includes(id);

  async function look(): Promise<void> {
    if (served().length === 1 && connectionIds(stateDir).length === 0) return;
    const mark = markOf(stateDir);
    if (mark === seen && !waiting) return;
    seen = mark;
    const there = listConnections(stateDir);
    changed(there);
    waiting = there.some(isMissing);
    for (const connection of there)
      if (isMissing(connection) && (await isFree(connection)) && isMissing(connection))
        await came(connection);
  }

  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  }, LOOK_AGAIN);
  timer.unref();
  return {
    leave(id) {
      leftUntil.set(id, systemClock.monotonic() + LEFT_ALONE);
      waiting = true;
    },
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}

/** Changes whenever a connection is added, renamed or removed. */
const markOf = (stateDir: string): string =>
  [namesPath(stateDir), connectionsFolder(stateDir)]
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .map((found) => `${found?.ino} ${found?.mtimeMs}`)
    .join();
