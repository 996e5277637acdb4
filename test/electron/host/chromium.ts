import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const CANDIDATES = [
  process.env.CLAWTRAY_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Chromium's own pretended camera, microphone and screen; who may use them is asked of the app. */
const FAKE_DEVICES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

/** Electron asks the app instead of the person, and wants no gesture of theirs. */
const WITHOUT_GESTURE = ["--disable-blink-features=GetDisplayMediaRequiresUserActivation"];

/** Nothing of a browser's own goes over the network. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-sync",
  "--disable-default-apps",
  "--no-first-run",
  "--no-pings",
  "--metrics-recording-only",
  "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
];

/** The Chromium found on this machine, or one of Playwright's own; null when there is none. */
export function chromiumPath(): string | null {
  const own = chromium.executablePath();
  return [...CANDIDATES, own].find((path) => path !== undefined && path !== "" && existsSync(path)) ?? null;
}

/** The devices this machine really has, and the whole screen for whoever asks and is let by the app. */
const REAL_DEVICES = ["--auto-select-desktop-capture-source=Entire screen", "--ozone-platform=x11"];

/** Starts a Chromium without a window, or with windows on this X11 display. */
export function launchChromium(display: string | null): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error("no Chromium on this machine");
  const asRoot = process.platform === "linux" && process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const devices = display === null ? FAKE_DEVICES : REAL_DEVICES;
  return chromium.launch({
    executablePath,
    args: [...QUIET, ...WITHOUT_GESTURE, ...devices, ...asRoot],
    // Electron's windows have the scrollbars of the desktop, which take room.
    ignoreDefaultArgs: ["--hide-scrollbars"],
    headless: display === null,
    ...(display === null ? {} : { env: { ...process.env, DISPLAY: display } }),
  });
}
