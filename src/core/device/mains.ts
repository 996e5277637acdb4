import { readBattery } from "./battery.ts";
import { bounded } from "./bounded.ts";

/** Whether this computer draws on no battery: it has none, or is plugged in. What is not known counts as mains. */
export async function isOnMains(platform: NodeJS.Platform): Promise<boolean> {
  const battery = await bounded(() => readBattery(platform));
  return battery?.state !== "unplugged";
}
