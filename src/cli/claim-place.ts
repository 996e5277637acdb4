import { systemClock } from "../core/clock.ts";
import { claimReason } from "../core/instance/claim-reason.ts";
import { type ClaimOptions, claimInstance, type Instance } from "../core/instance/instance.ts";
import { blockedState } from "../core/node/before-node.ts";
import { failure, type Result, success } from "../core/result.ts";
import type { BlockedReason } from "../shared/state.ts";
import { blockedSentence, type Ended, refuse } from "./ended.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { Tell } from "./output.ts";
import { type OpenPlace, openPlace } from "./place.ts";
import type { RunArguments } from "./run-arguments.ts";

/** The state folder, ours until it is released, and what is in it. */
export interface ClaimedPlace {
  readonly claim: Instance;
  readonly place: OpenPlace;
}

interface Refused {
  readonly reason: BlockedReason;
  readonly detail: Readonly<Record<string, string>>;
  readonly code: ExitCode;
}

/** How long a service waits before it looks again, ms. */
const LOOK_AGAIN = 5_000;

/**
 * Claims the state folder and opens it. A service waits for it: a manager that restarted it again
 * and again would be no better at noticing that the other process ended or that there is space again.
 */
export async function claimPlace(
  options: RunArguments,
  tell: Tell | null,
  claimOptions: ClaimOptions,
): Promise<Result<ClaimedPlace, Ended>> {
  let told = "";
  for (;;) {
    const claimed = await tryPlace(options, claimOptions);
    if (claimed.ok) return claimed;
    const { reason, detail, code } = claimed.failure;
    const sentence = blockedSentence(reason, detail);
    if (tell === null) {
      const state = blockedState(reason, detail);
      if (options.json) process.stdout.write(`${JSON.stringify({ at: Date.now(), state })}\n`);
      return failure(refuse(sentence, code));
    }
    if (sentence !== told) tell(Date.now(), sentence);
    told = sentence;
    await new Promise<void>((resolve) => systemClock.after(LOOK_AGAIN, resolve));
  }
}

async function tryPlace(
  options: RunArguments,
  claimOptions: ClaimOptions,
): Promise<Result<ClaimedPlace, Refused>> {
  const claim = await claimInstance(claimOptions);
  if (!claim.ok) {
    const code = claim.failure.kind === "held" ? exitCode.alreadyRunning : exitCode.blocked;
    return failure({ ...claimReason(claim.failure), code });
  }
  const place = openPlace(options);
  if (place.ok) return success({ claim: claim.value, place: place.value });
  await claim.value.release();
  return failure({ ...place.failure, code: exitCode.blocked });
}
