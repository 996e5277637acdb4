import { join } from "node:path";
import { app } from "electron";
import { createChecker } from "../core/check/checker.ts";
import { systemClock } from "../core/clock.ts";
import { makeFolder } from "../core/files/make-folder.ts";
import { homeFolder } from "../core/home.ts";
import { openLogFile } from "../core/log-file.ts";
import { moveLeavings } from "../core/settings/move-leavings.ts";
import { stateDirectory } from "../core/settings/state-directory.ts";
import { leavingIn } from "../core/settings/state-folder.ts";
import { endProcess } from "../core/vault/end-process.ts";
import { fill } from "../shared/words/describe.ts";
import { leaveAppImage } from "./app-image.ts";
import { setUpApplicationMenu } from "./application-menu.ts";
import { askAtTheSwitch } from "./capture/ask-at-switch.ts";
import { setUpCaptures } from "./capture/captures.ts";
import { type DeepLinks, setUpDeepLinks } from "./deep-links.ts";
import { diagnosticReport } from "./diagnostics.ts";
import { setUpFaults, showProblem } from "./faults.ts";
import { setUpIpc } from "./ipc/ipc.ts";
import { launchCommand } from "./login-item/launch-command.ts";
import type { LaunchCommand } from "./login-item/login-item.ts";
import { systemLoginItem } from "./login-item/system-login-item.ts";
import { createModel } from "./model.ts";
import { setUpNotifications } from "./notifications/notifications.ts";
import { electronNotifier } from "./notifications/notifier.ts";
import { desktopPlatform } from "./platform.ts";
import { setUpPower } from "./power.ts";
import { createQuestionDesk } from "./questions/desk.ts";
import { setUpQuestionWindow } from "./questions/question-window.ts";
import { setUpQuestions } from "./questions/questions.ts";
import { setUpQuit } from "./quit.ts";
import { createWishes } from "./requests.ts";
import { ownerRules } from "./rules.ts";
import { openDesktopSettings } from "./settings/desktop-settings.ts";
import { claimSingleInstance, collectSecondStarts, type SecondStarts } from "./single-instance.ts";
import { hideLinkFromProcessList, readStartOptions, readSwitch, type StartOptions } from "./start-options.ts";
import { superviseNode } from "./supervised-node.ts";
import { setUpTheme } from "./theme.ts";
import { traceOf } from "./trace.ts";
import { setUpTrayActions } from "./tray/actions.ts";
import { setUpTray } from "./tray/tray.ts";
import { watchTrayHost } from "./tray/tray-host.ts";
import { hasReleaseFeed, setUpUpdates, updateStatus } from "./updates.ts";
import { tellOfBrokenPage } from "./window/broken-page.ts";
import { openPageSession } from "./window/page-session.ts";
import { registerPageScheme } from "./window/scheme.ts";
import { drawsOnWayland } from "./window/wayland.ts";
import { setUpWindow } from "./window/window.ts";
import { createWizard } from "./wizard.ts";
import { wordsFor } from "./words.ts";

const platform = desktopPlatform();
const options = readStartOptions(process.argv, process.cwd());
const image = leaveAppImage(process.env, process.execPath);
const root = app.getAppPath();
const stateDir =
  options.stateDir ?? stateDirectory(process.platform, process.env, homeFolder() ?? app.getPath("temp"));

moveLeavings(stateDir);
const logFolder = leavingIn(stateDir, "logs");
const log = openLogFile(logFolder, Date.now);
/** The language is known once the settings are read. */
let words = () => wordsFor("system", app.getLocale());

setUpFaults({ log, logFolder, words: () => words() });
if (platform === "win32") app.setAppUserModelId("ai.openclaw.clawtray");
setUpApplicationMenu(platform, wordsFor("system", ""));
separateBrowserFiles(stateDir);
registerPageScheme();

if (!claimSingleInstance()) {
  app.exit(0);
} else {
  // Not in a second start: it hands its arguments over and ends.
  hideLinkFromProcessList(options);
  const links = setUpDeepLinks({ log, image });
  const starts = collectSecondStarts();
  if (options.link !== null) links.add(options.link);
  // Never awaited up here: Electron becomes ready only after this module has finished.
  app
    .whenReady()
    .then(() => start(links, starts))
    .catch(fail);
}

