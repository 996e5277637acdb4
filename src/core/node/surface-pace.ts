/** What is remembered of the wait for a surface approval from one connection to the next. */
export interface SurfaceMemory {
  /** Milliseconds since the epoch; null while nothing is awaited. */
  waitingSince: number | null;
  /** How often a gateway was found to hold no request. */
  rejections: number;
}

const MINUTE = 60_000;
/** Under the 5 minutes after which gateways up to 2026.8.1 drop a request that no connect renews. */
const KEEP_ALIVE = 4 * MINUTE;

/** Asked often while a person is likely to be at it, rarely when it evidently takes longer. Ms. */
export function probeInterval(waitedMs: number): number {
  if (waitedMs < MINUTE) return 2_000;
  if (waitedMs < 10 * MINUTE) return 5_000;
  return 30_000;
}

/**
 * How long a connection lasts before it is renewed for the sake of the surface, ms. Gateways before
 * 2026.5.18 apply an approval only at a connect and do not limit connects, so these are renewed
 * oftener while a person is likely to be at it. Later ones lock an address out after ten connects a
 * minute with a surface that waits; four minutes stays far from that.
 */
export function renewalInterval(
  why: "waiting" | "no-request",
  serverVersion: string,
  waitedMs: number,
  rejections: number,
): number {
  // Each connect after a rejection makes a new request: the one case where a node could nag.
  if (why === "no-request") return rejections <= 1 ? MINUTE : rejections === 2 ? 15 * MINUTE : 60 * MINUTE;
  if (!appliesAtOnce(serverVersion)) {
    if (waitedMs < 5 * MINUTE) return 10_000;
    if (waitedMs < 60 * MINUTE) return MINUTE;
  }
  return KEEP_ALIVE;
}

/** True from 2026.5.18; an unknown version is taken for a new one. */
function appliesAtOnce(serverVersion: string): boolean {
  const match = /^(\d{4})\.(\d{1,2})\.(\d{1,3})/.exec(serverVersion);
  if (match === null) return true;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  return year * 10_000 + month * 100 + day >= 2026_05_18;
}
