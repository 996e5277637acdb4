import { type DesktopCapturerSource, desktopCapturer } from "electron";
import type { CommandSources } from "../../core/commands/offers.ts";
import type { Logger } from "../../core/log/log.ts";
import { systemClock } from "../../core/time/clock.ts";
import type { DesktopPlatform } from "../lifecycle/platform.ts";
import { isX11Desktop } from "../window/wayland.ts";
import { cameraSource } from "./camera-source.ts";
import { LOCKED, openCapturePages } from "./capture-pages.ts";
import { openCaptureSession } from "./capture-session.ts";
import { noDirectPicture, x11Picture } from "./direct-picture.ts";
import { type LockWatch, watchLock } from "./lock.ts";
import { screenChoice } from "./screen-choice.ts";
import { screenSource } from "./screen-source.ts";
import { type CaptureSigns, createCaptureSigns } from "./signs.ts";
import { type CaptureMedia, systemPermission } from "./system-permission.ts";
import { createTurns } from "./turns.ts";

interface CaptureFolders {
  readonly preload: string;
  readonly page: string;
}

/** Screen and camera for one gateway, and the sign that is up while it uses one of them. */
export interface GatewayCaptures {
  readonly sources: Required<Pick<CommandSources, "screen" | "camera">>;
  readonly signs: CaptureSigns;
}

/** Screen and camera of this computer. */
export interface Captures {
  /** The captures of one more gateway. Only one gateway captures at a time. */
  forGateway(): GatewayCaptures;
  /** The screen for its owner: no gateway sees it, and no sign is up. */
  forOwner(): GatewayCaptures["sources"]["screen"];
  readonly lock: LockWatch;
  /** Has the system ask the person now, on systems that have such a permission. */
  ask(media: CaptureMedia): Promise<void>;
}

/** Electron's list. Under Wayland this opens the portal's dialog, and returns when that is closed. */
const listScreens = (): Promise<DesktopCapturerSource[]> =>
  desktopCapturer.getSources({ types: ["screen"], thumbnailSize: { width: 0, height: 0 } });

interface CapturesParts {
  readonly folders: CaptureFolders;
  readonly platform: DesktopPlatform;
  readonly onWayland: boolean;
  readonly log: Logger;
}

/** Call once, when the app is ready. Nothing is opened before a command asks. */
export function setUpCaptures({ folders, platform, onWayland, log }: CapturesParts): Captures {
  const permission = systemPermission(platform);
  const parts = {
    pages: openCapturePages(folders.preload, () => openCaptureSession(folders.page), log),
    lock: watchLock(LOCKED),
    permission,
  };
  const ways = {
    chooseSource: screenChoice(listScreens, systemClock),
    directPicture: isX11Desktop(platform, onWayland, process.env) ? x11Picture(process.env) : noDirectPicture,
  };
  const screenTurns = createTurns(systemClock);
  const cameraTurns = createTurns(systemClock);
  return {
    lock: parts.lock,
    forGateway() {
      const signs = createCaptureSigns(systemClock);
      return {
        sources: {
          screen: screenSource({ ...parts, signs, turns: screenTurns }, ways),
          camera: cameraSource({ ...parts, signs, turns: cameraTurns }),
        },
        signs,
      };
    },
    forOwner: () =>
      screenSource({ ...parts, signs: createCaptureSigns(systemClock), turns: screenTurns }, ways),
    async ask(media) {
      // macOS has no call that asks about the screen: it asks, and lists this program, once sources are enumerated.
      if (platform === "darwin" && media === "screen") await listScreens();
      await permission(media);
    },
  };
}
