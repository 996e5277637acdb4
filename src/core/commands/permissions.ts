import type { CapabilityName, CapabilityStatus } from "../../shared/capability.ts";
import type { PermissionMedia, SystemPermissions } from "../../shared/capability-state.ts";

/**
 * `permissions` of the connect frame: what the owner switched on and the system lets this program do. Names: openclaw
 * 2026.9.6, docs/nodes/command-policy.md, and its macOS app. `accessibility` is what a gateway asks for before it takes
 * idle times of the whole system (docs/nodes/presence.md); here it says that the switch for presence is on. Pure.
 */
export function grantedPermissions(
  capabilities: readonly CapabilityStatus[],
  system: SystemPermissions,
): Readonly<Record<string, boolean>> {
  const on = (name: CapabilityName): boolean =>
    capabilities.some((status) => status.name === name && status.on && status.available);
  const allows = (media: PermissionMedia): boolean => ["none", "granted"].includes(system[media]);
  return {
    accessibility: on("presence"),
    camera: on("camera") && allows("camera"),
    location: on("location"),
    microphone: on("camera") && allows("microphone"),
    notifications: on("notify"),
    screenRecording: on("screen") && allows("screen"),
  };
}
