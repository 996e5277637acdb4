import { app } from "electron";
import type { Logger } from "../core/log.ts";
import type { NodeHandle } from "./node.ts";

/** Quitting waits no longer than this for the node, ms: a little longer than the node itself waits for what runs. */
const LONGEST_FAREWELL = 4_500;

interface QuitParts {
  readonly node: Pick<NodeHandle, "close">;
  /** Lets window and tray go; called once, when nothing holds the app any more. */
  readonly letGo: () => void;
  readonly log: Logger;
}

/**
 * Quitting ends what runs and closes the socket cleanly, then lets the app go. Closing the window is
 * not quitting.
 */
export function setUpQuit({ node, letGo, log }: QuitParts): void {
  let farewell: "none" | "begun" | "done" = "none";
  // Without a listener Electron quits when the last window is gone.
  app.on("window-all-closed", () => {});
  app.on("before-quit", (event) => {
    if (farewell === "done") return;
    event.preventDefault();
    if (farewell === "begun") return;
    farewell = "begun";
    const limit = new Promise((resolve) => setTimeout(resolve, LONGEST_FAREWELL));
    void Promise.race([node.close(), limit])
      .catch((error: unknown) => log.log("error", "the node did not end well", { error }))
      .then(() => {
        farewell = "done";
        log.log("info", "quitting");
        letGo();
        app.quit();
      });
  });
}
