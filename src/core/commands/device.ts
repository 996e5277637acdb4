import { statfs } from "node:fs/promises";
import { cpus, freemem, hostname, loadavg, release, totalmem, uptime } from "node:os";
import { readBattery } from "../device/battery.ts";
import { bounded } from "../device/bounded.ts";
import { readModel } from "../device/model.ts";
import { readNetwork } from "../device/network.ts";
import { readSystemVersion } from "../device/system-version.ts";
import { readThermal } from "../device/thermal.ts";
import { homeFolder } from "../environment/home.ts";
import type { Command } from "./command.ts";

/** Determining the kinds of interfaces has its own time limit; without them the rest still counts. Ms. */
const NETWORK_PATIENCE = 2_500;

/** What the device commands report about this program. */
export interface DeviceFacts {
  readonly appVersion: string;
  readonly platform: NodeJS.Platform;
}

const systemNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: "Linux",
  win32: "Windows",
  darwin: "macOS",
};

/**
 * `device.info {}` -> who this device is. Field names: the official companion apps of openclaw 2026.9.6. A field whose
 * value this computer does not tell is left out.
 */
export function deviceInfo(facts: DeviceFacts): Command {
  const { platform, appVersion } = facts;
  return {
    name: "device.info",
    capability: "device",
    async run() {
      const [model, version] = await Promise.all([
        bounded(() => readModel(platform)),
        bounded(() => readSystemVersion(platform)),
      ]);
      return {
        deviceName: hostname(),
        ...(model === null ? {} : { modelIdentifier: model }),
        systemName: systemNames[platform] ?? platform,
        systemVersion: version ?? release(),
        appVersion,
        appBuild: appVersion,
        locale: Intl.DateTimeFormat().resolvedOptions().locale,
      };
    },
  };
}

/**
 * `device.status {}` -> how this device is doing. Field names: the official companion apps of openclaw 2026.9.6.
 * `thermal` and `storage` are left out when they are not known; a computer without a battery says `unknown` and no
 * level, as the official apps do. Each fact takes at most 2 s.
 */
export function deviceStatus(facts: Pick<DeviceFacts, "platform">): Command {
  const { platform } = facts;
  return {
    name: "device.status",
    capability: "device",
    async run() {
      const [battery, thermal, disk, network] = await Promise.all([
        bounded(() => readBattery(platform)),
        bounded(() => readThermal(platform)),
        bounded(homeVolume),
        bounded(() => readNetwork(platform), NETWORK_PATIENCE),
      ]);
      return {
        battery: battery ?? { state: "unknown", lowPowerModeEnabled: false },
        ...(thermal === null ? {} : { thermal: { state: thermal } }),
        ...(disk === null
          ? {}
          : {
              storage: {
                totalBytes: disk.total,
                freeBytes: disk.available,
                usedBytes: disk.total - disk.available,
              },
            }),
        ...(network === null ? {} : { network }),
        uptimeSeconds: Math.floor(uptime()),
      };
    },
  };
}

/** The volume of the home folder, bytes; null when it cannot be read. */
async function homeVolume(): Promise<{ total: number; available: number } | null> {
  try {
    const volume = await statfs(homeFolder() ?? "/");
    const total = volume.blocks * volume.bsize;
    return { total, available: Math.min(total, volume.bavail * volume.bsize) };
  } catch {
    return null;
  }
}

/**
 * The payload of `node.host.stats`. Source: openclaw 2026.9.6, docs/gateway/protocol/presence.md:
 * load averages are left out where all three are zero, disk fields come together or not at all.
 */
export async function hostStats(): Promise<Record<string, unknown>> {
  const load = loadavg();
  const disk = await bounded(homeVolume);
  const total = totalmem();
  return {
    cpuCount: Math.max(1, Math.min(4096, cpus().length)),
    ...(load.some((value) => value > 0) ? { loadAverage: load } : {}),
    memoryTotalBytes: total,
    memoryFreeBytes: Math.min(total, freemem()),
    ...(disk === null ? {} : { diskTotalBytes: disk.total, diskAvailableBytes: disk.available }),
  };
}
