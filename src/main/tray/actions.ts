import type { AppModel } from "../model.ts";
import type { QuestionWindow } from "../questions/question-window.ts";
import type { Wishes } from "../requests.ts";
import type { MainWindow } from "../window/window.ts";
import type { TrayAction } from "./menu.ts";

interface ActionParts {
  readonly model: AppModel;
  readonly window: MainWindow;
  readonly questionWindow: QuestionWindow;
  readonly wishes: Wishes;
}

/** What the entries of the tray menu, and a click on a notification, do. */
export function setUpTrayActions({ model, window, questionWindow, wishes }: ActionParts) {
  return (action: TrayAction): void => {
    switch (action) {
      case "copy-fingerprint":
        void wishes.request({ kind: "copy", what: "fingerprint" });
        return;
      case "copy-admin-command":
        void wishes.request({ kind: "copy", what: "admin-command" });
        return;
      case "copy-surface-command":
        void wishes.request({ kind: "copy", what: "surface-command" });
        return;
      case "open":
        window.show();
        return;
      case "open-fitting":
        model.turnTo(null);
        window.show();
        return;
      case "open-questions":
        questionWindow.open();
        return;
      case "reconnect":
      case "pause":
      case "resume":
        void wishes.intend({ kind: action });
        return;
      case "toggle-login-item": {
        const on = model.snapshot().loginItem.status !== "on";
        void wishes.request({ kind: "set-login-item", on });
        return;
      }
      case "quit":
        void wishes.request({ kind: "quit" });
    }
  };
}
