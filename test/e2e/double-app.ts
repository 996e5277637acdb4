import type { Page } from "playwright-core";
import { Double } from "../electron/host/double.ts";
import { type App, type AppOptions, isAsk, isMain, isQuestion } from "./app.ts";
import { until } from "./until.ts";

/** The app under the stand-in for Electron. */
export async function startDouble(appPath: string, options: AppOptions): Promise<App> {
  const { home, args = [], env = {}, platform = "linux", packaged = false } = options;
  const start = (more: readonly string[]) =>
    Double.start({
      appPath,
      entry: `${appPath}/out/main/index.js`,
      home,
      args: more,
      env,
      computer: {
        platform,
        packaged,
        openedAtLogin: options.openedAtLogin ?? false,
        locale: options.locale ?? "en-US",
        keychainMode: options.keychain ?? "open",
        mediaStatus: { camera: "granted", microphone: "granted", screen: "granted", ...options.mediaStatus },
      },
    });
  // A path of Windows is no path here: the state folder is said instead.
  const stateDir = platform === "win32" ? ["--state-dir", `${home}/state`] : [];
  const double = await start([...args, ...stateDir]);
  const windowId = async (question = false) =>
    (await double.facts()).windows.find(({ url }) => (question ? isQuestion(url) : isMain(url)))?.id ?? -1;
  const mainPage = () => double.page(isMain);
  return {
    backEnd: "double",
    pid: double.pid,
    ended: double.ended,
    output: () => double.output,
    failure: () => double.failure,
    facts: () => double.facts(),
    async page(): Promise<Page> {
      await until("the window has a page", () => mainPage() !== null && !mainPage()?.isClosed());
      const page = mainPage();
      if (page === null) throw new Error("no page");
      page.setDefaultTimeout(20_000);
      return page;
    },
    async shownText() {
      const page = mainPage();
      return page === null || page.isClosed()
        ? ""
        : page
            .textContent("body")
            .then((text) => text ?? "")
            .catch(() => "");
    },
    async questionPage(): Promise<Page> {
      // An agent's takes its way through a model and a gateway first.
      await until(
        "a question is asked",
        async () => (await double.facts()).windows.some(({ url, visible }) => isQuestion(url) && visible),
        45_000,
      );
      const page = double.page(isQuestion);
      if (page === null) throw new Error("no page");
      page.setDefaultTimeout(20_000);
      return page;
    },
    async askPage(): Promise<Page> {
      await until("the ask window is in sight", async () =>
        (await double.facts()).windows.some(({ url, visible }) => isAsk(url) && visible),
      );
      const page = double.page(isAsk);
      if (page === null) throw new Error("no page");
      page.setDefaultTimeout(20_000);
      return page;
    },
    questionWindow: async (act) => void (await double.act("window.act", await windowId(true), act)),
    choose: async (label, section) => void (await double.act("tray.choose", label, section ?? null)),
    clickTray: async () => void (await double.act("tray.click")),
    clickNotification: async (index) => void (await double.act("notification.click", index)),
    closeWindow: async () => void (await double.act("window.act", await windowId(), "close")),
    minimize: async () => void (await double.act("window.act", await windowId(), "minimize")),
    lookAway: async () => void (await double.act("window.act", await windowId(), "blur")),
    async crashPage() {
      const page = mainPage();
      // The answer never comes: the page is gone.
      void page?.goto("chrome://crash").catch(() => {});
      await until("a new page took its place", () => mainPage() !== null && mainPage() !== page);
    },
    openLink: async (url) => void (await double.act("app.open-url", url)),
    shortcut: async (act, accelerator) => void (await double.act(`shortcut.${act}`, accelerator)),
    picks: async (paths) => void (await double.act("dialog.picks", paths)),
    power: async (event) => void (await double.act("power", event)),
    ring: async (ms) => Number(await double.act("timers.ring", ms)),
    setDark: async (dark) => void (await double.act("theme.dark", dark)),
    keychain: async (mode) => void (await double.act("keychain", mode)),
    startAgain: async (more) => double.takeSecondStart(await start(more)),
    quit: () => double.close(),
    kill: () => double.kill(),
  };
}
