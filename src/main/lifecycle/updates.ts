import { existsSync } from "node:fs";
import { join } from "node:path";
import { app } from "electron";
import type { Logger } from "../../core/log/log.ts";
import type { AppInfo, AppSnapshot } from "../../shared/bridge.ts";
import type { AppModel } from "../state/model.ts";
import { takeUpdates } from "./take-update.ts";

const A_DAY = 24 * 60 * 60 * 1_000;

/**
 * Whether this build updates itself: electron-builder writes a file that names the feed. What was installed by the
 * system's package manager (`package-type` is deb or rpm) is updated by that.
 */
export function hasReleaseFeed(): boolean {
  if (!app.isPackaged) return false;
  const has = (name: string): boolean => existsSync(join(process.resourcesPath, name));
  return has("app-update.yml") && !has("package-type");
}

/** What the settings page shows about updates. Pure. */
export function updateStatus({
  feed,
  wanted,
}: {
  readonly feed: boolean;
  readonly wanted: boolean;
}): AppInfo["updates"] {
  if (!feed) return "no-feed";
  return wanted ? "on" : "off";
}

interface UpdateParts {
  readonly model: AppModel;
  /** Something is running that an update would end. */
  readonly busy: () => boolean;
  /** The AppImage this program runs from; null when it does not. */
  readonly image: string | null;
  readonly log: Logger;
}

/**
 * Looks for a new version once a day, if there is a feed and the person wants it, and installs it when nothing is
 * running. Without a feed none of this runs, and the updater's code is not even loaded.
 */
export function setUpUpdates({ model, busy, image, log }: UpdateParts): void {
  if (!hasReleaseFeed()) return;
  // The updater finds the file it replaces through this variable alone. What runs for an agent never gets it.
  if (image !== null) process.env.APPIMAGE = image;
  let timer: NodeJS.Timeout | null = null;
  let lookNow: (() => Promise<void>) | null = null;

  async function look(): Promise<void> {
    try {
      const { default: updater } = await import("electron-updater");
      lookNow ??= takeUpdates({ updater: updater.autoUpdater, busy, log });
      await lookNow();
    } catch (error) {
      log.log("warn", "the updater cannot be loaded", { error });
    }
  }

  function follow(snapshot: AppSnapshot): void {
    if (snapshot.preferences.automaticUpdates && timer === null) {
      void look();
      timer = setInterval(() => void look(), A_DAY);
      timer.unref();
    } else if (!snapshot.preferences.automaticUpdates && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  }

  model.subscribe(follow);
  follow(model.snapshot());
}
