import type { CapabilityName } from "../../shared/capability.ts";
import { type CommandError, coded } from "./command.ts";

/**
 * Sources: openclaw 2026.9.6, docs/nodes/camera.md and docs/nodes/location-command.md; its Linux
 * node plugin for notifications, its node host for system.run. The others are formed like them.
 */
const codes: Readonly<Record<CapabilityName, string>> = {
  device: "DEVICE_DISABLED",
  notify: "NOTIFICATIONS_DISABLED",
  run: "SYSTEM_RUN_DISABLED",
  screen: "SCREEN_DISABLED",
  computer: "COMPUTER_DISABLED",
  camera: "CAMERA_DISABLED",
  location: "LOCATION_DISABLED",
  presence: "PRESENCE_DISABLED",
};

/** The code in what a caller then reads. */
export const switchedOffCode = (capability: CapabilityName): string => codes[capability];

/** What a caller reads when asking for something the owner has switched off. */
export function switchedOff(capability: CapabilityName): CommandError {
  return coded(switchedOffCode(capability), `the owner of this computer has switched "${capability}" off`);
}
