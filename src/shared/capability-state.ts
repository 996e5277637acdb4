import type { CapabilityName, CapabilityStatus } from "./capability.ts";
import { releaseMonth } from "./release-month.ts";
import type { NodeState } from "./state.ts";

/** What the system says about a permission it keeps per program; `none`: it keeps no such permission. */
export type SystemPermission = "none" | "granted" | "not-decided" | "denied";

export const permissionMedia = ["camera", "microphone", "screen"] as const;
export type PermissionMedia = (typeof permissionMedia)[number];
export type SystemPermissions = Readonly<Record<PermissionMedia, SystemPermission>>;

/** As on Linux, and wherever nobody can be asked. */
export const NO_PERMISSIONS: SystemPermissions = { camera: "none", microphone: "none", screen: "none" };

/** What the system must let this program use for a capability; the microphone only adds sound. */
const needed: Partial<Record<CapabilityName, PermissionMedia>> = { screen: "screen", camera: "camera" };

/** What stands between a capability and its use: the first obstacle. */
export type CapabilityState =
  /** This computer, or this program on it, cannot do it. */
  | { readonly state: "not-available" }
  | { readonly state: "off" }
  | { readonly state: "needs-system"; readonly media: PermissionMedia }
  /** Computer use looks through the screen's own command, which is off. */
  | { readonly state: "needs-screen" }
  | { readonly state: "not-connected" }
  /** An administrator must approve it; `command` says how. The configuration may have to name `withheld` first. */
  | { readonly state: "needs-approval"; readonly command: string; readonly withheld: readonly string[] }
  /** Approved or unknown, and the gateway lets it through only when its configuration names it. */
  | { readonly state: "needs-gateway"; readonly withheld: readonly string[] }
  /** The gateway does not say whether it is approved. */
  | { readonly state: "not-told" }
  /** `withheld`: the part of it that the gateway lets through only when its configuration names it. */
  | { readonly state: "usable"; readonly withheld: readonly string[] };

/** Saying which cameras there are is not using one. */
const LISTING: readonly string[] = ["camera.list"];

const isSince = (version: string | null, year: number, month: number): boolean =>
  (releaseMonth(version) ?? Number.POSITIVE_INFINITY) >= year * 100 + month;

/**
 * Whether a gateway withholds this command unless its configuration names it. A gateway that did not state its version
 * counts as a current one. Measured: openclaw 2026.9.6 (and 2026.1.29, 2026.3.31, 2026.6.11 read in their sources),
 * default configuration; a version between two of them counts as the older one. Pure.
 */
export function isWithheld(command: string, version: string | null, platform: NodePlatform): boolean {
  switch (command) {
    case "camera.snap":
    case "camera.clip":
    case "screen.record":
      return true;
    case "computer.act":
      return !isSince(version, 2026, 9);
    case "screen.snapshot":
      return !isSince(version, 2026, platform === "linux" ? 9 : 6);
    case "camera.list":
    case "location.get":
      return !isSince(version, 2026, platform === "linux" ? 9 : 6);
    case "device.info":
    case "device.status":
      return platform === "linux" || !isSince(version, 2026, 6);
    default:
      return false;
  }
}

/** As Node names it; anything but Windows or macOS counts as Linux. */
export type NodePlatform = "linux" | "win32" | "darwin";

interface StateParts {
  readonly status: CapabilityStatus;
  readonly node: NodeState;
  readonly platform: NodePlatform;
  readonly permissions: SystemPermissions;
}

/** The one truthful state of a capability, as shown in the settings and reported by `clawtray capabilities`. Pure. */
export function capabilityState({ status, node, platform, permissions }: StateParts): CapabilityState {
  const { name, on, available, commands } = status;
  if (!available) return { state: "not-available" };
  if (!on) return { state: "off" };
  const media = needed[name];
  if (media !== undefined && !["none", "granted"].includes(permissions[media]))
    return { state: "needs-system", media };
  if (name === "computer" && !node.capabilities.some((other) => other.name === "screen" && other.on))
    return { state: "needs-screen" };
  if (node.phase !== "connected") return { state: "not-connected" };
  // What the gateway has called once, it lets through.
  const called = node.called ?? [];
  const withheld = commands.filter(
    (command) => isWithheld(command, node.gateway?.version ?? null, platform) && !called.includes(command),
  );
  const { surface, added } = node;
  if (surface.status === "pending") {
    const waits = added === undefined || commands.some((command) => added.includes(command));
    if (waits) return { state: "needs-approval", command: surface.adminCommand, withheld };
  }
  const uses = commands.filter((command) => !LISTING.includes(command));
  if (uses.length > 0 && uses.every((command) => withheld.includes(command)))
    return { state: "needs-gateway", withheld };
  const proven = commands.some((command) => called.includes(command));
  if (surface.status === "unknown" && !proven) return { state: "not-told" };
  return { state: "usable", withheld };
}

/** The line of the gateway's configuration that lets these commands through. */
export const configurationLine = (setting: string, commands: readonly string[]): string =>
  `${setting}: [${commands.map((command) => `"${command}"`).join(", ")}]`;
