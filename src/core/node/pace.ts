/**
 * When to try again. All pure: time and chance come in as arguments, in milliseconds throughout, on a clock that only
 * goes forward. `bench/outage.ts` shows what these numbers do to one node and to ten thousand.
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const MAX_ATTEMPTS_A_MINUTE = 30;
/**
 * While a surface is waiting each connect counts as a failure, and ten of them in a minute lock the address out for
 * five (measured, openclaw 2026.9.6).
 */
const MAX_WHILE_SURFACE_WAITS = 8;
const MAX_BACK_OFF = 30 * SECOND;
const FIRST_BACK_OFF = 500;
const GROWTH = 1.6;
/** A gateway that rate-limits us without advice is left alone this long. */
export const RATE_LIMIT_PAUSE = MINUTE;
/** A gateway that is starting says when to come back; this is for one that does not. */
export const STARTING_PAUSE = 500;
/** How long a pending device request lives after our last attempt. Source: openclaw 2026.9.6, docs/nodes/pairing-and-status.md. */
export const REQUEST_LIFETIME = 5 * MINUTE;

/**
 * Back-off after `failures` failures in a row (1 is the first): grows to 30 s. Most of it is random (`random` in [0,
 * 1)), so that many nodes do not come back in step.
 */
export function backOff(failures: number, random: number): number {
  const full = Math.min(MAX_BACK_OFF, FIRST_BACK_OFF * GROWTH ** Math.max(0, failures - 1));
  return Math.round(full * (0.2 + 0.8 * random));
}

/** An outage up to this long is one that somebody is probably working on. */
const ACUTE = 15 * MINUTE;
/** What the gateway handles per second without trouble: connects with a signature to check, on two cores. */
const ADMITTED_A_SECOND = 200;
const MAX_SPREAD = MINUTE;
/** The part of the spread for those of a crowd that come again. */
const AGAIN = 0.5;

/**
 * Over how long the nodes of one gateway spread their return: as long as it takes to let all of them in. Negligible for
 * a few, a minute at most.
 */
export function spreadOf(crowd: number): number {
  return Math.min(MAX_SPREAD, (crowd / ADMITTED_A_SECOND) * SECOND);
}

/**
 * Time between two probes of the port of a gateway that is away. A probe costs its kernel one packet, and its program
 * nothing while nobody listens: so they are frequent while the outage is young.
 */
export function lookInterval(outageMs: number, crowd: number, random: number): number {
  const own = outageMs < ACUTE ? 1_200 : outageMs < 60 * MINUTE ? 5 * SECOND : 15 * SECOND;
  return Math.round(Math.max(own, spreadOf(crowd) / 10) * (0.75 + 0.5 * random));
}

/**
 * From the probe that found the port open to the attempt, so that nodes that probed at the same time do not connect at
 * the same time.
 */
export function arrivalPause(crowd: number, random: number): number {
  return Math.round((300 + spreadOf(crowd)) * random);
}

/**
 * Pause before the next attempt at something that answers but is not ready: a gateway that is starting, or whatever
 * stands in front of one that is down. Grows from its own advice towards 2 s, with some randomness, and after a quarter
 * of an hour towards half a minute.
 */
export function notReadyPause(
  answers: number,
  adviceMs: number | null,
  outageMs: number,
  crowd: number,
  random: number,
): number {
  const first = Math.max(adviceMs ?? 0, STARTING_PAUSE);
  const max = Math.max(first, outageMs < ACUTE ? 2 * SECOND : MAX_BACK_OFF);
  const grown = Math.min(max, first * 1.4 ** Math.max(0, answers - 1));
  // Those of a crowd that were turned away wait less than the whole spread, so that the last is not much later.
  return Math.round(grown * (1 + 0.5 * random) + spreadOf(crowd) * AGAIN * random);
}

/**
 * Time between two attempts while waiting for an administrator: a second at first, longer as the person evidently takes
 * longer.
 */
export function pairingInterval(waitedMs: number): number {
  if (waitedMs < 8_000) return 1_000;
  if (waitedMs < 5 * MINUTE) return 2_500;
  if (waitedMs < 60 * MINUTE) return 5_000;
  return 15_000;
}

/** While an administrator must first remove what the gateway holds of this device: each attempt counts there. */
export const STALE_PAIRING_INTERVAL = 15 * SECOND;

/**
 * Time until the next check from `blocked` of what may have resolved itself: half a minute at first, then up to five
 * minutes, so that whatever a refusal costs, it never comes near a lock-out.
 */
export function gentleInterval(looks: number, random: number): number {
  return Math.round(Math.min(5 * MINUTE, 30 * SECOND * 2 ** Math.min(looks, 10)) * (0.8 + 0.4 * random));
}

/** Between two looks from `blocked`, however often the world changes. */
export const MIN_BETWEEN_LOOKS = 10 * SECOND;

/** The attempts that still count at `now`. */
export function recentAttempts(times: readonly number[], now: number): readonly number[] {
  return times.filter((time) => time > now - MINUTE && time <= now);
}

/** What limits the attempts; times on the monotonic clock. */
interface Made {
  readonly attemptTimes: readonly number[];
  readonly connectsWhileSurfaceWaits: readonly number[];
  readonly surfaceWaits: boolean;
  readonly pairing: object | null;
}

/** `wanted`, or later when the limit per minute is used up. */
export function allowedAt(made: Made, wanted: number, now: number): number {
  const free = notTooOften(recentAttempts(made.attemptTimes, now), MAX_ATTEMPTS_A_MINUTE);
  const cheap =
    made.surfaceWaits && made.pairing === null
      ? notTooOften(recentAttempts(made.connectsWhileSurfaceWaits, now), MAX_WHILE_SURFACE_WAITS)
      : Number.NEGATIVE_INFINITY;
  return Math.max(wanted, free, cheap);
}

function notTooOften(times: readonly number[], most: number): number {
  const bound = times.length < most ? undefined : times[times.length - most];
  return bound === undefined ? Number.NEGATIVE_INFINITY : bound + MINUTE;
}
