import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "playwright-core";
import { realElectronPath } from "../../scripts/start/electron-path.ts";
import type { Facts, NotificationFacts } from "../electron/protocol.ts";
import { type App, type AppOptions, isAsk, isMain, isQuestion } from "./app.ts";
import { until } from "./until.ts";

interface RecordedMenu {
  readonly items: readonly {
    label: string;
    type: string;
    enabled: boolean;
    checked: boolean;
    submenu?: RecordedMenu | null;
    click(): void;
  }[];
}

/** What `recorder.cjs` keeps in the main process. */
interface Recorded {
  readonly trays: readonly {
    readonly tray: { isDestroyed(): boolean; emit(event: string): void };
    readonly menu: RecordedMenu | null;
    readonly tooltip: string;
    readonly image: string | null;
    readonly labelsSet: ReadonlySet<string>;
  }[];
  readonly notifications: readonly (Omit<NotificationFacts, "shown"> & { emit(event: string): void })[];
  readonly openedOutside: readonly string[];
  readonly openedPaths: readonly string[];
  readonly shortcuts: readonly string[];
  readonly heldAwake: ReadonlyMap<number, Facts["heldAwake"][number]>;
}

/** How the app is started under real Electron: a program, its arguments, its environment. */
interface ElectronCommand {
  readonly executable: string;
  /** Chromium's own switches, which come before the folder of the app. */
  readonly switches: readonly string[];
  /** The folder of the app and its own arguments. */
  readonly words: readonly string[];
  readonly environment: Record<string, string>;
}

/** The command for this app in this home. Throws where there is no executable. */
export function electronCommand(appPath: string, options: AppOptions): ElectronCommand {
  const executable = realElectronPath(appPath);
  if (executable === null) throw new Error("no Electron executable");
  const { home, args = [], env = {} } = options;
  const sandbox = mustRunUnconfined() ? ["--no-sandbox"] : [];
  const language = options.locale === undefined ? [] : [`--lang=${options.locale}`];
  const wayland = { ...process.env, ...env }.XDG_SESSION_TYPE === "wayland";
  // What is started: the built app, or a build of it for an Electron too old for that one.
  const app = options.appFolder ?? process.env.CLAWTRAY_ELECTRON_APP ?? appPath;
  // No keychain of its own in a throw-away home: the key file is the store there.
  const keyStore = options.keyStore === "keychain" ? [] : ["--key-store", "file"];
  return {
    executable,
    switches: [
      ...sandbox,
      `--user-data-dir=${join(home, "electron")}`,
      // Under Wayland as a person starts it; only Electron 38 and later choose it by themselves.
      wayland ? "--ozone-platform=wayland" : "--disable-gpu",
      "--use-fake-device-for-media-stream",
      ...language,
    ],
    words: [app, ...keyStore, ...args],
    environment: {
      ...(process.env as Record<string, string>),
      ...env,
      HOME: home,
      XDG_CONFIG_HOME: join(home, ".config"),
    },
  };
}

/** Electron's sandbox is not for root. */
const mustRunUnconfined = (): boolean => process.platform === "linux" && process.getuid?.() === 0;

