import { existsSync } from "node:fs";
import { join } from "node:path";
import { app } from "electron";
import type { Logger } from "../core/log.ts";
import type { AppInfo, AppSnapshot } from "../shared/bridge.ts";
import type { AppModel } from "./model.ts";

const A_DAY = 24 * 60 * 60 * 1_000;

/** Whether this build knows where releases come from: electron-builder writes that file when it has a feed. */
export function hasReleaseFeed(): boolean {
  return app.isPackaged && existsSync(join(process.resourcesPath, "app-update.yml"));
}

/** What the settings page shows about updates. Pure. */
export function updateStatus(feed: boolean, wanted: boolean): AppInfo["updates"] {
  if (!feed) return "no-feed";
  return wanted ? "on" : "off";
}

/**
 * Looks for a new version once a day, if there is a feed and the person wants it. Until the project
 * has a feed nothing of this runs, and the updater's code is not even loaded.
 */
export function setUpUpdates(model: AppModel, log: Logger): void {
  if (!hasReleaseFeed()) return;
  let timer: NodeJS.Timeout | null = null;

  async function look(): Promise<void> {
    try {
      const { default: updater } = await import("electron-updater");
      updater.autoUpdater.logger = null;
      await updater.autoUpdater.checkForUpdatesAndNotify();
    } catch (error) {
      log.log("warn", "looking for an update failed", { error });
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
