import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { realElectronPath } from "../../scripts/start/electron-path.ts";
import type { App, AppOptions, BackEnd } from "./app.ts";
import { startDouble } from "./double-app.ts";
import { startRealElectron } from "./real-electron-app.ts";

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
