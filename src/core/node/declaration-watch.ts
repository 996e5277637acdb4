import type { CommandRegistry } from "../commands/registry.ts";
import type { DeclaredSurface } from "../gateway/contract.ts";
import type { Clock } from "../time/clock.ts";

/** Several switches changed in quick succession are declared at once, ms. */
const SWITCH_PAUSE = 500;
/** A new connect ends what is running, so it waits for that, but not forever, ms. */
const MAX_WAIT = 5 * 60_000;

/** Watches whether what was declared at the connect is still what is on offer. */
export interface DeclarationWatch {
  /** A switch was changed: checks half a second later, and again while something is running. */
  look(): void;
  stop(): void;
}

/**
 * What is off is refused whether or not the gateway knows, so there is no hurry that would justify ending other
 * invokes. `renew` is called when a new connect is to declare what has changed.
 */
export function watchDeclaration(
  registry: Pick<CommandRegistry, "surface">,
  declared: DeclaredSurface,
  clock: Clock,
  busy: () => boolean,
  renew: () => void,
): DeclarationWatch {
  let cancel = (): void => {};

  function lookAfterPause(waited: number): void {
    cancel();
    cancel = clock.after(SWITCH_PAUSE, () => {
      if (JSON.stringify(registry.surface()) === JSON.stringify(declared)) return;
      if (busy() && waited < MAX_WAIT) lookAfterPause(waited + SWITCH_PAUSE);
      else renew();
    });
  }

  return { look: () => lookAfterPause(0), stop: () => cancel() };
}
