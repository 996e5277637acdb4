import { failure, type Result, success } from "../result.ts";
import { prepareStateDirectory } from "../settings/prepare-directory.ts";
import type { ClaimFailure, InstanceAnswer } from "./claim.ts";
import { holderInDirectory, snapshotInDirectory } from "./directory-claim.ts";
import { holdDirectory } from "./held-directory.ts";
import type { InstanceSnapshot, InstanceWish } from "./message.ts";
import { claimPipe, snapshotOfPipe } from "./pipe-claim.ts";
import { isOwnDirectory, type Place, placesOf, preparePlace } from "./place.ts";
import type { ControlServer, TakeWish } from "./server.ts";
import { sendWish, type WishOutcome } from "./wish.ts";

/** The one process of a state directory: this one. */
export interface Instance {
  /** Tells every listening client. */
  publish(state: InstanceSnapshot["state"]): void;
  /** Lets the next process have the state directory; resolves when it can. */
  release(): Promise<void>;
}

export interface ClaimOptions {
  readonly stateDir: string;
  /** What a client hears until the first `publish`. */
  readonly describe: () => InstanceSnapshot;
  /** Carries out what another process of the same person asks; without it nothing is taken. */
  readonly takeWish?: TakeWish;
  /** Somebody deleted the state directory while it was held. It is there again, and empty. */
  onFolderLost?(): void;
}

/**
 * Makes this process the only one of the state directory until it releases it or ends, however it
 * ends. The socket it holds is the kernel's proof, so nothing can be left locked by a crash.
 */
export async function claimInstance(options: ClaimOptions): Promise<Result<Instance, ClaimFailure>> {
  const prepared = prepareStateDirectory(options.stateDir);
  if (!prepared.ok) return failure({ kind: "unusable", what: "folder", file: prepared.failure });
  const held: ControlServer[] = [];
  const release = async () => {
    for (const control of held.reverse()) await control.close();
  };
  let unusable: ClaimFailure | null = null;
  // One after the other and in the same order in every process: of two, one is first at each.
  for (const place of placesOf(options.stateDir)) {
    const claimed = await claimPlace(place, options);
    if (claimed.ok) {
      held.push(claimed.value);
      continue;
    }
    const { failure: problem } = claimed;
    unusable ??= problem;
    if (problem.kind === "held" || (problem.what === "folder" && isStateDir(place))) {
      await release();
      return failure(problem);
    }
  }
  // A folder that takes no sockets is held by the places elsewhere.
  if (held.length === 0) return failure(unusable ?? nowhere(options.stateDir));

  let snapshot = options.describe();
  return success({
    publish(state) {
      snapshot = { ...snapshot, state };
      for (const control of held) control.say({ role: "holder", ...snapshot });
    },
    release,
  });
}

const isStateDir = (place: Place): boolean => place.kind === "directory" && place.isStateDir;

const nowhere = (path: string): ClaimFailure => ({
  kind: "unusable",
  what: "socket",
  file: { problem: "name-too-long", path, detail: "ENAMETOOLONG" },
});

async function claimPlace(
  place: Place,
  { describe, takeWish, onFolderLost }: ClaimOptions,
): Promise<Result<ControlServer, ClaimFailure>> {
  if (place.kind === "pipe") return claimPipe(place.path, describe, takeWish ?? null);
  const { directory, isStateDir } = place;
  const prepared = preparePlace(directory);
  if (!prepared.ok) return failure({ kind: "unusable", what: "folder", file: prepared.failure });
  return holdDirectory({
    directory,
    removable: !isStateDir,
    describe,
    takeWish: takeWish ?? null,
    onRestored: () => {
      if (isStateDir) onFolderLost?.();
    },
  });
}

/** Asks the process that has the state directory, if any. Creates nothing. */
export async function askInstance(stateDir: string, timeoutMs: number): Promise<InstanceAnswer> {
  let silent: InstanceAnswer | null = null;
  for (const place of placesOf(stateDir)) {
    const found = await snapshotAt(place, timeoutMs);
    if (found.kind === "snapshot") return found;
    if (found.kind === "silent") silent ??= found;
  }
  return silent ?? { kind: "none" };
}

async function snapshotAt(place: Place, timeoutMs: number): Promise<InstanceAnswer> {
  if (place.kind === "pipe") return snapshotOfPipe(place.path, timeoutMs);
  // What somebody else could have put there is not believed.
  return isOwnDirectory(place.directory) ? snapshotInDirectory(place.directory, timeoutMs) : { kind: "none" };
}

/** Asks the process that has the state directory to do something. Creates nothing; never throws. */
export async function askWish(
  stateDir: string,
  wish: InstanceWish,
  timeoutMs: number,
): Promise<WishOutcome | { readonly reply: "none" }> {
  let silent = false;
  for (const place of placesOf(stateDir)) {
    const found = await snapshotAt(place, timeoutMs);
    if (found.kind === "silent") silent = true;
    if (found.kind !== "snapshot") continue;
    const holder = place.kind === "pipe" ? place.path : await holderInDirectory(place.directory, timeoutMs);
    if (holder !== null) return sendWish(holder, wish, timeoutMs);
  }
  return { reply: silent ? "silent" : "none" };
}
