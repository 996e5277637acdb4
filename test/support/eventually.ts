import { vi } from "vitest";

/** Waits until the check passes; fails with its last failure after 15 s: a busy machine is slow, and not wrong. */
export const eventually = <T>(check: () => T): Promise<T> => vi.waitFor(check, { timeout: 15_000 });
