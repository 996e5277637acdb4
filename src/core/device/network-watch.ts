import { networkInterfaces } from "node:os";

/** How often the addresses are checked, ms. A check costs microseconds and sends nothing. */
const INTERVAL = 5_000;
/** A check that comes this much later than planned, ms, comes after a sleep. */
const SLEPT = 30_000;

/** The addresses of this computer now, as one text to compare. */
function addressesNow(): string {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((entry) => !entry.internal)
    .map((entry) => entry.address)
    .sort()
    .join(" ");
}

/**
 * Tells when this computer joined another network, or woke up, where no desktop does. The wall clock keeps running
 * during a sleep: a step of it is taken for one, at the cost of one check. The returned function stops the watch; it
 * keeps no process alive.
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
