import { app, globalShortcut } from "electron";
import { endProcess } from "../core/environment/end-process.ts";
import { systemClock } from "../core/time/clock.ts";
import { onChance } from "./ask/chances.ts";
import { setUpAskShortcut } from "./ask/shortcut.ts";
import { setUpPermissions } from "./capture/ask-at-switch.ts";
import { setUpIpc } from "./ipc/ipc.ts";
import { tellOfFailedStart } from "./lifecycle/faults.ts";
import { setUpKeepAwake } from "./lifecycle/keep-awake.ts";
import { setUpPower } from "./lifecycle/power.ts";
import { setUpProcess, startsHidden } from "./lifecycle/process.ts";
import { disposeAtEarlyQuit, setUpQuit } from "./lifecycle/quit.ts";
import { claimSingleInstance, collectSecondStarts, type SecondStarts } from "./lifecycle/single-instance.ts";
import { hideLinkFromProcessList } from "./lifecycle/start-options.ts";
import { setUpUpdates } from "./lifecycle/updates.ts";
import { type DeepLinks, setUpDeepLinks } from "./links/deep-links.ts";
import { setUpOpening } from "./links/opening.ts";
import { setUpNotifications } from "./notifications/notifications.ts";
import { setUpQuestions } from "./questions/questions.ts";
import { setUpUnattendedFinish } from "./requests/finish-set-up.ts";
import { setUpSettings } from "./settings/set-up-settings.ts";
import { setUpState } from "./state/app-state.ts";
import { forgetSecretOnceConnected } from "./state/wizard.ts";
import { trayActions } from "./tray/actions.ts";
import { setUpTray } from "./tray/set-up-tray.ts";
import { setUpApplicationMenu } from "./window/application-menu.ts";
import { registerPageScheme } from "./window/scheme.ts";
import { setUpTheme } from "./window/theme.ts";
import { setUpWindows } from "./window/windows.ts";

const own = setUpProcess();
setUpApplicationMenu(own.platform, own.words.now());
registerPageScheme();

if (!claimSingleInstance()) {
  app.exit(0);
} else {
  // Not in a second start: it passes on its arguments and ends.
  hideLinkFromProcessList(own.options);
  const links = setUpDeepLinks(own);
  const starts = collectSecondStarts();
  if (own.options.link !== null) links.add(own.options.link);
  // Never awaited at the top level: Electron becomes ready only after this module has finished.
  app
    .whenReady()
    .then(() => start(links, starts))
    .catch((error: unknown) => tellOfFailedStart(own, error));
}

/**
 * When the window is to be shown, its page begins to load before the node is known: the two take about as long. The
 * window appears when both are ready, under Wayland at once.
 */
async function start(links: DeepLinks, starts: SecondStarts): Promise<void> {
  const { log, platform, options, image } = own;
  log.log("info", "starting", { version: app.getVersion(), platform, hidden: options.hidden });
  if (platform === "darwin") app.dock?.hide();

  const windows = setUpWindows(own);
  const passQuitOn = disposeAtEarlyQuit(windows);
  const hidden = startsHidden(own);
  if (!hidden) windows.window.prepare();
  const settings = setUpSettings(own);
  const state = setUpState(own, windows, settings);
  setUpIpc({ ...windows, log, answers: state });
  const parts = { ...own, ...windows, settings, ...(await state) };
  passQuitOn();

  const { connections, computer, window, questionWindow, askWindow } = parts;
  setUpTheme(connections);
  setUpPower(connections);
  const awake = setUpKeepAwake(connections);
  setUpUpdates({ model: connections, busy: connections.works, image, log });
  connections.each(({ node, wizard }) => forgetSecretOnceConnected(node, wizard));
  setUpUnattendedFinish(parts);
  const act = trayActions(parts);
  const takeTrayDown = setUpTray(parts, act);
  setUpNotifications(parts, act);
  setUpQuestions(parts, act);
  const giveShortcutBack = setUpAskShortcut({
    ...parts,
    shortcuts: globalShortcut,
    open: () => act("ask"),
    clock: systemClock,
    onChance: (listener) => onChance(windows, listener),
  });
  setUpPermissions(parts);
  setUpQuit({
    node: connections,
    log,
    dispose() {
      for (const { checker } of connections.all()) checker.stop();
      awake.stop();
      computer.end("quit");
      takeTrayDown();
      giveShortcutBack();
      window.dispose();
      questionWindow.dispose();
      askWindow.dispose();
      if (connections.busy()) app.once("quit", (_event, code) => endProcess(code, { busy: true }));
    },
  });
  setUpOpening(parts, links, starts, () => act("ask"));

  if (options.ask && connections.shown().node.state().gateway !== null) act("ask");
  else if (!hidden || options.ask) window.show();
}
