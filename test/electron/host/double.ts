import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Encoded } from "../page/codec.ts";
import type { Facts, SimulatedComputer } from "../protocol.ts";
import { AppProcess } from "./app-process.ts";
import { launchChromium } from "./chromium.ts";
import { WindowPage } from "./window-page.ts";

export interface DoubleOptions {
  readonly appPath: string;
  /** The built main module. */
  readonly entry: string;
  /** Home of everything this app writes; made by `temporaryHome`. */
  readonly home: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly computer?: Partial<SimulatedComputer>;
}

/** One Chromium for all doubles of a test file. */
let browser: Promise<Browser> | null = null;

/** The X11 display its windows are on; null for a Chromium without windows. */
let display: string | null = null;

export function sharedBrowser(): Promise<Browser> {
  browser ??= launchChromium(display);
  return browser;
}

/** From now on in this file the windows are on this X11 display. Call before the first app is started. */
export function showOn(x11Display: string): void {
  display = x11Display;
}

/** Call when the file's tests are over. */
export async function closeBrowser(): Promise<void> {
  const running = browser;
  browser = null;
  await (await running)?.close();
}

/** A home directory of its own; `remove` when the test is over. */
export function temporaryHome(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "clawtray-app-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The app, running under the double. */
export class Double {
  readonly #app: AppProcess;
  readonly #windows = new Map<number, WindowPage>();
  /** Ids of windows that are gone, perhaps before their page was there. */
  readonly #gone = new Set<number>();
  #context: Promise<BrowserContext> | null = null;
  /** Pages that are being made: the driver of Chromium fails by itself when their context is closed meanwhile. */
  readonly #making = new Set<Promise<WindowPage>>();
  readonly #browser: Browser;
  #failure: string | null = null;
  /** Command line and folder, when this start found another one running. */
  #secondStart: readonly [readonly string[], string] | null = null;

  private constructor(app: AppProcess, running: Browser) {
    this.#app = app;
    this.#browser = running;
    app.answer("page.load", (id: number, url: string, preload: string | null) =>
      this.#load(id, url, preload),
    );
    app.answer("page.deliver", (id: number, channel: string, args: Encoded) => {
      void this.#windows.get(id)?.deliver(channel, args);
    });
    app.answer("page.execute", (id: number, code: string, userGesture: boolean) =>
      this.#windows.get(id)?.execute(code, userGesture),
    );
    app.answer("page.close", (id: number) => {
      this.#gone.add(id);
      void this.#windows.get(id)?.close();
      this.#windows.delete(id);
    });
    app.answer("second-instance", (args: readonly string[], folder: string) => {
      this.#secondStart = [args, folder];
    });
    app.answer("exiting", () => null);
    app.answer("failed", (text: string) => {
      this.#failure ??= text;
    });
  }

  /** Starts the app and waits until it is ready, has failed, or has ended by itself. */
  static async start(options: DoubleOptions): Promise<Double> {
    const { appPath, entry, home, args = [], env = {} } = options;
    const userData = join(home, ".config", "Clawtray");
    mkdirSync(userData, { recursive: true });
    const computer: SimulatedComputer = {
      platform: "linux",
      packaged: false,
      appPath,
      userData,
      locale: "en-US",
      dark: false,
      keychainFile: join(home, "keychain.json"),
      keychainMode: "open",
      openedAtLogin: false,
      mediaStatus: { camera: "granted", microphone: "granted", screen: "granted" },
      ...options.computer,
    };
    const running = await sharedBrowser();
    const basics = { PATH: process.env.PATH ?? "", HOME: home, XDG_CONFIG_HOME: join(home, ".config") };
    const app = new AppProcess({ computer, entry, args, env: { ...basics, ...env } });
    const double = new Double(app, running);
    await new Promise<void>((resolve) => {
      app.answer("ready", () => resolve());
      app.answer("failed", (text: string) => {
        double.#failure ??= text;
        resolve();
      });
      void app.ended.then(() => resolve());
    });
    return double;
  }

  async #load(id: number, url: string, preload: string | null): Promise<string | null> {
    const old = this.#windows.get(id);
    // A crashed page cannot be used again: a new one takes its place.
    const first = old === undefined;
    await old?.close();
    const making = this.#makePage(id, preload);
    this.#making.add(making);
    const page = await making.finally(() => this.#making.delete(making));
    if (this.#gone.has(id)) {
      await page.close();
      return "ERR_ABORTED (-3)";
    }
    this.#windows.set(id, page);
    return page.load(url, first);
  }

  async #makePage(id: number, preload: string | null): Promise<WindowPage> {
    this.#context ??= this.#browser.newContext({ viewport: { width: 880, height: 720 } });
    return WindowPage.open(id, await this.#context, this.#app, preload);
  }

  async #closeContext(): Promise<void> {
    await Promise.allSettled(this.#making);
    await this.#context?.then((context) => context.close()).catch(() => {});
  }

  /** What the app did to its world so far. */
  async facts(): Promise<Facts> {
    return (await this.#app.call("facts")) as Facts;
  }
  /** The first thing in main that nobody caught, with its stack. */
  get failure(): string | null {
    return this.#failure;
  }
  get output(): string {
    return this.#app.output;
  }
  get pid(): number {
    return this.#app.pid;
  }
  get ended(): Promise<number | null> {
    return this.#app.ended;
  }
  /** The page of the app's newest window of this kind; null when there is none. */
  page(matches: (url: string) => boolean = () => true): Page | null {
    return [...this.#windows.values()].filter(({ url }) => matches(url)).at(-1)?.page ?? null;
  }
  act(method: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.#app.call(method, ...args);
  }
  /** Hands what a second start said to this first one, as Electron's single-instance lock does. */
  async takeSecondStart(second: Double): Promise<number | null> {
    const code = await second.ended;
    if (second.#secondStart !== null) await this.act("app.second-instance", ...second.#secondStart);
    return code;
  }
  async close(): Promise<void> {
    const limit = setTimeout(() => this.#app.kill(), 5_000);
    await this.act("app.quit").catch(() => {});
    await this.#app.ended;
    clearTimeout(limit);
    await this.#closeContext();
  }
  async kill(): Promise<void> {
    this.#app.kill();
    await this.#app.ended;
    await this.#closeContext();
  }
}
