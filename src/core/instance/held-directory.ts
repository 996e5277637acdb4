import { existsSync, rmdirSync, statSync, watch } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type Result, success } from "../../shared/result.ts";
import type { ClaimFailure } from "./claim.ts";
import { type ClaimedDirectory, claimDirectory } from "./directory-claim.ts";
import type { InstanceSnapshot } from "./message.ts";
import { preparePlace } from "./place.ts";
import type { ControlServer, HandleRequest } from "./server.ts";

/** How often to check that the socket is still there, besides what the system reports, milliseconds. */
const LOOK_EVERY = 2_000;

/** What is looked after, for every directory of this process: one timer wakes it up for all of them. */
const looks = new Set<() => void>();
let timer: NodeJS.Timeout | null = null;

/** Calls this every now and then, together with all others; the returned function ends that. Keeps no process alive. */
function lookTogether(look: () => void): () => void {
  looks.add(look);
  timer ??= setInterval(() => {
    for (const each of [...looks]) each();
  }, LOOK_EVERY).unref();
  return () => {
    looks.delete(look);
    if (looks.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** How many sockets that lost their place keep listening. */
const MAX_FORMERS = 8;

export interface HoldOptions {
  readonly directory: string;
  /** True for a place that holds nothing but sockets: removed with the last of them. */
  readonly removable: boolean;
  readonly describe: () => InstanceSnapshot;
  readonly handleRequest: HandleRequest | null;
  /** The directory was deleted while held, and exists again, empty. */
  onRestored(): void;
}

/**
 * Claims a directory and keeps holding it: a socket that somebody removed, alone or with its directory, is put back
 * before another process could mistake the directory for free.
 */
export async function holdDirectory(options: HoldOptions): Promise<Result<ControlServer, ClaimFailure>> {
  const { directory, removable, describe, handleRequest } = options;
  const first = await claimDirectory(directory, describe, handleRequest);
  if (!first.ok) return first;
  let claimed: ClaimedDirectory = first.value;
  let said = { role: "holder" as const, ...describe() };
  let which = whichDirectory(directory);
  const formers: ControlServer[] = [];
  let closed = false;
  let looking: Promise<void> | null = null;
  let stopWatching = watched();

  function watched(): () => void {
    try {
      const watcher = watch(directory, { persistent: false }, () => look());
      watcher.on("error", () => {});
      return () => watcher.close();
    } catch {
      // The timer looks as well.
      return () => {};
    }
  }

  function look(): void {
    if (closed || existsSync(claimed.path)) return;
    looking ??= restore().finally(() => {
      looking = null;
    });
  }

  async function restore(): Promise<void> {
    if (!preparePlace(directory).ok) return;
    const again = await claimDirectory(directory, () => said, handleRequest);
    // Taken by another process, or no room: tried again later, and the other places are held meanwhile.
    if (!again.ok) return delay(LOOK_EVERY / 4, undefined, { ref: false });
    // Moving the directory took the former socket along: it keeps answering there.
    formers.push(claimed.control);
    if (formers.length > MAX_FORMERS) await formers.shift()?.close();
    claimed = again.value;
    claimed.control.say(said);
    stopWatching();
    stopWatching = watched();
    const before = which;
    which = whichDirectory(directory);
    if (which !== before && !closed) options.onRestored();
  }

  const stopLooking = lookTogether(look);

  return success({
    say(message) {
      if (message.role === "holder") said = message;
      for (const control of [...formers, claimed.control]) control.say(message);
    },
    async close() {
      closed = true;
      stopLooking();
      stopWatching();
      await looking;
      for (const control of [...formers, claimed.control]) await control.close();
      if (removable) removeIfEmpty(directory);
    },
  });
}

/** Tells a directory from another one created in its place; an inode number may be used again, a birth time not. */
function whichDirectory(directory: string): string {
  const found = statSync(directory, { throwIfNoEntry: false });
  return found === undefined ? "none" : `${found.dev} ${found.ino} ${found.birthtimeMs}`;
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // Another process is about to claim it.
  }
}
