import { shell, systemPreferences } from "electron";
import {
  NO_PERMISSIONS,
  type PermissionMedia,
  type SystemPermission,
  type SystemPermissions,
} from "../../shared/capability-state.ts";
import type { DesktopPlatform } from "../lifecycle/platform.ts";

/**
 * Where a person changes a permission that was refused. Sources: Apple's and Microsoft's lists of settings addresses.
 */
const settingsOf: Readonly<Record<"darwin" | "win32", Readonly<Record<PermissionMedia, string>>>> = {
  darwin: {
    camera: "x-apple.systempreferences:com.apple.preference.security?Privacy_Camera",
    microphone: "x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone",
    screen: "x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture",
  },
  win32: {
    camera: "ms-settings:privacy-webcam",
    microphone: "ms-settings:privacy-microphone",
    screen: "ms-settings:privacy-graphicscaptureprogrammatic",
  },
};

/** What the system lets this program use, and the way to more. */
export interface Permissions {
  /** Asked of the system every time: a person changes it there. */
  read(): SystemPermissions;
  /** Has the system ask; if it was refused before, opens the system's own settings. */
  grant(media: PermissionMedia): Promise<void>;
}

/** `ask` has the system's question raised, as the switch of a capability does. */
export function systemPermissions(
  platform: DesktopPlatform,
  ask: (media: PermissionMedia) => Promise<void>,
): Permissions {
  if (platform === "linux") return { read: () => NO_PERMISSIONS, grant: async () => {} };
  const status = (media: PermissionMedia): SystemPermission =>
    permissionOf(systemPreferences.getMediaAccessStatus(media));
  return {
    read: () => ({
      camera: status("camera"),
      microphone: status("microphone"),
      screen: status("screen"),
    }),
    async grant(media) {
      if (status(media) === "not-decided") await ask(media);
      if (status(media) !== "granted") await shell.openExternal(settingsOf[platform][media]);
    },
  };
}

type Status = ReturnType<typeof systemPreferences.getMediaAccessStatus>;

/** Electron's word in ours: an unknown one does not count as a refusal. Pure. */
function permissionOf(status: Status): SystemPermission {
  switch (status) {
    case "granted":
      return "granted";
    case "not-determined":
      return "not-decided";
    case "denied":
    case "restricted":
      return "denied";
    case "unknown":
      return "none";
  }
}
