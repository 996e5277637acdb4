import { app } from "electron";
import { describeRefusal } from "../../shared/words/describe-refusal.ts";
import { showProblem } from "../lifecycle/faults.ts";
import type { AppProcess } from "../lifecycle/process.ts";
import type { SecondStarts } from "../lifecycle/single-instance.ts";
import type { AppState } from "../state/app-state.ts";
import type { Windows } from "../window/windows.ts";
import type { DeepLinks } from "./deep-links.ts";

/** Brings the window to a person who opens a link, or starts the app once more. */
export function setUpOpening(
  { window, connections, log, words }: AppProcess & AppState & Windows,
  links: DeepLinks,
  starts: SecondStarts,
  ask: () => void,
): void {
  const openLink = (link: string) => {
    void connections
      .shown()
      .actions.request({ kind: "take-link", text: link, replace: false })
      .then((outcome) => {
        window.show();
        if (outcome.ok) return;
        log.log("warn", "a link was not understood", { ...outcome });
        const { catalogue } = words.now();
        void showProblem(catalogue.gateway.linkProblem, describeRefusal(outcome, catalogue).reason ?? "");
      });
  };
  links.deliverTo(openLink);
  starts.deliverTo((second) => {
    if (second.link !== null) openLink(second.link);
    else if (second.ask) ask();
    else window.show();
  });
  // macOS: the app was opened again from the Finder or the Dock.
  app.on("activate", () => window.show());
}
