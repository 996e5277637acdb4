import type { AppSnapshot, Page } from "../../shared/bridge.ts";
import type { DesktopSettingsStore } from "../settings/desktop-settings.ts";

/** Which page the window is asked to show. */
export interface CurrentPage {
  now(): AppSnapshot["page"];
  /** Asks the window to show this page; null means the one that fits the moment. */
  turnTo(page: Page | null): void;
  subscribe(listener: () => void): void;
}

/** Begins with the page that fits: the wizard until it is finished, then the status. */
export function createCurrentPage(settings: Pick<DesktopSettingsStore, "read">): CurrentPage {
  const fitting = (): Page => (settings.read().draft.finished ? "status" : "wizard");
  const listeners: (() => void)[] = [];
  let page: AppSnapshot["page"] = { name: fitting(), serial: 0 };
  return {
    now: () => page,
    turnTo(name) {
      page = { name: name ?? fitting(), serial: page.serial + 1 };
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}