async function start(links: DeepLinks, starts: SecondStarts): Promise<void> {
  log.log("info", "starting", { version: app.getVersion(), platform, hidden: options.hidden });
  if (platform === "darwin") app.dock?.hide();

  const settings = openDesktopSettings(stateDir, Date.now);
  if (settings.recovered !== null) log.log("warn", "broken desktop settings were put aside");
  words = () => wordsFor(settings.read().preferences.language, app.getLocale());
  const wizard = createWizard(settings);
  const captures = setUpCaptures(
    { preload: join(root, "out", "preload", "capture.cjs"), page: join(root, "out", "renderer") },
    platform,
    log,
  );
  const node = await superviseNode({
    appVersion: app.getVersion(),
    stateDir,
    keyStore: options.keyStore,
    log,
    sources: {
      notifier: electronNotifier(platform, systemClock, () => openStatus()),
      ...captures.sources,
    },
    now: Date.now,
  });
  const desk = createQuestionDesk({
    open: () => node.questions(),
    answer: (id, answer) => node.answerQuestion(id, answer),
    now: Date.now,
  });
  const rules = ownerRules(stateDir);
  const loginItem = systemLoginItem(
    platform,
    ownLaunchCommand(),
    () => words().desktop.loginItem.noArguments,
  );
  const model = createModel({
    node,
    settings,
    wizard,
    desk,
    rules,
    captures: captures.signs,
    loginItem: loginItem.read(),
    info: {
      version: app.getVersion(),
      platform,
      keyStore: node.keyStore,
      trayAvailable: true,
      updates: updateStatus(hasReleaseFeed(), settings.read().preferences.automaticUpdates),
    },
  });
  const wishes = createWishes({
    model,
    node,
    wizard,
    desk,
    rules,
    loginItem,
    words,
    report: () => diagnosticReport(model.snapshot(), log.lastLines(), process.versions),
    logFolder,
    log,
  });

  setUpTheme(model);
  setUpApplicationMenu(platform, words());
  const pages = {
    folders: { preload: join(root, "out", "preload", "index.cjs"), icon: join(root, "assets", "icons") },
    session: openPageSession(join(root, "out", "renderer")),
    log,
    onShown: () => desk.shown(),
  };
  const window = setUpWindow({
    ...pages,
    title: "Clawtray",
    onBroken: () => tellOfBrokenPage(words, logFolder, () => window.show()),
  });
  const questionWindow = setUpQuestionWindow({
    ...pages,
    platform,
    title: () => words().catalogue.questions.title,
    onBroken: () => tellOfBrokenPage(words, logFolder, () => window.show()),
  });
  const checker = createChecker({ version: app.getVersion() }, () => wizard.target().credential);
  setUpIpc({ model, window, questionWindow, checker, intend: wishes.intend, request: wishes.request, log });
  const act = setUpTrayActions({ model, window, questionWindow, wishes });
  const tray = setUpTray({ model, words, platform, icons: join(root, "assets", "tray"), act });
  const stopWatching = watchTrayHost({
    platform,
    log,
    onChange(host) {
      if (host === "late") tray.putUpAgain();
      model.setTrayAvailable(host !== "none");
      // Without an icon a hidden start would show a person nothing at all.
      if (host === "none" && !window.isVisible()) window.show();
    },
  });
  setUpNotifications({
    model,
    settings,
    words,
    clock: systemClock,
    isInFront: () => window.isInFront(),
    open: () => act("open-fitting"),
  });
  setUpQuestions({
    model,
    window: questionWindow,
    words,
    clock: systemClock,
    mayBeBuried: drawsOnWayland({
      platform,
      ozonePlatform: readSwitch(process.argv, "--ozone-platform"),
      env: process.env,
    }),
    isInFront: () => window.isInFront(),
    open: () => act("open-questions"),
  });
  askAtTheSwitch({
    capabilities: () => node.state().capabilities,
    subscribe: (listener) => node.subscribe(listener),
    ask: captures.ask,
    onProblem: (error) => log.log("warn", "the system could not be asked for a permission", { error }),
  });
  setUpPower(node);
  setUpUpdates({ model, busy: () => node.works(), image, log });
  node.subscribe(() => {
    if (node.state().phase === "connected") wizard.forgetSecret();
  });
  setUpQuit({
    node,
    log,
    letGo() {
      checker.stop();
      stopWatching();
      tray.destroy();
      window.letGo();
      questionWindow.letGo();
      if (node.busy()) app.once("quit", (_event, code) => endProcess(code, true));
    },
  });

  function openStatus(): void {
    model.turnTo(null);
    window.show();
  }
  const openLink = (link: string) => {
    void wishes.request({ kind: "take-link", text: link, replace: false }).then((outcome) => {
      window.show();
      if (outcome.ok) return;
      log.log("warn", "a link was not understood", { detail: outcome.detail });
      const { linkProblem, linkProblems } = words().catalogue.gateway;
      const known: Readonly<Record<string, string>> = linkProblems;
      void showProblem(linkProblem, known[outcome.detail] ?? outcome.detail);
    });
  };
  links.deliverTo(openLink);
  starts.deliverTo((second) => {
    if (second.link !== null) openLink(second.link);
    else window.show();
  });
  // macOS: the app was opened again from the Finder or the Dock.
  app.on("activate", () => window.show());

  if (!startsHidden(options)) window.show();
}

/**
 * Chromium's own files get a folder beside the node's, and with it the single-instance lock belongs
 * to the state directory: two of them may run at once.
 */
function separateBrowserFiles(folder: string): void {
  const userData = join(folder, "electron");
  makeFolder(userData);
  app.setPath("userData", userData);
}

/** Started at login: by our own argument, or on macOS, which passes none, by what the system says. */
function startsHidden(start: StartOptions): boolean {
  return start.hidden || (platform === "darwin" && app.getLoginItemSettings().wasOpenedAtLogin);
}

/** How the system starts this app again at login. */
function ownLaunchCommand(): LaunchCommand {
  return launchCommand({
    image,
    executable: process.execPath,
    appFolder: app.isPackaged ? null : root,
    argv: process.argv.slice(1),
    options,
    stateDir,
    usualStateDir: stateDirectory(process.platform, {}, homeFolder() ?? app.getPath("temp")),
  });
}

/** The log has the trace, the terminal a line, and a person a box; the next start is not kept from trying. */
function fail(error: unknown): void {
  log.log("error", "could not start", { trace: traceOf(error) });
  process.stderr.write(`Clawtray could not start: ${String(error)}. The log in ${logFolder} says more.\n`);
  app.releaseSingleInstanceLock();
  const { message, detail } = words().desktop.startFailed;
  void showProblem(message, fill(detail, { logFolder })).then(() => app.exit(1));
}
