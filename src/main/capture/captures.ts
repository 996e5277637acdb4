import type { CommandSources } from "../../core/commands/offers.ts";
import type { Logger } from "../../core/log.ts";
import type { DesktopPlatform } from "../platform.ts";
import { cameraSource } from "./camera-source.ts";
import { LOCKED, openCapturePages } from "./capture-pages.ts";
import { openCaptureSession } from "./capture-session.ts";
import { watchLock } from "./lock.ts";
import { screenSource } from "./screen-source.ts";
import { type CaptureSigns, createCaptureSigns } from "./signs.ts";
import { systemPermission } from "./system-permission.ts";

interface CaptureFolders {
  readonly preload: string;
  readonly page: string;
}

/** Screen and camera of this computer, and the sign that is up while one of them is used. */
export interface Captures {
  readonly sources: Required<Pick<CommandSources, "screen" | "camera">>;
  readonly signs: CaptureSigns;
}

/** Call once, when the app is ready. Nothing is opened before a command asks. */
export function setUpCaptures(folders: CaptureFolders, platform: DesktopPlatform, log: Logger): Captures {
  const signs = createCaptureSigns();
  const parts = {
    pages: openCapturePages(folders.preload, openCaptureSession(folders.page), log),
    lock: watchLock(LOCKED),
    permission: systemPermission(platform),
    signs,
  };
  return { sources: { screen: screenSource(parts), camera: cameraSource(parts) }, signs };
}