/** The app under real Electron, driven by Playwright. Has to be run where there is an executable. */
export async function startRealElectron(appPath: string, options: AppOptions): Promise<App> {
  const { executable, switches, words, environment } = electronCommand(appPath, options);
  const modules = [join(appPath, "test", "e2e", "recorder.cjs"), ...(options.preloads ?? [])];
  const electron = await _electron.launch({
    executablePath: executable,
    args: [...switches, ...modules.flatMap((module) => ["-r", module]), ...words],
    env: environment,
    chromiumSandbox: !mustRunUnconfined(),
  });
  const child: ChildProcess = electron.process();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (data: Buffer) => {
      output += data.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));

  return {
    backEnd: "electron",
    pid: child.pid ?? -1,
    ended,
    output: () => output,
    failure: () => (/Uncaught Exception|UnhandledPromiseRejection/.test(output) ? output : null),
    facts: () => readFacts(electron),
    async page(): Promise<Page> {
      return electron.windows().find((page) => isMain(page.url())) ?? electron.firstWindow();
    },
    // Playwright has no use for a page that once crashed, even after it was loaded again.
    shownText: () =>
      electron.evaluate(async ({ BrowserWindow }) => {
        const window = BrowserWindow.getAllWindows().find((one) =>
          one.webContents.getURL().endsWith("/index.html"),
        );
        const text = window?.webContents.executeJavaScript("document.body.textContent");
        return Promise.race([text, new Promise<string>((resolve) => setTimeout(resolve, 500, ""))]).then(
          (shown) => String(shown ?? ""),
          () => "",
        );
      }),
    async questionPage(): Promise<Page> {
      await until("a question is in sight", async () =>
        (await readFacts(electron)).windows.some(({ url, visible }) => isQuestion(url) && visible),
      );
      // A window may be in sight before Playwright knows its page.
      const find = () => electron.windows().find((one) => isQuestion(one.url()));
      await until("Playwright has the page of the question", () => find() !== undefined);
      const page = find();
      if (page === undefined) throw new Error("no page");
      return page;
    },
    async askPage(): Promise<Page> {
      await until("the ask window is in sight", async () =>
        (await readFacts(electron)).windows.some(({ url, visible }) => isAsk(url) && visible),
      );
      const find = () => electron.windows().find((one) => isAsk(one.url()));
      await until("Playwright has the page of the ask window", () => find() !== undefined);
      const page = find();
      if (page === undefined) throw new Error("no page");
      return page;
    },
    questionWindow: (act) =>
      electron.evaluate(({ BrowserWindow }, what) => {
        const window = BrowserWindow.getAllWindows().find((one) =>
          one.webContents.getURL().includes("page=question"),
        );
        if (what === "close") window?.close();
        else if (what === "minimize") window?.minimize();
        else window?.focus();
      }, act),
    choose: (label, section) =>
      electron.evaluate(
        (_electronModule, [wanted, within]) => {
          const { trays } = (globalThis as unknown as { __record: Recorded }).__record;
          const menu = trays.at(-1)?.menu;
          const inner = menu?.items.find((one) => one.label === within)?.submenu;
          const item = (within === null ? menu : inner)?.items.find((one) => one.label === wanted);
          if (item === undefined)
            throw new Error(`the tray menu has no "${wanted}" in ${within ?? "itself"}`);
          item.click();
        },
        [label, section ?? null] as const,
      ),
    clickTray: () =>
      electron.evaluate(() => {
        (globalThis as unknown as { __record: Recorded }).__record.trays.at(-1)?.tray.emit("click");
      }),
    clickNotification: (index) =>
      electron.evaluate((_electronModule, wanted) => {
        (globalThis as unknown as { __record: Recorded }).__record.notifications[wanted]?.emit("click");
      }, index),
    closeWindow: () =>
      electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()
          .find((one) => one.webContents.getURL().endsWith("/index.html"))
          ?.close();
      }),
    minimize: () =>
      electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()
          .find((one) => one.webContents.getURL().endsWith("/index.html"))
          ?.minimize();
      }),
    lookAway: () =>
      electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()
          .find((one) => one.webContents.getURL().endsWith("/index.html"))
          ?.blur();
      }),
    crashPage: () =>
      electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()
          .find((one) => one.webContents.getURL().endsWith("/index.html"))
          ?.webContents.forcefullyCrashRenderer();
      }),
    openLink: (url) =>
      electron.evaluate(({ app }, link) => {
        app.emit("open-url", { preventDefault() {} }, link);
      }, url),
    shortcut: () => Promise.reject(new Error("only the double has shortcuts that a test can press")),
    ring: () => Promise.reject(new Error("only the double has timers that a test can have ring")),
    picks: (paths) =>
      electron.evaluate(({ dialog }, picked) => {
        // No test can press the buttons of the system's own dialog.
        dialog.showOpenDialog = async () => ({ canceled: picked === null, filePaths: [...(picked ?? [])] });
      }, paths),
    power: (event) =>
      electron.evaluate(({ powerMonitor }, name) => {
        powerMonitor.emit(name);
      }, event),
    setDark: (dark) =>
      electron.evaluate(({ nativeTheme }, value) => {
        nativeTheme.themeSource = value ? "dark" : "light";
      }, dark),
    keychain: () => Promise.reject(new Error("only the double has a keychain that can be locked")),
    startAgain: (more) =>
      new Promise((resolve) => {
        const second = electronCommand(appPath, { ...options, args: more });
        const again = spawn(second.executable, [...second.switches, ...second.words], {
          env: second.environment,
          stdio: "ignore",
        });
        again.once("exit", (code) => resolve(code));
      }),
    async quit() {
      await electron.evaluate(({ app }) => app.quit()).catch(() => {});
      await ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function readFacts(electron: ElectronApplication): Promise<Facts> {
  return electron.evaluate(async ({ app, BrowserWindow, clipboard, nativeTheme }): Promise<Facts> => {
    const record = (globalThis as unknown as { __record: Recorded }).__record;
    const login = app.getLoginItemSettings();
    return {
      ready: app.isReady(),
      trays: record.trays.map(({ tray, menu, tooltip, image, labelsSet }) => ({
        destroyed: tray.isDestroyed(),
        tooltip,
        menu: (menu?.items ?? []).map(({ label, type, enabled, checked, submenu }) => ({
          label,
          type,
          enabled,
          checked,
          ...(submenu
            ? {
                section: submenu.items.map((one) => ({
                  label: one.label,
                  type: one.type,
                  enabled: one.enabled,
                  checked: one.checked,
                })),
              }
            : {}),
        })),
        image,
        template: false,
        labelsSet: [...labelsSet],
      })),
      // Electron lists the newest first.
      windows: BrowserWindow.getAllWindows()
        .sort((one, other) => one.id - other.id)
        .map((window) => ({
          id: window.id,
          visible: window.isVisible(),
          focused: window.isFocused(),
          minimized: window.isMinimized(),
          url: window.webContents.getURL(),
          alwaysOnTop: window.isAlwaysOnTop(),
          focusable: window.isFocusable(),
        })),
      notifications: record.notifications.map(({ title, body, silent, urgency, sound }) => ({
        title,
        body,
        silent,
        urgency,
        sound,
        shown: true,
      })),
      clipboard: await clipboard.readText(),
      openedOutside: record.openedOutside,
      openedPaths: record.openedPaths,
      heldAwake: [...record.heldAwake.values()],
      shortcuts: record.shortcuts,
      loginItem: { openAtLogin: login.openAtLogin, path: "", args: [] },
      appUserModelId: null,
      dockVisible: app.dock?.isVisible() ?? false,
      protocols: [],
      themeSource: nativeTheme.themeSource,
      keychainCalls: 0,
    };
  });
}
