import type { ComputerUse } from "../../core/computer/computer-use.ts";
import type { AskWindow } from "../ask/ask-window.ts";
import type { ComputerDesk } from "../computer/computer.ts";
import type { QuestionWindow } from "../questions/question-window.ts";
import type { OpenConnection } from "../state/connection.ts";
import type { OpenConnections } from "../state/connections.ts";
import type { DesktopFacts } from "../state/desktop-facts.ts";
import type { MainWindow } from "../window/window.ts";
import type { TrayAction } from "./menu.ts";

interface ActionParts {
  readonly connections: OpenConnections;
  readonly computer: Pick<ComputerDesk, "now" | "pause" | "resume" | "end">;
  readonly facts: Pick<DesktopFacts, "now">;
  readonly window: MainWindow;
  readonly questionWindow: QuestionWindow;
  readonly askWindow: AskWindow;
}

/** Does what an entry of the tray menu says, for this connection; without one, for the one that is shown. */
export type TrayAct = (action: TrayAction, connection?: string) => void;

/** What the entries of the tray menu, and a click on a notification, do. */
export function trayActions({
  connections,
  computer,
  facts,
  window,
  questionWindow,
  askWindow,
}: ActionParts): TrayAct {
  return (action, id) => {
    const connection = id === undefined ? meantBy(connections) : connections.find(id);
    // Removed in the moment in which its entry was chosen.
    if (connection === null) return;
    // The panel draws the menu, so an agent can reach it. The person's own hand has paused computer use before it can.
    if (widening.includes(action) && isControlled(computer.now())) return window.show();
    const { actions, page } = connection;
    switch (action) {
      case "copy-fingerprint":
        void actions.request({ kind: "copy", what: "fingerprint" });
        return;
      case "copy-admin-command":
        void actions.request({ kind: "copy", what: "admin-command" });
        return;
      case "copy-surface-command":
        void actions.request({ kind: "copy", what: "surface-command" });
        return;
      case "open":
        window.show();
        return;
      case "open-fitting":
        if (connection !== connections.shown())
          void actions.request({ kind: "show-connection", id: connection.id });
        page.turnTo(null);
        window.show();
        return;
      case "ask":
        askWindow.open(connection.id);
        return;
      case "open-questions":
        questionWindow.open();
        return;
      case "reconnect":
      case "pause":
      case "resume":
        void actions.intend({ kind: action });
        return;
      case "computer-pause":
        computer.pause();
        return;
      case "computer-resume":
        computer.resume();
        return;
      case "computer-end":
        computer.end("person");
        return;
      case "pause-all":
      case "resume-all":
        void actions.request({ kind: action });
        return;
      case "toggle-login-item": {
        const on = facts.now().loginItem.status !== "on";
        void actions.request({ kind: "set-login-item", on });
        return;
      }
      case "quit":
        void actions.request({ kind: "quit" });
    }
  };
}

/** What lets a gateway reach this computer that did not before. */
const widening: readonly TrayAction[] = ["resume", "resume-all", "toggle-login-item"];

const isControlled = (use: ComputerUse): boolean => use.phase === "active" && use.scope === "control";

/** An entry that names none: the only one that the menu is about, whatever is being set up in the window meanwhile. */
function meantBy(connections: OpenConnections): OpenConnection {
  const [first, ...others] = connections.all().filter(({ kept }) => kept !== null);
  return first !== undefined && others.length === 0 ? first : connections.shown();
}
