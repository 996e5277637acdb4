/**
 * What must not outlive this process: gateways, nodes, throw-away folders, network namespaces.
 * Each is undone by whoever made it; this list is for the ways out that nobody chose.
 */
interface Leftover {
  /** The orderly way; used on SIGINT, SIGTERM and SIGHUP, in reverse order of creation. */
  readonly undo: () => Promise<void>;
  /** The last resort while the process is exiting: synchronous, and never throws. */
  readonly undoNow: () => void;
}

const leftovers = new Set<Leftover>();
let armed = false;

/** Remembers something to undo at any exit; the returned function forgets it again. */
export function undoAtExit(leftover: Leftover): () => void {
  arm();
  leftovers.add(leftover);
  return () => leftovers.delete(leftover);
}

/** Undoes everything that is still there, newest first; a failing one does not stop the others. */
export async function undoEverything(): Promise<void> {
  for (const leftover of [...leftovers].reverse()) {
    await leftover.undo().catch(() => leftover.undoNow());
    leftovers.delete(leftover);
  }
}

function arm(): void {
  if (armed) return;
  armed = true;
  process.on("exit", () => {
    for (const leftover of [...leftovers].reverse()) leftover.undoNow();
  });
  const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
  for (const [signal, code] of Object.entries(signals)) {
    process.once(signal, () => void undoEverything().finally(() => process.exit(code)));
  }
}
