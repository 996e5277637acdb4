/**
 * Waits for `probe` to return something other than null; asks every `everyMs`. Rejects, naming `what`, after
 * `timeoutMs`.
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | null | Promise<T | null>,
  options: { readonly timeoutMs: number; readonly everyMs?: number },
): Promise<T> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== null) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${options.timeoutMs} ms in vain for ${what}`);
    await pause(options.everyMs ?? 50);
  }
}

/** Resolves after `milliseconds`. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Settles as `promise` does, or resolves with `fallback` after `milliseconds`; leaves no timer behind. */
export function within<T, F>(promise: Promise<T>, milliseconds: number, fallback: F): Promise<T | F> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(fallback), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
