import { statfs } from "node:fs/promises";
import {
  cpus,
  freemem,
  homedir,
  hostname,
  loadavg,
  networkInterfaces,
  release,
  totalmem,
  uptime,
} from "node:os";
import type { Command } from "./command.ts";

/** What the device commands say of this program. */
export interface DeviceFacts {
  readonly appVersion: string;
  readonly platform: NodeJS.Platform;
}

const systemNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: "Linux",
  win32: "Windows",
  darwin: "macOS",
};

/** `device.info {}` -> who this device is. Field names are those of the gateway's own companion apps. */
export function deviceInfo(facts: DeviceFacts): Command {
  return {
    name: "device.info",
    capability: "device",
    async run() {
      return {
        deviceName: hostname(),
        modelIdentifier: process.arch,
        systemName: systemNames[facts.platform] ?? facts.platform,
        systemVersion: release(),
        appVersion: facts.appVersion,
        appBuild: facts.appVersion,
        locale: Intl.DateTimeFormat().resolvedOptions().locale,
      };
    },
  };
}

/** `device.status {}` -> how this device is. Field names are those of the gateway's own companion apps. */
export function deviceStatus(): Command {
  return {
    name: "device.status",
    capability: "device",
    async run() {
      const disk = await homeVolume();
      return {
        battery: { level: null, state: "unknown", lowPowerModeEnabled: false },
        thermal: { state: "nominal" },
        storage:
          disk === null
            ? null
            : { totalBytes: disk.total, freeBytes: disk.available, usedBytes: disk.total - disk.available },
        network: network(),
        uptimeSeconds: Math.floor(uptime()),
      };
    },
  };
}

function network(): Record<string, unknown> {
  const up = Object.entries(networkInterfaces()).filter(([, addresses]) =>
    addresses?.some((address) => !address.internal),
  );
  return {
    status: up.length > 0 ? "satisfied" : "unsatisfied",
    isExpensive: false,
    isConstrained: false,
    interfaces: [...new Set(up.map(([name]) => interfaceKind(name)))],
  };
}

function interfaceKind(name: string): string {
  if (/^(wl|wifi|wi-fi|wlan)/i.test(name)) return "wifi";
  if (/^(ww|rmnet|cell)/i.test(name)) return "cellular";
  return /^(en|eth|em)/i.test(name) ? "wired" : "other";
}

/** The volume of the home folder, bytes; null when it cannot be read. */
async function homeVolume(): Promise<{ total: number; available: number } | null> {
  try {
    const volume = await statfs(homedir());
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
  const disk = await homeVolume();
  const total = totalmem();
  return {
    cpuCount: Math.max(1, Math.min(4096, cpus().length)),
    ...(load.some((value) => value > 0) ? { loadAverage: load } : {}),
    memoryTotalBytes: total,
    memoryFreeBytes: Math.min(total, freemem()),
    ...(disk === null ? {} : { diskTotalBytes: disk.total, diskAvailableBytes: disk.available }),
  };
}
