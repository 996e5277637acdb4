import { app } from "electron";
import type { StartOptions } from "./start-options.ts";
import { readStartOptions } from "./start-options.ts";

/**
 * Claims to be the one running app. False means another runs already; it has been told about
 * this start (Electron hands it our command line) and this process must end.
 */
export function claimSingleInstance(): boolean {
  return app.requestSingleInstanceLock();
}

/**
 * A second start means: show yourself. On a desktop without a tray it is the only way back to
 * the window; on Linux and Windows it is also how links arrive.
 */
export function onSecondStart(react: (options: StartOptions) => void): void {
  app.on("second-instance", (_event, args, workingDirectory) => {
    react(readStartOptions(args, workingDirectory));
  });
}
