import type { ToolReason } from "../../shared/tool-reason.ts";

const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;

/** The pauses before something that failed is tried again: each twice as long as the last. */
export function backOff(monotonic: () => number) {
  let failures = 0;
  let until = 0;
  let reason: ToolReason = { code: "unexpected", said: "" };
  return {
    /** Ms until the next try; 0 when it may be now. */
    left: (): number => Math.max(0, until - monotonic()),
    /** Why the last one failed. */
    why: (): ToolReason => reason,
    /** It failed again; returns the pause, ms. */
    next(why: ToolReason): number {
      const pauseMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures++);
      until = monotonic() + pauseMs;
      reason = why;
      return pauseMs;
    },
    /** It may be tried now. */
    over(): void {
      until = 0;
    },
    forget(): void {
      failures = 0;
    },
  };
}
