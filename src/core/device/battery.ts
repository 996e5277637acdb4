import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readText } from "./read-text.ts";

/** Field names and values: the official companion apps of openclaw 2026.9.6. */
export interface Battery {
  /** 0 to 1; left out when there is no battery or it does not report a level. */
  readonly level?: number;
  readonly state: "unknown" | "unplugged" | "charging" | "full";
  readonly lowPowerModeEnabled: boolean;
}

/** The batteries of this computer as one; `root` is where `/sys` is. Null when nothing is known. */
export async function readBattery(platform: NodeJS.Platform, root = "/"): Promise<Battery | null> {
  return platform === "linux" ? linuxBattery(root) : otherBattery();
}

async function linuxBattery(root: string): Promise<Battery | null> {
  const folder = join(root, "sys/class/power_supply");
  const names = await readdir(folder).catch(() => []);
  const supplies = await Promise.all(names.map((name) => readSupply(join(folder, name))));
  const lowPowerModeEnabled =
    (await readText(join(root, "sys/firmware/acpi/platform_profile"))) === "low-power";
  const batteries = supplies.filter((supply) => supply !== null);
  if (batteries.length === 0) return null;
  const levels = batteries.flatMap(({ level }) => level ?? []);
  const states = batteries.map(({ status }) => status);
  const state = states.includes("Charging")
    ? "charging"
    : states.includes("Discharging")
      ? "unplugged"
      : states.every((status) => status === "Full")
        ? "full"
        : "unknown";
  if (levels.length === 0) return { state, lowPowerModeEnabled };
  const level = levels.reduce((sum, one) => sum + one, 0) / levels.length;
  return { level, state, lowPowerModeEnabled };
}

/** The batteries of mice and keyboards (`scope` Device) are not this computer's. */
async function readSupply(folder: string): Promise<{ level: number | null; status: string | null } | null> {
  const [type, scope, capacity, status] = await Promise.all(
    ["type", "scope", "capacity", "status"].map((name) => readText(join(folder, name))),
  );
  if (type !== "Battery" || scope === "Device") return null;
  const percent = Number(capacity);
  const level =
    capacity !== null && capacity !== undefined && percent >= 0 && percent <= 100 ? percent / 100 : null;
  return { level, status: status ?? null };
}

/** Loaded only when asked for: it takes 70 ms and 11 MB. */
async function otherBattery(): Promise<Battery | null> {
  const { default: information } = await import("systeminformation");
  const found = await information.battery();
  if (!found.hasBattery) return null;
  const state = found.isCharging
    ? "charging"
    : found.percent >= 100 && found.acConnected
      ? "full"
      : found.acConnected
        ? "unknown"
        : "unplugged";
  return { level: Math.min(1, Math.max(0, found.percent / 100)), state, lowPowerModeEnabled: false };
}
