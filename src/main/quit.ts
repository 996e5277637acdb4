import { app, powerMonitor } from "electron";
import type { Logger } from "../core/log.ts";
import type { NodeHandle } from "./node.ts";

/** Quitting waits no longer than this for the node, ms: a little longer than the node itself waits for what runs. */
const MAX_FAREWELL = 4_500;
/** An app that was let go and is still there after this time is ended, ms. */
const MAX_LEAVING = 2_000;

interface QuitParts {
  readonly node: Pick<NodeHandle, "close">;
  /** Lets window and tray go; called once, when nothing holds the app any more. */
  readonly letGo: () => void;
  readonly log: Logger;
}

/**
 * Quitting ends what runs and closes the socket cleanly, then lets the app go. Closing the window is
 * not quitting. The end of the session is not held up: the system would take that for a refusal.
 */
export function setUpQuit({ node, letGo, log }: QuitParts): void {
  let farewell: "none" | "begun" | "done" = "none";
  let sessionEnds = false;
  let gone = false;
  function letGoOnce(): void {
    if (gone) return;
    gone = true;
    letGo();
  }
  // Without a listener Electron quits when the last window is gone.
  app.on("window-all-closed", () => {});

  function sayFarewell(): Promise<void> {
    farewell = "begun";
    const limit = new Promise((resolve) => setTimeout(resolve, MAX_FAREWELL));
    return Promise.race([node.close(), limit])
      .catch((error: unknown) => log.log("error", "the node did not end well", { error }))
      .then(() => {
        farewell = "done";
        log.log("info", "quitting");
        letGoOnce();
      });
  }

  powerMonitor.on("shutdown", () => {
    sessionEnds = true;
    if (farewell === "none") void sayFarewell().then(leave);
  });
  app.on("before-quit", (event) => {
    if (farewell === "done") return;
    if (sessionEnds) {
      // A window that only hides when it is closed would be taken for a refusal as well.
      letGoOnce();
      return;
    }
    event.preventDefault();
    if (farewell === "none") void sayFarewell().then(leave);
  });
}

/**
 * Quits from a task of its own. Electron runs what resolved promises wait for inside its own emitting of
 * `before-quit`; a quit from there is one too deep and is lost (seen with a SIGTERM, Electron 25.1.1).
 */
function leave(): void {
  setImmediate(() => app.quit());
  setTimeout(() => app.exit(0), MAX_LEAVING).unref();
}
