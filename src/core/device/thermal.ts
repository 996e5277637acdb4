import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readText } from "./read-text.ts";

/** Values of the official companion apps of openclaw 2026.9.6. */
export type ThermalState = "nominal" | "fair" | "serious" | "critical";

const order: readonly ThermalState[] = ["nominal", "fair", "serious", "critical"];
/** What the kernel does at a trip point: slow down, warn, shut down. */
const meaning: Readonly<Record<string, ThermalState>> = {
  passive: "fair",
  active: "fair",
  hot: "serious",
  critical: "critical",
};

/**
 * The worst of the computer's thermal zones, judged by the trip points its firmware sets. Null when no zone has any: a
 * temperature alone says nothing. `root` is where `/sys` is.
 */
export async function readThermal(platform: NodeJS.Platform, root = "/"): Promise<ThermalState | null> {
  if (platform !== "linux") return null;
  const folder = join(root, "sys/class/thermal");
  const names = await readdir(folder).catch(() => []);
  const zones = names.filter((name) => name.startsWith("thermal_zone"));
  const states = await Promise.all(zones.map((name) => readZone(join(folder, name))));
  const known = states.filter((state) => state !== null);
  if (known.length === 0) return null;
  return order[Math.max(...known.map((state) => order.indexOf(state)))] ?? null;
}

async function readZone(folder: string): Promise<ThermalState | null> {
  const temperature = Number(await readText(join(folder, "temp")));
  const names = await readdir(folder).catch(() => []);
  let state: ThermalState | null = null;
  for (const name of names) {
    const point = /^(trip_point_\d+)_type$/.exec(name)?.[1];
    if (point === undefined || !Number.isFinite(temperature) || temperature <= 0) continue;
    const means = meaning[(await readText(join(folder, name))) ?? ""];
    const limit = Number(await readText(join(folder, `${point}_temp`)));
    // Firmware marks an unused trip point with a limit of zero or below.
    if (means === undefined || !(limit > 0)) continue;
    state ??= "nominal";
    if (temperature >= limit && order.indexOf(means) > order.indexOf(state)) state = means;
  }
  return state;
}
