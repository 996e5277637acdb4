import type { CapabilityName, CapabilityStatus } from "../../shared/capability.ts";
import type { CaptureMedia } from "./system-permission.ts";

/** What the system must let this program use for a capability. */
const NEEDS: Partial<Record<CapabilityName, readonly CaptureMedia[]>> = {
  screen: ["screen"],
  camera: ["camera", "microphone"],
};

/** What has to be asked for now, because a capability has just been switched on here. Pure. */
export function newlyNeeded(
  before: readonly CapabilityStatus[],
  now: readonly CapabilityStatus[],
): readonly CaptureMedia[] {
  return now.flatMap(({ name, on }) => {
    const earlier = before.find((one) => one.name === name);
    // The first look is no switch: what was on before was asked for when it was switched on.
    return on && earlier !== undefined && !earlier.on ? (NEEDS[name] ?? []) : [];
  });
}

interface AskParts {
  readonly capabilities: () => readonly CapabilityStatus[];
  readonly subscribe: (listener: () => void) => void;
  readonly ask: (media: CaptureMedia) => Promise<unknown>;
  readonly onProblem: (error: unknown) => void;
}

/**
 * The system asks the person for its permission while they are at the switch, and not weeks later at an
 * agent's first capture, when nobody knows why it asks.
 */
export function askAtTheSwitch({ capabilities, subscribe, ask, onProblem }: AskParts): void {
  let before = capabilities();
  let asking: Promise<unknown> = Promise.resolve();
  subscribe(() => {
    const now = capabilities();
    for (const media of newlyNeeded(before, now)) {
      asking = asking.then(() => ask(media)).catch(onProblem);
    }
    before = now;
  });
}
