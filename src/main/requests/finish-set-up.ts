import { app } from "electron";
import type { Logger } from "../../core/log/log.ts";
import type { AppSnapshot } from "../../shared/bridge.ts";
import type { OpenConnection } from "../state/connection.ts";
import type { OpenConnections } from "../state/connections.ts";
import type { MainWindow } from "../window/window.ts";
import type { Windows } from "../window/windows.ts";

/**
 * Whether the setup has nothing left to ask: the draft's gateway has approved this computer. What the person chose
 * about the next login is in the draft. Pure.
 */
export function isDecided({ node, draft }: Pick<AppSnapshot, "node" | "draft">): boolean {
  const asked = draft.step === "pairing" || draft.step === "done";
  return !draft.finished && draft.replaces === null && asked && node.phase === "connected";
}

interface FinishParts {
  readonly connections: OpenConnections;
  readonly window: Pick<MainWindow, "isVisible">;
  readonly onClosed: Windows["onClosed"];
  readonly log: Logger;
}

/**
 * Finishes a setup that nobody is looking at any more: its window was closed, or the app is quitting. Otherwise a
 * computer that was approved in the meantime would have no login item, and its node would be gone after the next login.
 */
export function setUpUnattendedFinish({ connections, window, onClosed, log }: FinishParts): void {
  const finishing = new Set<OpenConnection>();
  const look = (inSight: boolean) => {
    for (const connection of inSight ? [] : connections.all()) finish(connection);
  };
  function finish(connection: OpenConnection): void {
    if (finishing.has(connection) || !isDecided(connection.model.snapshot())) return;
    finishing.add(connection);
    log.log("info", "the setup was finished without its window");
    void connection.actions.request({ kind: "finish-wizard" }).then((outcome) => {
      finishing.delete(connection);
      if (!outcome.ok) log.log("warn", "start at login could not be set", { ...outcome });
    });
  }
  connections.subscribe(() => look(window.isVisible()));
  onClosed(() => look(false));
  app.on("before-quit", () => look(false));
  look(window.isVisible());
}
