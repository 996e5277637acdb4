import { failure, type Result, success } from "../result.ts";
import { prepareStateDirectory } from "../settings/prepare-directory.ts";
import type { ClaimFailure, InstanceAnswer } from "./claim.ts";
import { claimDirectory, holderInDirectory, snapshotInDirectory } from "./directory-claim.ts";
import type { InstanceSnapshot, InstanceWish } from "./message.ts";
import { claimPipe, snapshotOfPipe } from "./pipe-claim.ts";
import { isOwnDirectory, type Place, placeOf, preparePlace } from "./place.ts";
import type { TakeWish } from "./server.ts";
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
}

/**
 * Makes this process the only one of the state directory until it releases it or ends, however it
 * ends. The socket it holds is the kernel's proof, so nothing can be left locked by a crash.
 */
export async function claimInstance(options: ClaimOptions): Promise<Result<Instance, ClaimFailure>> {
  const prepared = prepareStateDirectory(options.stateDir);
  if (!prepared.ok) return failure({ kind: "unusable", what: "folder", file: prepared.failure });
  const place = placeOf(options.stateDir);
  if (place.kind === "directory" && !preparePlace(place.directory)) {
    return failure({
      kind: "unusable",
      what: "folder",
      file: { problem: "folder-open-to-others", path: place.directory, detail: "" },
    });
  }
  const claimed =
    place.kind === "pipe"
      ? await claimPipe(place.path, options.describe, options.takeWish ?? null)
      : await claimDirectory(place.directory, options.describe, options.takeWish ?? null);
  if (!claimed.ok) return claimed;

  const control = claimed.value;
  let snapshot = options.describe();
  return success({
    publish(state) {
      snapshot = { ...snapshot, state };
      control.say({ role: "holder", ...snapshot });
    },
    release: () => control.close(),
  });
}

/** Asks the process that has the state directory, if any. Creates nothing. */
export async function askInstance(stateDir: string, timeoutMs: number): Promise<InstanceAnswer> {
  let place: Place;
  try {
    place = placeOf(stateDir);
  } catch {
    // No state directory: nobody has it.
    return { kind: "none" };
  }
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
  let place: Place;
  try {
    place = placeOf(stateDir);
  } catch {
    return { reply: "none" };
  }
  if (place.kind === "pipe") {
    const found = await snapshotOfPipe(place.path, timeoutMs);
    return found.kind === "none" ? { reply: "none" } : sendWish(place.path, wish, timeoutMs);
  }
  if (!isOwnDirectory(place.directory)) return { reply: "none" };
  const found = await snapshotInDirectory(place.directory, timeoutMs);
  if (found.kind === "none") return { reply: "none" };
  const holder = await holderInDirectory(place.directory, timeoutMs);
  return holder === null ? { reply: "silent" } : sendWish(holder, wish, timeoutMs);
}
