import { EventEmitter } from "node:events";
import type { Facts, NotificationFacts } from "../protocol.ts";
import { answerHost } from "./channel.ts";
import { computer, mustBeReady } from "./computer.ts";

/** What the test may look at. */
export const desktopFacts = {
  notifications: [] as Notification[],
  clipboard: "",
  openedOutside: [] as string[],
  openedPaths: [] as string[],
};

type NotificationOptions = Partial<Omit<NotificationFacts, "shown">>;

export class Notification extends EventEmitter {
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
  readonly urgency: NotificationFacts["urgency"];
  readonly sound: string;
  shown = false;

  constructor(options: NotificationOptions = {}) {
    super();
    mustBeReady("Cannot create Notification");
    this.title = options.title ?? "";
    this.body = options.body ?? "";
    this.silent = options.silent ?? false;
    this.urgency = options.urgency ?? "low";
    this.sound = options.sound ?? "";
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    this.shown = true;
    desktopFacts.notifications.push(this);
    this.emit("show");
  }
  close(): void {
    this.shown = false;
    this.emit("close");
  }
}

export const clipboard = {
  writeText(text: string): Promise<void> {
    desktopFacts.clipboard = text;
    return Promise.resolve();
  },
  readText: (): Promise<string> => Promise.resolve(desktopFacts.clipboard),
};

export const shell = {
  openExternal(url: string): Promise<void> {
    desktopFacts.openedOutside.push(url);
    return Promise.resolve();
  },
  openPath(path: string): Promise<string> {
    desktopFacts.openedPaths.push(path);
    return Promise.resolve("");
  },
};

let picks: readonly string[] | null = null;
/** The test says beforehand what the person picks in the system's own dialog. */
export const dialog = {
  async showOpenDialog(): Promise<{ canceled: boolean; filePaths: string[] }> {
    return { canceled: picks === null, filePaths: [...(picks ?? [])] };
  },
};

class NativeTheme extends EventEmitter {
  #source: "system" | "light" | "dark" = "system";
  #dark = computer.dark;
  get themeSource() {
    return this.#source;
  }
  set themeSource(source) {
    this.#source = source;
    this.emit("updated");
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === "system" ? this.#dark : this.#source === "dark";
  }
  /** Of the bar with the tray; only Windows lets it differ, and this computer does not. */
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.#dark;
  }
  setSystemDark(dark: boolean): void {
    this.#dark = dark;
    this.emit("updated");
  }
}
export const nativeTheme = new NativeTheme();

class PowerMonitor extends EventEmitter {
  #locked = false;
  /** Somebody is always there. */
  getSystemIdleTime(): number {
    return 0;
  }
  getSystemIdleState(threshold: number): "active" | "locked" {
    if (threshold <= 0) throw new TypeError("Invalid idle threshold, must be greater than 0");
    return this.#locked ? "locked" : "active";
  }
  /** Linux has no events of locking; only the idle state tells. */
  happen(event: string): void {
    if (event === "lock-screen") this.#locked = true;
    if (event === "unlock-screen") this.#locked = false;
    if (computer.platform !== "linux" || !event.endsWith("-screen")) this.emit(event);
  }
}
export const powerMonitor = new PowerMonitor();

type Blocker = Facts["heldAwake"][number];
const blockers = new Map<number, Blocker>();
let lastBlocker = 0;
export const heldAwake = (): Facts["heldAwake"] => [...blockers.values()];
export const powerSaveBlocker = {
  start(type: Blocker): number {
    lastBlocker += 1;
    blockers.set(lastBlocker, type);
    return lastBlocker;
  },
  stop: (id: number): boolean => blockers.delete(id),
  isStarted: (id: number): boolean => blockers.has(id),
};

const shortcuts = new Map<string, () => void>();
/** Those that another program has. */
const takenShortcuts = new Set<string>();
export const shortcutsHeld = (): readonly string[] => [...shortcuts.keys()];
export const globalShortcut = {
  register(accelerator: string, pressed: () => void): boolean {
    mustBeReady("globalShortcut cannot be used");
    if (takenShortcuts.has(accelerator) || shortcuts.has(accelerator)) return false;
    shortcuts.set(accelerator, pressed);
    return true;
  },
  unregister: (accelerator: string): void => void shortcuts.delete(accelerator),
  isRegistered: (accelerator: string): boolean => shortcuts.has(accelerator),
};

let online = true;
export const net = {
  isOnline: (): boolean => online,
  get online(): boolean {
    return online;
  },
};

answerHost("notification.click", (index: number) => {
  desktopFacts.notifications[index]?.emit("click");
});
answerHost("shortcut.press", (accelerator: string) => {
  shortcuts.get(accelerator)?.();
});
answerHost("shortcut.take", (accelerator: string) => {
  takenShortcuts.add(accelerator);
});
answerHost("shortcut.free", (accelerator: string) => {
  takenShortcuts.delete(accelerator);
});
answerHost("dialog.picks", (paths: readonly string[] | null) => {
  picks = paths;
});
answerHost("theme.dark", (dark: boolean) => nativeTheme.setSystemDark(dark));
answerHost("power", (event: string) => {
  powerMonitor.happen(event);
});
answerHost("online", (value: boolean) => {
  online = value;
});
