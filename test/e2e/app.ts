import type { Page } from "playwright-core";
import type { Facts, SimulatedComputer } from "../electron/protocol.ts";

export type Platform = "linux" | "win32" | "darwin";

export interface AppOptions {
  /** Everything the app writes goes below this folder. */
  readonly home: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Only the double can be another system than this one. */
  readonly platform?: Platform;
  readonly packaged?: boolean;
  readonly openedAtLogin?: boolean;
  readonly locale?: string;
  /** Only with the double: what macOS or Windows says of this program. */
  readonly mediaStatus?: Partial<SimulatedComputer["mediaStatus"]>;
  /** Where the real one keeps the key; a file unless it is said. */
  readonly keyStore?: "file" | "keychain";
  /** Only with the real one: modules that its main process loads before the app. */
  readonly preloads?: readonly string[];
  /** Another folder with the built app than the usual one. */
  readonly appFolder?: string;
  /** State of the double's keychain when the app starts. */
  readonly keychain?: "open" | "locked" | "silent";
}

/** The running app, as a person and their desktop meet it. Both back ends are driven through this alone. */
export interface App {
  readonly backEnd: BackEnd;
  readonly pid: number;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  /** Everything the app wrote to its terminal. */
  output(): string;
  /** What nobody in main caught; null when nothing. */
  failure(): string | null;
  facts(): Promise<Facts>;
  /** The window's page, once there is one. */
  page(): Promise<Page>;
  /** What a person can read in the window; nothing while it has no page. */
  shownText(): Promise<string>;
  /** The page of the small window that asks, once there is one. */
  questionPage(): Promise<Page>;
  /** The page of the small window in which the owner asks the agent, once it is in sight. */
  askPage(): Promise<Page>;
  /** Does something to the window that asks, as a person and the desktop do. */
  questionWindow(act: "close" | "minimize" | "press"): Promise<void>;
  /** Chooses an entry of the tray menu by its words, or one in a section of it. */
  choose(label: string, section?: string): Promise<void>;
  clickTray(): Promise<void>;
  clickNotification(index: number): Promise<void>;
  closeWindow(): Promise<void>;
  /** The window is there, but the person looks at something else. */
  lookAway(): Promise<void>;
  /** Minimizes the main window by its own button. */
  minimize(): Promise<void>;
  crashPage(): Promise<void>;
  openLink(url: string): Promise<void>;
  /** Only with the double: presses a shortcut that works from anywhere, or lets another program have it, and no longer. */
  shortcut(act: "press" | "take" | "free", accelerator: string): Promise<void>;
  /** What the person picks in the system's dialog from now on; null: they close it. */
  picks(paths: readonly string[] | null): Promise<void>;
  power(event: "suspend" | "resume" | "lock-screen" | "unlock-screen"): Promise<void>;
  /** Only with the double: has the app's timers of this length, at least a minute, ring now; how many there were. */
  ring(ms: number): Promise<number>;
  setDark(dark: boolean): Promise<void>;
  /** Only with the double's keychain. */
  keychain(mode: "open" | "locked" | "silent"): Promise<void>;
  /** Starts the app once more; resolves when that start has ended. */
  startAgain(args: readonly string[]): Promise<number | null>;
  quit(): Promise<void>;
  kill(): Promise<void>;
}

export type BackEnd = "double" | "electron";

/** Whether this is the address of the small window that asks. */
export const isQuestion = (url: string): boolean => url.includes("page=question");

/** Whether this is the address of the small window in which the owner asks the agent. */
export const isAsk = (url: string): boolean => url.includes("page=ask");
/** Whether this is the address of the main window. */
export const isMain = (url: string): boolean => !isQuestion(url) && !isAsk(url);
