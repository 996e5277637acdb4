import { networkInterfaces } from "node:os";
import { net, powerMonitor } from "electron";
import type { NodeHandle } from "../state/node.ts";

/** How often the network is checked, ms. A check costs microseconds and sends nothing. */
const NETWORK_INTERVAL = 5_000;

function networkNow(): { readonly online: boolean; readonly addresses: string } {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((entry) => !entry.internal)
    .map((entry) => entry.address)
    .sort()
    .join(" ");
  return { online: net.isOnline(), addresses };
}

/**
 * Tells the node when the machine woke, the session was unlocked (often the keychain with it) or the network came back,
 * so that it connects now and not at the end of a back-off.
 */
export function setUpPower(node: Pick<NodeHandle, "worldChanged">): () => void {
  powerMonitor.on("resume", () => node.worldChanged("wake"));
  powerMonitor.on("unlock-screen", () => node.worldChanged("unlock"));
  let last = networkNow();
  const timer = setInterval(() => {
    const now = networkNow();
    const changed = now.online !== last.online || now.addresses !== last.addresses;
    last = now;
    if (changed && now.online) node.worldChanged("network");
  }, NETWORK_INTERVAL);
  timer.unref();
  return () => clearInterval(timer);
}
