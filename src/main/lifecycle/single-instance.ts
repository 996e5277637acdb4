import { app } from "electron";
import type { StartOptions } from "./start-options.ts";
import { readStartOptions } from "./start-options.ts";

/**
 * Claims to be the one running app. False means another one is already running; it has been told about this start
 * (Electron hands it our command line) and this process must end.
 */
export function claimSingleInstance(): boolean {
  return app.requestSingleInstanceLock();
}

/** Second starts, even those that come before anything is ready to show itself. */
export interface SecondStarts {
  /** From now on every one goes to `react`; those that came before come first. */
  deliverTo(react: (options: StartOptions) => void): void;
}

/**
 * A second start means: show yourself. On a desktop without a tray it is the only way back to
 * the window; on Linux and Windows it is also how links arrive.
 */
export function collectSecondStarts(): SecondStarts {
  const waiting: StartOptions[] = [];
  let react: ((options: StartOptions) => void) | null = null;
  app.on("second-instance", (_event, args, workingDirectory) => {
    const options = readStartOptions(args, workingDirectory);
    if (react === null) waiting.push(options);
    else react(options);
  });
  return {
    deliverTo(receiver) {
      react = receiver;
      for (const options of waiting.splice(0)) receiver(options);
    },
  };
}
