const MINUTE = 60_000;
/** Under the 5 minutes after which gateways up to 2026.8.1 drop a request that no connect renews. */
const KEEP_ALIVE = 4 * MINUTE;

/** Asked often while a person is probably at it, rarely when it evidently takes longer. Ms. */
export function probeInterval(waitedMs: number): number {
  if (waitedMs < MINUTE) return 2_000;
  if (waitedMs < 10 * MINUTE) return 5_000;
  return 30_000;
}

/**
 * How long a connection lasts before it is renewed for the sake of the surface, ms. Gateways before 2026.5.18 apply an
 * approval only at a connect and do not limit connects, so these are renewed more often while a person is probably at
 * it. Later ones lock an address out after ten connects a minute with a waiting surface; four minutes stays far from
 * that.
 */
export function renewalInterval(
  why: "waiting" | "no-request",
  serverVersion: string,
  waitedMs: number,
  rejections: number,
): number {
  // Each connect after a rejection creates a new request: the one case in which a node could nag.
  if (why === "no-request") return rejections <= 1 ? MINUTE : rejections === 2 ? 15 * MINUTE : 60 * MINUTE;
  if (!appliesAtOnce(serverVersion)) {
    if (waitedMs < 5 * MINUTE) return 10_000;
    if (waitedMs < 60 * MINUTE) return MINUTE;
  }
  return KEEP_ALIVE;
}

/** True from 2026.5.18; an unknown version is assumed to be a new one. */
function appliesAtOnce(serverVersion: string): boolean {
  const match = /^(\d{4})\.(\d{1,2})\.(\d{1,3})/.exec(serverVersion);
  if (match === null) return true;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  return year * 10_000 + month * 100 + day >= 2026_05_18;
}
