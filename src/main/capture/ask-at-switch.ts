import type { Logger } from "../../core/log/log.ts";
import type { CapabilityName, CapabilityStatus } from "../../shared/capability.ts";
import type { OpenConnections } from "../state/connections.ts";
import type { Captures } from "./captures.ts";
import type { CaptureMedia } from "./system-permission.ts";

/** What the system must let this program use for a capability. */
const NEEDS: Partial<Record<CapabilityName, readonly CaptureMedia[]>> = {
  screen: ["screen"],
  camera: ["camera", "microphone"],
};

/** What has to be requested now, because a capability has just been switched on here. Pure. */
export function newlyNeeded(
  before: readonly CapabilityStatus[],
  now: readonly CapabilityStatus[],
): readonly CaptureMedia[] {
  return now.flatMap(({ name, on }) => {
    const earlier = before.find((one) => one.name === name);
    // The first call is not a change: what was on before was requested when it was switched on.
    return on && earlier !== undefined && !earlier.on ? (NEEDS[name] ?? []) : [];
  });
}

interface AskParts {
  readonly connections: Pick<OpenConnections, "each">;
  readonly captures: Pick<Captures, "ask">;
  readonly log: Logger;
}

/**
 * The system asks the person for its permission while they are at the switch, and not weeks later at an agent's first
 * capture, when nobody knows why it asks.
 */
export function setUpPermissions({ connections, captures, log }: AskParts): void {
  let asking: Promise<unknown> = Promise.resolve();
  const onProblem = (error: unknown) =>
    log.log("warn", "the system could not be asked for a permission", { error });
  connections.each(({ node }) => {
    let before = node.state().capabilities;
    node.subscribe(() => {
      const now = node.state().capabilities;
      for (const media of newlyNeeded(before, now)) {
        asking = asking.then(() => captures.ask(media)).catch(onProblem);
      }
      before = now;
    });
  });
}
