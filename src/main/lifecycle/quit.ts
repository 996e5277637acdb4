import { app, BrowserWindow, powerMonitor } from "electron";
import type { Logger } from "../../core/log/log.ts";
import type { NodeHandle } from "../state/node.ts";
import type { MainWindow } from "../window/window.ts";

/** Quitting waits no longer than this for the node, ms: a little longer than the node itself waits for what runs. */
const MAX_FAREWELL = 4_500;
/** An app that should have exited and is still there after this time is ended, ms. */
const MAX_LEAVING = 2_000;

interface QuitParts {
  readonly node: Pick<NodeHandle, "close">;
  /** Releases window and tray; called once, when nothing holds the app any more. */
  readonly dispose: () => void;
  readonly log: Logger;
}

/**
 * Quitting ends what is running and closes the socket cleanly, then lets the app go. Closing the window is not
 * quitting. The end of the session is not held up: the system would take that for a refusal.
 */
export function setUpQuit({ node, dispose, log }: QuitParts): void {
  let farewell: "none" | "begun" | "done" = "none";
  let sessionEnds = false;
  let gone = false;
  function disposeOnce(): void {
    if (gone) return;
    gone = true;
    dispose();
  }
  // Without a listener Electron quits when the last window is gone.
  app.on("window-all-closed", () => {});

  function sayFarewell(): Promise<void> {
    farewell = "begun";
    const limit = new Promise((resolve) => setTimeout(resolve, MAX_FAREWELL));
    return Promise.race([node.close(), limit])
      .catch((error: unknown) => log.log("error", "the node did not shut down cleanly", { error }))
      .then(() => {
        farewell = "done";
        log.log("info", "quitting");
        disposeOnce();
      });
  }

  function endWithSession(): void {
    sessionEnds = true;
    if (farewell === "none") void sayFarewell().then(leave);
  }
  powerMonitor.on("shutdown", endWithSession);
  // Windows reports a log-off only to the app's windows (from Electron's documentation, not run).
  if (process.platform === "win32") {
    for (const window of BrowserWindow.getAllWindows()) window.on("session-end", endWithSession);
    app.on("browser-window-created", (_event, window) => window.on("session-end", endWithSession));
  }
  app.on("before-quit", (event) => {
    if (farewell === "done") return;
    if (sessionEnds) {
      // A window that merely hides when it is closed would be taken for a refusal as well.
      disposeOnce();
      return;
    }
    event.preventDefault();
    if (farewell === "none") void sayFarewell().then(leave);
  });
}

/**
 * Until the node is known there is nothing to end; but a window that merely hides when it is closed would keep the app
 * running. The returned function hands over to `setUpQuit`.
 */
export function disposeAtEarlyQuit({ window }: { readonly window: Pick<MainWindow, "dispose"> }): () => void {
  const dispose = () => window.dispose();
  app.on("before-quit", dispose);
  return () => app.off("before-quit", dispose);
}

/**
 * Quits from a separate task. Electron runs the continuations of resolved promises while it is emitting `before-quit`;
 * a quit from there is nested one level too deep and is lost (seen with a SIGTERM, Electron 25.1.1).
 */
function leave(): void {
  setImmediate(() => app.quit());
  setTimeout(() => app.exit(0), MAX_LEAVING).unref();
}
