import { systemPreferences } from "electron";
import type { DesktopPlatform } from "../lifecycle/platform.ts";

export type CaptureMedia = "camera" | "microphone" | "screen";

/** Asks the system whether this program may; if it has not been decided, the system asks the person. */
export type SystemPermission = (media: CaptureMedia) => Promise<boolean>;

/** macOS and Windows keep a permission per program; elsewhere there is none, and the answer is yes. */
export function systemPermission(platform: DesktopPlatform): SystemPermission {
  return async (media) => {
    if (platform === "linux") return true;
    const status = systemPreferences.getMediaAccessStatus(media);
    if (status === "denied" || status === "restricted") return false;
    if (platform === "darwin" && status === "not-determined" && media !== "screen") {
      return systemPreferences.askForMediaAccess(media);
    }
    return true;
  };
}
