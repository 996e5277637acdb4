import { powerMonitor } from "electron";
import type { PresenceSource } from "../../core/presence/source.ts";

/** Longer than any computer idles, s: beyond it, only a locked one is not "active". */
const FOREVER = 2_147_483;

/**
 * What Electron knows of the person at this computer. Linux tells of no locking: `report.ts` asks whenever it asks for
 * the idle time.
 */
export const electronPresence: PresenceSource = {
  idleSeconds: async () => powerMonitor.getSystemIdleTime(),
  async lock() {
    const state = powerMonitor.getSystemIdleState(FOREVER);
    return state === "unknown" ? "unknown" : state === "locked" ? "locked" : "unlocked";
  },
  onLock(listener) {
    powerMonitor.on("lock-screen", listener);
    powerMonitor.on("unlock-screen", listener);
    return () => {
      powerMonitor.off("lock-screen", listener);
      powerMonitor.off("unlock-screen", listener);
    };
  },
};
