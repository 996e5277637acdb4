/**
 * When to try again. All pure: time and chance come in as arguments, milliseconds throughout, on a
 * clock that only goes forward. `bench/outage.ts` shows what these numbers do to one node and to ten
 * thousand.
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const MOST_ATTEMPTS_A_MINUTE = 30;
/**
 * While a surface waits each connect counts as a failure, and ten of them in a minute lock the address out
 * for five (measured, openclaw 2026.9.6).
 */
const MOST_WHILE_SURFACE_WAITS = 8;
const LONGEST_BACK_OFF = 30 * SECOND;
const FIRST_BACK_OFF = 500;
const GROWTH = 1.6;
/** Without advice of its own, a gateway that limits us is left alone this long. */
export const RATE_LIMIT_PAUSE = MINUTE;
/** A gateway that starts says itself when to come back; this is for one that does not. */
export const STARTING_PAUSE = 500;
/** How long a pending device request lives after our last attempt. Source: openclaw 2026.9.6, docs/nodes/pairing-and-status.md. */
export const REQUEST_LIFETIME = 5 * MINUTE;

/**
 * Back-off after `failures` failures in a row (1 is the first): grows to 30 s. The larger part of
 * it is chance (`random` in [0, 1)), so that many nodes do not come back in step.
 */
export function backOff(failures: number, random: number): number {
  const full = Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF * GROWTH ** Math.max(0, failures - 1));
  return Math.round(full * (0.2 + 0.8 * random));
}

/** An outage up to this long is one that somebody is likely to be ending. */
const ACUTE = 15 * MINUTE;
/** What the gateway takes in a second without trouble: connects with a signature to check, two cores. */
const ADMITTED_A_SECOND = 200;
const LONGEST_SPREAD = MINUTE;
/** Of the spread, for those of a crowd that come again. */
const AGAIN = 0.5;

/**
 * Over how long the nodes of one gateway spread their return: as long as it takes to let all of them
 * in. Nothing worth speaking of for a few, a minute at most.
 */
export function spreadOf(crowd: number): number {
  return Math.min(LONGEST_SPREAD, (crowd / ADMITTED_A_SECOND) * SECOND);
}

/**
 * Time between two looks at the port of a gateway that is away. A look costs its kernel one packet,
 * and its program nothing while nobody listens: so they are frequent while the outage is young.
 */
export function lookInterval(outageMs: number, crowd: number, random: number): number {
  const own = outageMs < ACUTE ? 1_200 : outageMs < 60 * MINUTE ? 5 * SECOND : 15 * SECOND;
  return Math.round(Math.max(own, spreadOf(crowd) / 10) * (0.75 + 0.5 * random));
}

/** From the look that found the port open to the attempt: so that those who looked at once do not come at once. */
export function arrivalPause(crowd: number, random: number): number {
  return Math.round((300 + spreadOf(crowd)) * random);
}

/**
 * Pause before the next attempt at something that answers and is not ready: a gateway that starts, or
 * whatever stands before one that is down. Grows from its own advice towards 2 s, with chance in it, and after a
 * quarter of an hour towards half a minute.
 */
export function notReadyPause(
  answers: number,
  adviceMs: number | null,
  outageMs: number,
  crowd: number,
  random: number,
): number {
  const first = Math.max(adviceMs ?? 0, STARTING_PAUSE);
  const longest = Math.max(first, outageMs < ACUTE ? 2 * SECOND : LONGEST_BACK_OFF);
  const grown = Math.min(longest, first * 1.4 ** Math.max(0, answers - 1));
  // Those of a crowd that were turned away wait less long than all of it, so that the last is not much later.
  return Math.round(grown * (1 + 0.5 * random) + spreadOf(crowd) * AGAIN * random);
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

/** While an administrator must first remove what the gateway holds of this device: each attempt counts there. */
export const STALE_PAIRING_INTERVAL = 15 * SECOND;

/**
 * Time until the next look from `blocked` at what may have healed by itself: half a minute at first,
 * then up to five minutes, so that whatever a refusal costs, it never comes near a lock-out.
 */
export function gentleInterval(looks: number, random: number): number {
  return Math.round(Math.min(5 * MINUTE, 30 * SECOND * 2 ** Math.min(looks, 10)) * (0.8 + 0.4 * random));
}

/** Between two looks from `blocked`, however often the world changes. */
export const LEAST_BETWEEN_LOOKS = 10 * SECOND;

/** The attempts that still count at `now`. */
export function recentAttempts(times: readonly number[], now: number): readonly number[] {
  return times.filter((time) => time > now - MINUTE && time <= now);
}

/** What bounds the attempts, times on the monotonic clock. */
interface Made {
  readonly attemptTimes: readonly number[];
  readonly connectsWhileSurfaceWaits: readonly number[];
  readonly surfaceWaits: boolean;
  readonly pairing: object | null;
}

/** `wanted`, or later when what may be done in a minute is used up. */
export function allowedAt(made: Made, wanted: number, now: number): number {
  const free = notTooOften(recentAttempts(made.attemptTimes, now), MOST_ATTEMPTS_A_MINUTE);
  const cheap =
    made.surfaceWaits && made.pairing === null
      ? notTooOften(recentAttempts(made.connectsWhileSurfaceWaits, now), MOST_WHILE_SURFACE_WAITS)
      : Number.NEGATIVE_INFINITY;
  return Math.max(wanted, free, cheap);
}

function notTooOften(times: readonly number[], most: number): number {
  const bound = times.length < most ? undefined : times[times.length - most];
  return bound === undefined ? Number.NEGATIVE_INFINITY : bound + MINUTE;
}
