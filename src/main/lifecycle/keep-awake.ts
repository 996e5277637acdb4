import { powerSaveBlocker } from "electron";
import { createKeepAwake, type KeepAwake } from "../../core/awake/keep-awake.ts";
import { isOnMains } from "../../core/device/mains.ts";
import { systemClock } from "../../core/time/clock.ts";
import type { AppSnapshot } from "../../shared/bridge.ts";
import type { OpenConnections } from "../state/connections.ts";

/** Keeps the computer awake as its owner chose, while one of the connections is up. The screen may turn off. */
export function setUpKeepAwake(
  connections: Pick<OpenConnections, "all" | "subscribe" | "snapshot">,
): Pick<KeepAwake, "stop"> {
  let choice: AppSnapshot["preferences"]["keepAwake"] = connections.snapshot().preferences.keepAwake;
  const awake = createKeepAwake({
    clock: systemClock,
    choice: () => choice,
    isConnected: () => connections.all().some(({ node }) => node.state().phase === "connected"),
    onMains: () => isOnMains(process.platform),
    hold() {
      const id = powerSaveBlocker.start("prevent-app-suspension");
      return () => powerSaveBlocker.stop(id);
    },
  });
  let before = "";
  connections.subscribe(({ preferences }) => {
    choice = preferences.keepAwake;
    const now = JSON.stringify([choice, connections.all().map(({ node }) => node.state().phase)]);
    if (now !== before) awake.look();
    before = now;
  });
  awake.look();
  return awake;
}
