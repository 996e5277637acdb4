import { type DesktopCapturerSource, desktopCapturer } from "electron";
import { systemClock } from "../../core/clock.ts";
import type { CommandSources } from "../../core/commands/offers.ts";
import type { Logger } from "../../core/log.ts";
import type { DesktopPlatform } from "../platform.ts";
import { cameraSource } from "./camera-source.ts";
import { LOCKED, openCapturePages } from "./capture-pages.ts";
import { openCaptureSession } from "./capture-session.ts";
import { watchLock } from "./lock.ts";
import { screenChoice } from "./screen-choice.ts";
import { screenSource } from "./screen-source.ts";
import { type CaptureSigns, createCaptureSigns } from "./signs.ts";
import { type CaptureMedia, systemPermission } from "./system-permission.ts";

interface CaptureFolders {
  readonly preload: string;
  readonly page: string;
}

/** Screen and camera of this computer, and the sign that is up while one of them is used. */
export interface Captures {
  readonly sources: Required<Pick<CommandSources, "screen" | "camera">>;
  readonly signs: CaptureSigns;
  /** Has the system ask the person now, where it keeps such a permission. */
  ask(media: CaptureMedia): Promise<void>;
}

/** Electron's list. Under Wayland this opens the portal's dialog, and comes back when that is closed. */
const listScreens = (): Promise<DesktopCapturerSource[]> =>
  desktopCapturer.getSources({ types: ["screen"], thumbnailSize: { width: 0, height: 0 } });

/** Call once, when the app is ready. Nothing is opened before a command asks. */
export function setUpCaptures(folders: CaptureFolders, platform: DesktopPlatform, log: Logger): Captures {
  const signs = createCaptureSigns();
  const permission = systemPermission(platform);
  const parts = {
    pages: openCapturePages(folders.preload, openCaptureSession(folders.page), log),
    lock: watchLock(LOCKED),
    permission,
    signs,
  };
  return {
    sources: {
      screen: screenSource(parts, screenChoice(listScreens, systemClock)),
      camera: cameraSource(parts),
    },
    signs,
    async ask(media) {
      // macOS has no question for the screen alone: it asks, and lists this program, once one is looked for.
      if (platform === "darwin" && media === "screen") await listScreens();
      await permission(media);
    },
  };
}
