import { isReady } from "../core/connections/ready.ts";
import { blockedState } from "../core/node/before-node.ts";
import type { HeldFolder } from "../core/node/folder.ts";
import { systemClock } from "../core/time/clock.ts";
import type { BlockedCause } from "../shared/blocked.ts";
import { failure, type Result } from "../shared/result.ts";
import { blockedSentence, type Ended, folderCode, refuse } from "./ended.ts";
import { onceLetGo } from "./let-go.ts";
import { holdPlace } from "./open-place.ts";
import type { Tell } from "./output.ts";
import { rootDirOf, stateDirOf } from "./place.ts";
import { printJson } from "./print.ts";
import type { RunArguments } from "./run-arguments.ts";

/** How long a service waits before it looks again, ms. */
const LOOK_AGAIN = 5_000;

/**
 * A connection that has no gateway is of no use to the process that has it, which the desktop app may be: it is asked to
 * let it go, and takes it up again when this process ends.
 */
function hold(
  options: RunArguments,
  appVersion: string,
  startedAt: number,
): Promise<Result<HeldFolder, BlockedCause>> {
  const stateDir = stateDirOf(options);
  const isFirst = stateDir === rootDirOf(options);
  return onceLetGo(
    stateDir,
    () => holdPlace(options, appVersion, startedAt),
    (held) =>
      !held.ok && held.failure.reason === "held-by-another-process" && !isReady({ stateDir, first: isFirst }),
  );
}

/**
 * Holds the state folder. A service waits for it: a manager that kept restarting it would be no better at noticing that
 * the other process has ended or that there is space again.
 */
export async function waitForPlace(
  options: RunArguments,
  tell: Tell | null,
  appVersion: string,
  startedAt: number,
): Promise<Result<HeldFolder, Ended>> {
  let told = "";
  for (;;) {
    const held = await hold(options, appVersion, startedAt);
    if (held.ok) return held;
    const cause = held.failure;
    const sentence = blockedSentence(cause);
    if (tell === null) {
      const state = blockedState(cause);
      if (options.json) printJson({ at: Date.now(), state });
      return failure(refuse(sentence, folderCode(cause)));
    }
    if (sentence !== told) tell(Date.now(), sentence);
    told = sentence;
    await new Promise<void>((resolve) => systemClock.after(LOOK_AGAIN, resolve));
  }
}
