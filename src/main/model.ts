import type { AppInfo, AppSnapshot, LoginItem, Page, Preferences } from "../shared/bridge.ts";
import type { CaptureSigns } from "./capture/signs.ts";
import type { NodeHandle } from "./node.ts";
import type { QuestionDesk } from "./questions/desk.ts";
import type { OwnerRules } from "./rules.ts";
import type { DesktopSettingsStore } from "./settings/desktop-settings.ts";
import type { Wizard } from "./wizard.ts";

/** The app's one snapshot and who wants to know of it: tray, window and notifications draw nothing else. */
export interface AppModel {
  snapshot(): AppSnapshot;
  /** Called after every change; the returned function stops it. */
  subscribe(listener: (snapshot: AppSnapshot) => void): () => void;
  changePreferences(change: Partial<Preferences>): void;
  setLoginItem(loginItem: LoginItem): void;
  setTrayAvailable(available: boolean): void;
  /** Asks the window to show this page; null means the one that fits the moment. */
  turnTo(page: Page | null): void;
  /** Something changed that only the snapshot shows. */
  refresh(): void;
}

interface ModelParts {
  readonly node: NodeHandle;
  readonly settings: DesktopSettingsStore;
  readonly wizard: Wizard;
  readonly desk: QuestionDesk;
  readonly rules: Pick<OwnerRules, "read">;
  readonly captures: Pick<CaptureSigns, "now" | "subscribe">;
  readonly info: AppInfo;
  readonly loginItem: LoginItem;
}

/** Builds the model over its parts and follows their changes. */
export function createModel(parts: ModelParts): AppModel {
  const { node, settings, wizard, desk, rules, captures, info, loginItem } = parts;
  let app = info;
  let login = loginItem;
  /** A file that others change too: read at every change, and not at every look. */
  let rulesNow = rules.read();
  const fitting = (): Page => (settings.read().draft.finished ? "status" : "wizard");
  let page: AppSnapshot["page"] = { name: fitting(), serial: 0 };
  const listeners = new Set<(snapshot: AppSnapshot) => void>();

  const snapshot = (): AppSnapshot => ({
    node: node.state(),
    app,
    preferences: settings.read().preferences,
    loginItem: login,
    draft: wizard.draft(),
    page,
    activity: node.activity(),
    questions: desk.pending(),
    captures: captures.now(),
    rules: rulesNow,
  });

  function changed(): void {
    rulesNow = rules.read();
    const now = snapshot();
    for (const listener of listeners) listener(now);
  }

  node.subscribe(changed);
  wizard.subscribe(changed);
  desk.subscribe(changed);
  captures.subscribe(changed);

  return {
    snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
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
    turnTo(name) {
      page = { name: name ?? fitting(), serial: page.serial + 1 };
      changed();
    },
    refresh: changed,
  };
}
