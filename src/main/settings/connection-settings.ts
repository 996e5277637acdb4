import { initialDesktopSettings } from "./desktop-defaults.ts";
import { type DesktopSettingsStore, openDesktopSettings } from "./desktop-settings.ts";

/** What the app keeps for one connection: its draft, and what its owner was told. The preferences are the app's. */
export interface ConnectionSettings extends Pick<DesktopSettingsStore, "read" | "update"> {
  /** From now on they are kept in this folder, beginning with what was held in memory. */
  keepIn(folder: string): void;
  /** From now on nothing is written any more. */
  letGo(): void;
}

/** Settings of a further connection; in memory until there is a folder for them. */
export function connectionSettings(app: Pick<DesktopSettingsStore, "read">): ConnectionSettings {
  let { draft, announced } = initialDesktopSettings;
  let store: DesktopSettingsStore | null = null;
  return {
    read: () => ({ preferences: app.read().preferences, draft, announced }),
    update(change) {
      draft = change.draft ?? draft;
      announced = change.announced ?? announced;
      return store?.update({ draft, announced }) ?? false;
    },
    keepIn(folder) {
      store = openDesktopSettings(folder, Date.now);
      store.update({ draft, announced });
    },
    letGo() {
      store = null;
    },
  };
}

/** Those of a connection that is there already. */
export function keptConnectionSettings(
  app: Pick<DesktopSettingsStore, "read">,
  folder: string,
): ConnectionSettings {
  const kept = openDesktopSettings(folder, Date.now).read();
  const settings = connectionSettings(app);
  settings.update({ draft: kept.draft, announced: kept.announced });
  settings.keepIn(folder);
  return settings;
}
