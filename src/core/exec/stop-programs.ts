import type { RunningPrograms } from "./running-programs.ts";

/** What became of the programs that were told to end. */
export interface Stopped {
  /** How many were told to end. */
  readonly stopped: number;
  /** How many of them had not ended by the time limit. */
  readonly still: number;
}

/**
 * Tells a program to end, or every one that runs now when `id` is null, and waits for it, `patienceMs` at most.
 * Nothing was stopped when no program has this id.
 */
export async function stopPrograms(
  running: RunningPrograms,
  id: string | null,
  patienceMs: number,
): Promise<Stopped> {
  const wanted = running
    .list()
    .map((program) => program.id)
    .filter((one) => id === null || one === id);
  const ids = new Set(wanted.filter((one) => running.stop(one)));
  const left = (): number => running.list().filter((program) => ids.has(program.id)).length;
  await new Promise<void>((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(finish, patienceMs);
    const unsubscribe = running.subscribe(() => left() === 0 && finish());
    if (left() === 0) finish();
  });
  return { stopped: ids.size, still: left() };
}
