import { join } from "node:path";
import { app, session } from "electron";
import { homeFolder } from "../../core/environment/home.ts";
import { secretVariables, takeGivenSecrets } from "../../core/environment/own-environment.ts";
import { makeFolder } from "../../core/files/make-folder.ts";
import type { ChooseProxy } from "../../core/gateway/proxy.ts";
import { type LogFile, openLogFile } from "../../core/log/log-file.ts";
import { moveLeavings } from "../../core/settings/move-leavings.ts";
import { stateDirectory } from "../../core/settings/state-directory.ts";
import { leavingIn } from "../../core/settings/state-folder.ts";
import { desktopProxy } from "../settings/system-proxy.ts";
import { drawsOnWayland } from "../window/wayland.ts";
import { type CurrentWords, createCurrentWords } from "../words/words.ts";
import { leaveAppImage } from "./app-image.ts";
import { setUpFaults } from "./faults.ts";
import { commandOfImage, runPackedCommand } from "./image-command.ts";
import { type DesktopPlatform, desktopPlatform } from "./platform.ts";
import { readStartOptions, readSwitch, type StartOptions } from "./start-options.ts";

/** What is known of this process before Electron is ready. */
export interface AppProcess {
  readonly platform: DesktopPlatform;
  readonly options: StartOptions;
  /** The AppImage this program runs from; null when it does not. */
  readonly image: string | null;
  /** The folder of the app itself, with `out` and `assets`. */
  readonly root: string;
  readonly stateDir: string;
  /** Where the state would be with no option and nothing set by the session. */
  readonly usualStateDir: string;
  readonly logFolder: string;
  readonly log: LogFile;
  /** Windows are drawn by Wayland. The one place where this is decided. */
  readonly onWayland: boolean;
  readonly words: CurrentWords;
  /** Which proxy leads where; the system is asked, once Electron is ready. */
  readonly chooseProxy: ChooseProxy;
}

/**
 * Prepares this process: drops the AppImage's variables and the given secrets, opens the log, catches what nobody
 * caught and gives Chromium its folder. A start that means the packed command line runs it and ends here. Call first:
 * nothing of Electron may have been touched.
 */
export function setUpProcess(): AppProcess {
  const platform = desktopPlatform();
  const options = readStartOptions(process.argv, process.cwd());
  const startedAs = process.env.ARGV0;
  const image = leaveAppImage(process.env, process.execPath);
  const imageCommand = image === null ? null : commandOfImage(process.argv, startedAs);
  // Before Electron looks for a display; a secret in the environment is meant for the command.
  if (imageCommand !== null) process.exit(runPackedCommand(process.resourcesPath, imageCommand));
  // No secret is taken from the environment here (the wizard asks), and none is left where commands could look it up.
  const stillVisible = takeGivenSecrets(secretVariables).visible;
  const home = homeFolder() ?? app.getPath("temp");
  const stateDir = options.stateDir ?? stateDirectory(process.platform, process.env, home);
  moveLeavings(stateDir);
  const logFolder = leavingIn(stateDir, "logs");
  const log = openLogFile(logFolder, Date.now);
  if (stillVisible !== null)
    log.log("warn", "a secret in the environment stays visible", { why: stillVisible });
  const words = createCurrentWords(() => app.getLocale());
  setUpFaults({ log, logFolder, words });
  if (platform === "win32") app.setAppUserModelId("ai.openclaw.clawtray");
  separateBrowserFiles(stateDir);
  return {
    platform,
    options,
    image,
    root: app.getAppPath(),
    stateDir,
    usualStateDir: stateDirectory(process.platform, {}, home),
    logFolder,
    log,
    onWayland: drawsOnWayland({
      platform,
      ozonePlatform: readSwitch(process.argv, "--ozone-platform"),
      env: process.env,
    }),
    words,
    chooseProxy: desktopProxy((url) => session.defaultSession.resolveProxy(url)),
  };
}

/**
 * Chromium's own files get a folder beside the node's, so that the single-instance lock belongs to the state directory:
 * two of them may run at once.
 */
function separateBrowserFiles(folder: string): void {
  const userData = join(folder, "electron");
  makeFolder(userData);
  app.setPath("userData", userData);
}

/** Started at login: known from our own argument or, on macOS, which passes none, from the system. Once ready. */
export function startsHidden({ options, platform }: AppProcess): boolean {
  return (
    options.hidden || options.ask || (platform === "darwin" && app.getLoginItemSettings().wasOpenedAtLogin)
  );
}
