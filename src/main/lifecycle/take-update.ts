import type { Logger } from "../../core/log/log.ts";

/** The part of electron-updater that is used. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  /** Its own lines contain addresses and paths; what matters is reported here. */
  logger: unknown;
  /** Null if it does not check. The download runs, and may fail, on its own. */
  checkForUpdates(): Promise<{ readonly downloadPromise?: Promise<unknown> | null } | null>;
  on(event: "update-downloaded", listener: (info: { readonly version: string }) => void): unknown;
  /** Quits, replaces the program with the new version and starts it. */
  quitAndInstall(isSilent?: boolean, isForceRunAfter?: boolean): void;
}

export interface TakeUpdateParts {
  readonly updater: Updater;
  /** Something is running for the gateway, or a person is being asked or is looking. */
  readonly busy: () => boolean;
  readonly log: Logger;
  /** How often to check whether nothing is running, ms. */
  readonly lookEvery?: number;
}

/** A minute without work is a good moment; a shorter one may be between two commands of one task. */
const LOOK_EVERY = 20_000;
const LOOKS_AT_REST = 3;

/**
 * Looks for a new version, fetches it, and installs it once nothing has run for a while: an update never cuts a command
 * short. Quitting earlier installs it as well. A failure is logged and tried again next time.
 */
export function takeUpdates({
  updater,
  busy,
  log,
  lookEvery = LOOK_EVERY,
}: TakeUpdateParts): () => Promise<void> {
  updater.logger = null;
  updater.autoDownload = true;
  updater.autoInstallOnAppQuit = true;
  let waiting: NodeJS.Timeout | null = null;
  updater.on("update-downloaded", ({ version }) => {
    log.log("info", "a new version is ready and will be installed once nothing is running", { version });
    if (waiting !== null) return;
    let atRest = 0;
    waiting = setInterval(() => {
      atRest = busy() ? 0 : atRest + 1;
      if (atRest < LOOKS_AT_REST || waiting === null) return;
      clearInterval(waiting);
      log.log("info", "installing the new version", { version });
      updater.quitAndInstall(true, true);
    }, lookEvery);
    waiting.unref();
  });
  return async () => {
    try {
      const found = await updater.checkForUpdates();
      await found?.downloadPromise;
    } catch (error) {
      log.log("warn", "checking for an update failed", { error });
    }
  };
}
