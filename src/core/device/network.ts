import { existsSync } from "node:fs";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import { join } from "node:path";
import { bounded } from "./bounded.ts";
import { readText } from "./read-text.ts";

export type InterfaceKind = "wifi" | "cellular" | "wired" | "other";

/** Field names and values: the official companion apps of openclaw 2026.9.6. */
export interface Network {
  readonly status: "satisfied" | "unsatisfied";
  readonly isExpensive: boolean;
  readonly isConstrained: boolean;
  readonly interfaces: readonly InterfaceKind[];
}

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** Bridges and tunnel ends that lead to virtual machines and containers here, not out. */
const INWARD = /^(docker|br-|virbr|veth|vmnet|vboxnet|lxc|lxd|podman|cni|flannel)/i;

/** How this computer is connected now; `root` is where `/sys` is. */
export async function readNetwork(
  platform: NodeJS.Platform,
  root = "/",
  interfaces: Interfaces = networkInterfaces(),
): Promise<Network> {
  const names = Object.entries(interfaces)
    .filter(([name, addresses]) => !INWARD.test(name) && addresses?.some(leadsOut))
    .map(([name]) => name);
  const kinds = platform === "linux" ? await linuxKinds(names, root) : await otherKinds(names);
  return {
    status: names.length > 0 ? "satisfied" : "unsatisfied",
    isExpensive: kinds.includes("cellular"),
    isConstrained: false,
    interfaces: [...new Set(kinds)],
  };
}

/** Nobody assigned a link-local address: nothing answered on that network. */
const leadsOut = ({ internal, address }: NetworkInterfaceInfo): boolean =>
  !internal && !/^(169\.254\.|fe[89ab][0-9a-f]:)/i.test(address);

function linuxKinds(names: readonly string[], root: string): Promise<InterfaceKind[]> {
  return Promise.all(
    names.map(async (name) => {
      const folder = join(root, "sys/class/net", name);
      const events = (await readText(join(folder, "uevent"))) ?? "";
      if (existsSync(join(folder, "wireless")) || /^DEVTYPE=wlan$/m.test(events)) return "wifi";
      if (/^DEVTYPE=wwan$/m.test(events) || name.startsWith("ww")) return "cellular";
      return /^e(n|th|m)/.test(name) ? "wired" : "other";
    }),
  );
}

async function otherKinds(names: readonly string[]): Promise<InterfaceKind[]> {
  const found = await bounded(async () => {
    const { default: information } = await import("systeminformation");
    const list = await information.networkInterfaces();
    return Array.isArray(list) ? list : [list];
  });
  return names.map((name) => {
    const type = found?.find((one) => one.iface === name || one.ifaceName === name)?.type;
    if (type === "wireless") return "wifi";
    return type === "wired" ? "wired" : "other";
  });
}
