/**
 * When to try again. All pure: time and chance come in as arguments, milliseconds throughout.
 */

const MINUTE = 60_000;
const MOST_ATTEMPTS_A_MINUTE = 30;
const LONGEST_BACK_OFF = 30_000;
const FIRST_BACK_OFF = 500;
const GROWTH = 1.6;
/** Without advice of its own, a gateway that limits us is left alone this long. */
export const RATE_LIMIT_PAUSE = 60_000;
/** A gateway that starts says itself when to come back; this is for one that does not. */
export const STARTING_PAUSE = 1_000;
/** How long a pending device request lives after our last attempt. Source: openclaw 2026.9.6, docs/nodes/pairing-and-status.md. */
export const REQUEST_LIFETIME = 5 * MINUTE;

/**
 * Back-off after `failures` failures in a row (1 is the first): grows to 30 s, shortened by up to
 * a third by chance (`random` in [0, 1)), so that many nodes do not come back in step.
 */
export function backOff(failures: number, random: number): number {
  const full = Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF * GROWTH ** Math.max(0, failures - 1));
  return Math.round(full * (1 - random / 3));
}

/**
 * Time between two attempts while an administrator is awaited: a second at first, slower as the
 * person evidently takes longer.
 */
export function pairingInterval(waitedMs: number): number {
  if (waitedMs < 8_000) return 1_000;
  if (waitedMs < 5 * MINUTE) return 2_500;
  if (waitedMs < 60 * MINUTE) return 5_000;
  return 15_000;
}

/** The attempts that still count at `now`. */
export function recentAttempts(times: readonly number[], now: number): readonly number[] {
  return times.filter((time) => time > now - MINUTE && time <= now);
}

/** `wanted`, or later when 30 attempts were already made within the minute before it. */
export function notTooOften(times: readonly number[], wanted: number): number {
  if (times.length < MOST_ATTEMPTS_A_MINUTE) return wanted;
  const bound = times[times.length - MOST_ATTEMPTS_A_MINUTE];
  return bound === undefined ? wanted : Math.max(wanted, bound + MINUTE);
}
