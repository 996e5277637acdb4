import { guard } from "./guard.ts";
import type { Remnant } from "./remnant.ts";

/**
 * What must not outlive this process: gateways, nodes, throw-away folders, network namespaces. Each is undone by
 * whoever created it; this list is for the exits that nobody chose.
 */
interface Leftover {
  /** The orderly way; used on SIGINT, SIGTERM and SIGHUP, in reverse order of creation. */
  readonly undo: () => Promise<void>;
  /** What is left if there is no time for that: removed by the guardian once this process is gone. */
  readonly remnant: Remnant;
}

/** Each with the function that tells the guardian it is gone. */
const leftovers = new Map<Leftover, () => void>();
let armed = false;

/** Remembers something to undo at any exit; the returned function forgets it again. */
export function undoAtExit(leftover: Leftover): () => void {
  arm();
  leftovers.set(leftover, guard(leftover.remnant));
  return () => forget(leftover);
}

/** Undoes everything that is still there, newest first; what fails is left to the guardian. */
export async function undoEverything(): Promise<void> {
  for (const leftover of [...leftovers.keys()].reverse()) {
    await leftover.undo().then(
      () => forget(leftover),
      () => undefined,
    );
  }
}

function forget(leftover: Leftover): void {
  leftovers.get(leftover)?.();
  leftovers.delete(leftover);
}

function arm(): void {
  if (armed) return;
  armed = true;
  const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
  for (const [signal, code] of Object.entries(signals)) {
    process.once(signal, () => void undoEverything().finally(() => process.exit(code)));
  }
}
