import type { AwakeChoice } from "../../shared/awake.ts";
import type { Clock } from "../time/clock.ts";

/** How often the power supply is looked at, ms: a laptop that is unplugged may sleep a minute later. */
const LOOK_MS = 60_000;

interface AwakeParts {
  readonly clock: Clock;
  choice(): AwakeChoice;
  /** Whether some gateway can reach this computer now. */
  isConnected(): boolean;
  onMains(): Promise<boolean>;
  /** Keeps the computer, not its screen, from going to sleep; the returned function lets it. */
  hold(): () => void;
}

/** Keeps this computer awake for as long as its owner's choice says. */
export interface KeepAwake {
  /** The choice or the connections may have changed. */
  look(): void;
  stop(): void;
}

/** Holds nothing before the first look. */
export function createKeepAwake({ clock, choice, isConnected, onMains, hold }: AwakeParts): KeepAwake {
  let release: (() => void) | null = null;
  let cancel = (): void => {};
  let looks = 0;

  function set(wanted: boolean): void {
    if (wanted) release ??= hold();
    else {
      release?.();
      release = null;
    }
  }

  async function look(): Promise<void> {
    const mine = ++looks;
    cancel();
    if (choice() === "off" || !isConnected()) return set(false);
    if (choice() === "always") return set(true);
    cancel = clock.after(LOOK_MS, () => void look());
    const wanted = await onMains();
    // A later look knows better.
    if (mine === looks) set(wanted);
  }

  return {
    look: () => void look(),
    stop() {
      looks += 1;
      cancel();
      set(false);
    },
  };
}
