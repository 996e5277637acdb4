import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import type { Facts, SimulatedComputer } from "../electron/protocol.ts";
import { startDouble } from "./double-app.ts";
import { realElectronPath, startRealElectron } from "./real-electron-app.ts";

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
  /** State of the double's keychain when the app starts. */
  /** Only with the double: what macOS or Windows says of this program. */
  readonly mediaStatus?: Partial<SimulatedComputer["mediaStatus"]>;
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
  /** The page of the small window that asks, once there is one. */
  questionPage(): Promise<Page>;
  /** Does something to the window that asks, as a person and the desktop do. */
  questionWindow(act: "close" | "minimize" | "press"): Promise<void>;
  /** Chooses an entry of the tray menu by its words. */
  choose(label: string): Promise<void>;
  clickTray(): Promise<void>;
  clickNotification(index: number): Promise<void>;
  closeWindow(): Promise<void>;
  /** The window is there, but the person looks at something else. */
  lookAway(): Promise<void>;
  crashPage(): Promise<void>;
  openLink(url: string): Promise<void>;
  power(event: "suspend" | "resume" | "lock-screen" | "unlock-screen"): Promise<void>;
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

/** The repository: the app is started from its build, as it is. */
export const appPath = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** Real Electron where its executable is present, unless the double is asked for; else the double. */
export function backEnd(): BackEnd {
  const asked = process.env.CLAWTRAY_E2E;
  if (asked === "double") return "double";
  return realElectronPath(appPath) === null ? "double" : "electron";
}

/** Why the back end in use is the one in use. */
export function describeBackEnd(): string {
  return backEnd() === "electron"
    ? `end to end under real Electron: ${realElectronPath(appPath)}`
    : "end to end under the stand-in for Electron (no Electron executable here)";
}

/** Starts the built app and waits until its main process is up. */
export async function startApp(options: AppOptions): Promise<App> {
  if (!existsSync(`${appPath}/out/main/index.js`)) throw new Error("not built: npm run build");
  if (backEnd() === "double") return startDouble(appPath, options);
  if (options.platform !== undefined && options.platform !== process.platform) {
    throw new Error(`real Electron is never ${options.platform} on ${process.platform}`);
  }
  return startRealElectron(appPath, options);
}
