import { join } from "node:path";
import { app } from "electron";
import { listConnections } from "../../core/connections/list.ts";
import { createDiscoverer } from "../../core/discovery/discover.ts";
import { homeFolder } from "../../core/environment/home.ts";
import { createTurns } from "../../core/exec/question/turns.ts";
import { geoclueHere } from "../../core/location/geoclue.ts";
import { systemClock } from "../../core/time/clock.ts";
import type { TextName } from "../../shared/bridge.ts";
import type { Discovery } from "../../shared/discovery.ts";
import { createScreenshots, type TakeScreenshot } from "../ask/screenshots.ts";
import { type Captures, setUpCaptures } from "../capture/captures.ts";
import { systemPermissions } from "../capture/permissions.ts";
import { displaySizes } from "../capture/screen-source.ts";
import { type ComputerDesk, setUpComputer } from "../computer/computer.ts";
import type { AppProcess } from "../lifecycle/process.ts";
import { hasReleaseFeed, updateStatus } from "../lifecycle/updates.ts";
import { systemLoginItem } from "../login-item/system-login-item.ts";
import { createOpenQuestions, type OpenQuestions } from "../questions/open-questions.ts";
import { createTexts } from "../requests/texts.ts";
import type { DesktopSettingsStore } from "../settings/desktop-settings.ts";
import { isWaylandSession } from "../window/wayland.ts";
import type { Windows } from "../window/windows.ts";
import type { ConnectionWorld, OpenConnection } from "./connection.ts";
import { createConnectionDesk } from "./connection-desk.ts";
import { type ConnectionList, createConnectionList, type OpenConnections } from "./connections.ts";
import { createDesktopFacts, type DesktopFacts } from "./desktop-facts.ts";
import { type FollowedTerminal, followTerminal } from "./follow-terminal.ts";
import { connectionOpener } from "./open-connection.ts";

/** The nodes, and what people see and ask of them. */
export interface AppState {
  readonly connections: OpenConnections;
  readonly facts: DesktopFacts;
  readonly captures: Captures;
  readonly computer: ComputerDesk;
  readonly discover: () => Promise<Discovery>;
  readonly readText: (what: TextName) => Promise<string>;
  readonly takeScreenshot: TakeScreenshot;
}

/** Starts the nodes and builds what the app shows of them. Opens no tray and no window; resolves when the nodes are known. */
export async function setUpState(
  own: AppProcess,
  windows: Windows,
  settings: DesktopSettingsStore,
): Promise<AppState> {
  const { platform, root, stateDir, log } = own;
  const { window, onShown } = windows;
  const version = app.getVersion();
  const captures = setUpCaptures({ ...own, folders: captureFolders(root) });
  const loginItem = systemLoginItem(own);
  const facts = createDesktopFacts(settings, appInfo(own, settings, version), loginItem.read());
  const list: ConnectionList = createConnectionList(() => openQuestions);
  const openQuestions = questionsOf(list);
  const bring = (connection: OpenConnection) => {
    list.show(connection);
    connection.page.turnTo(null);
    window.show();
  };
  const [location, computer] = await Promise.all([
    geoclueHere(process.env, platform, () => systemClock.now()),
    setUpComputer({ ...own, lock: captures.lock }),
  ]);
  const world: ConnectionWorld = {
    own,
    version,
    window,
    facts,
    openQuestions,
    permissions: systemPermissions(platform, captures.ask),
    loginItem,
    computer,
    get desk() {
      return desk;
    },
    abandon: (connection) => desk.abandon(connection),
    snapshotOf: list.snapshotOf,
  };
  const firstKeyStore = () => list.all()[0]?.node.keyStore ?? "keychain";
  let terminal: FollowedTerminal | null = null;
  const letGo = (connection: OpenConnection) => terminal?.letGo(connection) ?? false;
  computer.subscribe(list.changed);
  const here = { settings, captures, location, computer };
  const opener = connectionOpener({ ...here, world, bring, letGo, firstKeyStore });
  const desk = createConnectionDesk({ stateDir, version, list, opener });
  // All at once: one with a slow keychain, or a folder that another process holds, delays no other.
  for (const opened of await Promise.all(listConnections(stateDir).map(opener.open))) list.add(opened);
  // Only now: what is being opened is not taken for one that was added.
  terminal = followTerminal({ stateDir, list, opener, refreshNames: desk.refreshNames });
  onShown(() => openQuestions.shown());
  // Permissions may have been changed in the system settings meanwhile.
  onShown(() => {
    if (list.all().length > 1) desk.refreshNames();
    for (const { model } of list.all()) model.refresh();
  });
  facts.subscribe(list.changed);
  openQuestions.subscribe(list.changed);
  return {
    connections: {
      ...list,
      close() {
        terminal?.stop();
        return list.close();
      },
    },
    facts,
    captures,
    computer,
    discover: createDiscoverer({ environment: process.env, home: homeFolder(), version }),
    readText: createTexts(root, log),
    takeScreenshot: screenshotsOf(own, windows, captures),
  };
}

const appInfo = ({ platform }: AppProcess, settings: DesktopSettingsStore, version: string) => ({
  version,
  platform,
  trayAvailable: true,
  newerSettings: settings.newer,
  askShortcut: { status: "none" as const, wayland: isWaylandSession(platform, process.env) },
  updates: updateStatus({ feed: hasReleaseFeed(), wanted: settings.read().preferences.automaticUpdates }),
});

const screenshotsOf = ({ platform, log }: AppProcess, { askWindow }: Windows, captures: Captures) =>
  createScreenshots({
    askWindow,
    screen: captures.forOwner(),
    displays: displaySizes,
    asksItself: isWaylandSession(platform, process.env),
    log,
  });

const captureFolders = (root: string) => ({
  preload: join(root, "out", "preload", "capture.cjs"),
  page: join(root, "out", "renderer"),
});

/** The questions of all connections in one queue: when one ends, the next moves up, whichever connection it is for. */
function questionsOf({ all }: Pick<OpenConnections, "all">): OpenQuestions {
  const turns = createTurns();
  return createOpenQuestions({
    open: () => turns.inTurn(all().map(({ node }) => node.questions())),
    answer: (id, answer, how) => all().some(({ node }) => node.answerQuestion(id, answer, how)),
    now: () => systemClock.now(),
  });
}
