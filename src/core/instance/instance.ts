import { failure, type Result, success } from "../../shared/result.ts";
import { prepareStateDirectory } from "../settings/prepare-directory.ts";
import type { ClaimFailure, InstanceAnswer, LocatedAnswer } from "./claim.ts";
import { controlOf, makeControlSecret, readControlSecret } from "./control-key.ts";
import { snapshotInDirectory } from "./directory-claim.ts";
import { holdDirectory } from "./held-directory.ts";
import type { InstanceRequest, InstanceSnapshot } from "./message.ts";
import { claimPipe, snapshotOfPipe } from "./pipe-claim.ts";
import { isOwnDirectory, placesOf, preparePlace, type SocketPlace } from "./place.ts";
import type { Control } from "./proof.ts";
import { type AskOutcome, type RequestOutcome, sendQuestion, sendRequest } from "./request.ts";
import type { ControlServer, HandleRequest } from "./server.ts";

/** The one process of a state directory: this one. */
export interface Instance {
  /** Tells every listening client what has changed. */
  publish(change: Partial<Pick<InstanceSnapshot, "state" | "running" | "toolServers" | "computer">>): void;
  /** Lets the next process have the state directory; resolves when it can. */
  release(): Promise<void>;
}

export interface ClaimOptions {
  readonly stateDir: string;
  /** What a client hears until the first `publish`. */
  readonly describe: () => InstanceSnapshot;
  /** Carries out what another process of the same person asks; without it no requests are taken. */
  readonly handleRequest?: HandleRequest;
  /** Somebody deleted the state directory while it was held. It exists again, and is empty. */
  onFolderLost?(): void;
}

/**
 * Makes this process the only one of the state directory until it releases it or ends, however it ends. The kernel
 * vouches for the socket it holds, so a crash cannot leave anything locked.
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
    if (
      problem.kind === "held" ||
      problem.kind === "unproven" ||
      (problem.what === "folder" && isStateDir(place))
    ) {
      await release();
      return failure(problem);
    }
  }
  // A folder that cannot hold sockets is held by the places elsewhere.
  if (held.length === 0) return failure(unusable ?? nowhere(options.stateDir));

  let snapshot = options.describe();
  return success({
    publish(change) {
      snapshot = { ...snapshot, ...change };
      for (const control of held) control.say({ role: "holder", ...snapshot });
    },
    release,
  });
}

const isStateDir = (place: SocketPlace): boolean => place.kind === "directory" && place.isStateDir;

const nowhere = (path: string): ClaimFailure => ({
  kind: "unusable",
  what: "socket",
  file: { problem: "name-too-long", path, detail: "ENAMETOOLONG" },
});

async function claimPlace(
  place: SocketPlace,
  { describe, handleRequest, onFolderLost }: ClaimOptions,
): Promise<Result<ControlServer, ClaimFailure>> {
  if (place.kind === "pipe") {
    const secret = await makeControlSecret();
    if (!secret.ok) return failure({ kind: "unusable", what: "socket", file: secret.failure });
    return claimPipe(controlOf(secret.value, place.stateDir), describe, handleRequest ?? null);
  }
  const { directory, isStateDir } = place;
  const prepared = preparePlace(directory);
  if (!prepared.ok) return failure({ kind: "unusable", what: "folder", file: prepared.failure });
  return holdDirectory({
    directory,
    removable: !isStateDir,
    describe,
    handleRequest: handleRequest ?? null,
    onRestored: () => {
      if (isStateDir) onFolderLost?.();
    },
  });
}

/**
 * How long a running node may take to answer one question, ms. It answers from memory, in its own turn of the event
 * loop, which on a busy machine has to come first; a person waits for this long before being told that it is silent.
 */
const MAX_ANSWER_TIME = 2_000;

/** Asks the process that has the state directory, if any. Creates nothing. */
export async function askInstance(stateDir: string, timeoutMs = MAX_ANSWER_TIME): Promise<InstanceAnswer> {
  let silent: InstanceAnswer | null = null;
  for (const place of placesOf(stateDir)) {
    const found = await snapshotAt(place, timeoutMs);
    if (found.kind === "snapshot") return { kind: "snapshot", snapshot: found.snapshot };
    if (found.kind === "silent" || found.kind === "unproven") silent ??= found;
  }
  return silent ?? { kind: "none" };
}

async function snapshotAt(place: SocketPlace, timeoutMs: number): Promise<LocatedAnswer> {
  if (place.kind === "pipe") {
    const control = controlHere(place.stateDir);
    return control === null ? { kind: "none" } : snapshotOfPipe(control, timeoutMs);
  }
  // What somebody else could have put there is not believed.
  return isOwnDirectory(place.directory) ? snapshotInDirectory(place.directory, timeoutMs) : { kind: "none" };
}

/** How this person's processes meet; null when none has ever claimed anything. */
function controlHere(stateDir: string): Control | null {
  const secret = readControlSecret();
  return secret.ok && secret.value !== null ? controlOf(secret.value, stateDir) : null;
}

/** Asks the process that has the state directory to do something. Creates nothing; never throws. */
export const sendToInstance = (
  stateDir: string,
  request: InstanceRequest,
  timeoutMs = MAX_ANSWER_TIME,
): Promise<RequestOutcome | { readonly reply: "none" }> =>
  withHolder(stateDir, timeoutMs, (path, control) => sendRequest(path, request, timeoutMs, control));

/** Lets the process that has the state directory ask the agent; `onPart` hears the pieces of the answer. Never throws. */
export const askAgentThrough = (
  stateDir: string,
  question: Extract<InstanceRequest, { request: "ask" }>,
  timeoutMs: number,
  onPart: (text: string, fresh: boolean) => void,
): Promise<AskOutcome | { readonly reply: "none" }> =>
  withHolder(stateDir, timeoutMs, (path, control) =>
    sendQuestion(path, question, timeoutMs, control, onPart),
  );

/** Finds who has the state directory, and talks to it at its socket. */
async function withHolder<Outcome>(
  stateDir: string,
  timeoutMs: number,
  talkTo: (path: string, control: Control | null) => Promise<Outcome>,
): Promise<Outcome | { readonly reply: "none" | "silent" | "unproven" }> {
  let silent = false;
  for (const place of placesOf(stateDir)) {
    const found = await snapshotAt(place, timeoutMs);
    if (found.kind === "unproven") return { reply: "unproven" };
    if (found.kind === "silent") silent = true;
    if (found.kind !== "snapshot") continue;
    const control = place.kind === "pipe" ? controlHere(place.stateDir) : null;
    // Without the key there is nothing to prove oneself with; it was there a moment ago.
    if (place.kind === "pipe" && control === null) continue;
    return talkTo(found.path, control);
  }
  return { reply: silent ? "silent" : "none" };
}
