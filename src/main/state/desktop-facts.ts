import type { AppInfo, AppSnapshot, LoginItem, Preferences } from "../../shared/bridge.ts";
import type { DesktopSettingsStore } from "../settings/desktop-settings.ts";

/** Without the key store, which is a connection's. */
type DesktopInfo = Omit<AppInfo, "keyStore">;

/** What is true of the app itself, whichever gateway is looked at. */
export interface DesktopFacts {
  now(): Pick<AppSnapshot, "preferences" | "loginItem"> & { readonly app: DesktopInfo };
  changePreferences(change: Partial<Preferences>): void;
  setLoginItem(loginItem: LoginItem): void;
  setTrayAvailable(available: boolean): void;
  setAskShortcut(status: AppInfo["askShortcut"]["status"]): void;
  /** Called after every change. */
  subscribe(listener: () => void): void;
}

/** Builds the facts from what is known at the start. */
export function createDesktopFacts(
  settings: Pick<DesktopSettingsStore, "read" | "update">,
  info: DesktopInfo,
  loginItem: LoginItem,
): DesktopFacts {
  let app = info;
  let login = loginItem;
  const listeners: (() => void)[] = [];
  const changed = () => {
    for (const listener of listeners) listener();
  };
  return {
    now: () => ({ app, preferences: settings.read().preferences, loginItem: login }),
    changePreferences(change) {
      settings.update({ preferences: { ...settings.read().preferences, ...change } });
      changed();
    },
    setLoginItem(loginItem) {
      login = loginItem;
      changed();
    },
    setTrayAvailable(trayAvailable) {
      app = { ...app, trayAvailable };
      changed();
    },
    setAskShortcut(status) {
      app = { ...app, askShortcut: { ...app.askShortcut, status } };
      changed();
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}
