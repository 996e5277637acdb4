import type { Logger } from "../core/log.ts";

/** What is used of electron-updater. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  /** Its own lines hold addresses and paths; what matters is told here. */
  logger: unknown;
  /** Null where it does not look. The download goes on by itself, and fails on its own. */
  checkForUpdates(): Promise<{ readonly downloadPromise?: Promise<unknown> | null } | null>;
  on(event: "update-downloaded", listener: (info: { readonly version: string }) => void): unknown;
  /** Quits, puts the new version in place and starts it. */
  quitAndInstall(isSilent?: boolean, isForceRunAfter?: boolean): void;
}

export interface TakeUpdateParts {
  readonly updater: Updater;
  /** Something runs for the gateway, or a person is asked or looks. */
  readonly busy: () => boolean;
  readonly log: Logger;
  /** How often it is looked whether nothing runs, ms. */
  readonly lookEvery?: number;
}

/** A minute without work is a good moment; a shorter one may be between two commands of one task. */
const LOOK_EVERY = 20_000;
const LOOKS_AT_REST = 3;

/**
 * Looks for a new version, fetches it, and takes it once nothing has run for a while: an update never cuts a
 * command short. Who quits before takes it by quitting. A failure is told in the log and tried again next time.
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
    log.log("info", "a new version is here and waits until nothing runs", { version });
    if (waiting !== null) return;
    let atRest = 0;
    waiting = setInterval(() => {
      atRest = busy() ? 0 : atRest + 1;
      if (atRest < LOOKS_AT_REST || waiting === null) return;
      clearInterval(waiting);
      log.log("info", "taking the new version", { version });
      updater.quitAndInstall(true, true);
    }, lookEvery);
    waiting.unref();
  });
  return async () => {
    try {
      const found = await updater.checkForUpdates();
      await found?.downloadPromise;
    } catch (error) {
      log.log("warn", "looking for an update failed", { error });
    }
  };
}
