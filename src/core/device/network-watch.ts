import { networkInterfaces } from "node:os";

/** How often the addresses are looked at, ms. Looking costs microseconds and sends nothing. */
const INTERVAL = 5_000;
/** A look that comes this much later than planned, ms, comes after a sleep. */
const SLEPT = 30_000;

/** What this computer is reachable by now, as one text to compare. */
function addressesNow(): string {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((entry) => !entry.internal)
    .map((entry) => entry.address)
    .sort()
    .join(" ");
}

/**
 * Tells when this computer got another network, or woke up, where no desktop does. The wall clock runs on during a
 * sleep: a step of it is taken for one, and costs a look. The returned function stops it; it keeps no process alive.
 */
export function watchNetwork(onChange: (what: "network" | "wake") => void): () => void {
  let last = addressesNow();
  let lastLook = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    const slept = now - lastLook > INTERVAL + SLEPT;
    lastLook = now;
    const addresses = addressesNow();
    const changed = addresses !== last;
    last = addresses;
    if (changed && addresses !== "") onChange("network");
    else if (slept) onChange("wake");
  }, INTERVAL);
  timer.unref();
  return () => clearInterval(timer);
}
