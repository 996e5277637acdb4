import { existsSync, rmdirSync, statSync, watch } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type Result, success } from "../result.ts";
import type { ClaimFailure } from "./claim.ts";
import { type ClaimedDirectory, claimDirectory } from "./directory-claim.ts";
import type { InstanceSnapshot } from "./message.ts";
import { preparePlace } from "./place.ts";
import type { ControlServer, TakeWish } from "./server.ts";

/** How often it is looked whether the socket is still there, besides what the system reports, milliseconds. */
const lookEvery = 2_000;

/** How many sockets that lost their place go on listening. */
const mostFormers = 8;

export interface HoldOptions {
  readonly directory: string;
  /** True for a place that holds nothing but sockets: removed with the last of them. */
  readonly removable: boolean;
  readonly describe: () => InstanceSnapshot;
  readonly takeWish: TakeWish | null;
  /** The directory was deleted under us, and is there again, empty. */
  onRestored(): void;
}

/**
 * Claims a directory and goes on holding it: a socket that somebody removed, alone or with its
 * directory, is put in its place again, before another process could take it for free.
 */
export async function holdDirectory(options: HoldOptions): Promise<Result<ControlServer, ClaimFailure>> {
  const { directory, removable, describe, takeWish } = options;
  const first = await claimDirectory(directory, describe, takeWish);
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
    const again = await claimDirectory(directory, () => said, takeWish);
    // Taken by another process, or no room: looked at again, and the other places are held meanwhile.
    if (!again.ok) return delay(lookEvery / 4, undefined, { ref: false });
    // Whoever moved the directory took the former socket along: it goes on answering there.
    formers.push(claimed.control);
    if (formers.length > mostFormers) await formers.shift()?.close();
    claimed = again.value;
    claimed.control.say(said);
    stopWatching();
    stopWatching = watched();
    const before = which;
    which = whichDirectory(directory);
    if (which !== before && !closed) options.onRestored();
  }

  const timer = setInterval(look, lookEvery);
  timer.unref();

  return success({
    say(message) {
      if (message.role === "holder") said = message;
      for (const control of [...formers, claimed.control]) control.say(message);
    },
    async close() {
      closed = true;
      clearInterval(timer);
      stopWatching();
      await looking;
      for (const control of [...formers, claimed.control]) await control.close();
      if (removable) removeIfEmpty(directory);
    },
  });
}

/** Tells a directory from another one made in its place; a number may be used again, a time of birth not. */
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
