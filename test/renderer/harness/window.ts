import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import axeCore from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { AppRequest, CheckInput, TextName } from "../../../src/shared/bridge.ts";
import type { Intent } from "../../../src/shared/intent.ts";
import { contentSecurityPolicy } from "../../../src/shared/page-policy.ts";
import type { FakeMain } from "./fake-main.ts";
import { now } from "./snapshots.ts";

const built = resolve(import.meta.dirname, "../../../out/renderer");
const origin = "http://127.0.0.1:9";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
};

/** Stands where the preload stands: passes everything to main, which is outside of the page. */
const preload = `
  const listeners = { snapshot: new Set(), check: new Set(), growth: new Set() };
  globalThis.deliverToWindow = (kind, value) => { for (const listener of listeners[kind]) listener(value); };
  const listen = (kind) => (listener) => {
    listeners[kind].add(listener);
    return () => { listeners[kind].delete(listener); };
  };
  globalThis.clawtray = Object.freeze({
    snapshot: () => askMain("snapshot"),
    intend: (intent) => askMain("intend", intent),
    request: (request) => askMain("request", request),
    check: (input) => askMain("check", input),
    text: (what) => askMain("text", what),
    discover: () => askMain("discover"),
    screenshot: (display) => askMain("screenshot", display),
    onSnapshot: listen("snapshot"),
    onTurnsGrown: listen("growth"),
    onCheck: listen("check"),
  });
`;

export interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  readonly theme?: "light" | "dark";
  readonly forcedColors?: boolean;
  readonly reducedMotion?: boolean;
  readonly locale?: string;
  /** The small window that asks, in place of the main one. */
  readonly question?: true;
  /** The small window in which the owner asks the agent. */
  readonly ask?: true;
  /** The page's clock runs; otherwise it stands at `now`. */
  readonly running?: boolean;
}

/** A window of the built renderer in a real Chromium, with `FakeMain` behind it. */
export interface OpenWindow {
  readonly page: Page;
  /** What the page logged as an error, refused by the policy, or asked of a foreign host. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** The shell without windows draws the same pages, and opens one for a third of the processor time. */
const BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

/** Starts the Chromium of this machine; null where there is none. */
export async function startBrowser(environment: Record<string, string> = {}): Promise<Browser | null> {
  const executablePath = BROWSERS.map((name) => `/usr/bin/${name}`).find((path) => existsSync(path));
  if (executablePath === undefined) return null;
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...environment },
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-background-networking",
      "--disable-component-update",
    ],
  });
}

export async function openWindow(
  browser: Browser,
  main: FakeMain,
  options: WindowOptions = {},
): Promise<OpenWindow> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 720, height: options.height ?? 560 },
    deviceScaleFactor: options.scale ?? 1,
    colorScheme: options.theme ?? "light",
    forcedColors: options.forcedColors === true ? "active" : "none",
    reducedMotion: options.reducedMotion === false ? "no-preference" : "reduce",
    locale: options.locale ?? "en-GB",
    timezoneId: "Europe/Berlin",
  });
  const complaints: string[] = [];
  await serve(context, complaints);
  await context.exposeBinding("askMain", (_source, method: string, argument: unknown) =>
    ask(main, method, argument),
  );
  await context.addInitScript(preload);
  const page = await context.newPage();
  if (options.running !== true) await page.clock.setFixedTime(now);
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  main.deliver = (kind, value) => deliver(page, kind, value);
  await page.goto(
    `${origin}/index.html${options.question === true ? "?page=question" : options.ask === true ? "?page=ask" : ""}`,
  );
  await page.locator("h1").waitFor();
  return { page, complaints, close: () => context.close() };
}

/** A window that is just closing hears nothing any more; that is no fault. */
async function deliver(page: Page, kind: string, value: unknown): Promise<void> {
  if (page.isClosed()) return;
  const text = `globalThis.deliverToWindow?.(${JSON.stringify(kind)}, ${JSON.stringify(value)})`;
  await page.evaluate(text).catch(() => {});
}

async function ask(main: FakeMain, method: string, argument: unknown): Promise<unknown> {
  switch (method) {
    case "snapshot":
      return main.snapshot;
    case "intend":
      return main.intend(argument as Intent);
    case "request":
      return main.request(argument as AppRequest);
    case "check":
      return main.check(argument as CheckInput);
    case "discover":
      return main.discover();
    case "screenshot":
      return main.screenshot(argument as number | null);
    case "text":
      return main.texts[argument as TextName];
    default:
      throw new Error(`the bridge has no ${method}`);
  }
}

/** Answers for our own files under the real policy; everything else is refused and reported. */
async function serve(context: BrowserContext, complaints: string[]): Promise<void> {
  await context.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== origin) {
      complaints.push(`request to ${url.href}`);
      return route.abort();
    }
    if (url.pathname === "/favicon.ico") return route.fulfill({ status: 204 });
    const file = resolve(built, `.${url.pathname}`);
    if (!file.startsWith(built) || !existsSync(file)) return route.fulfill({ status: 404 });
    return route.fulfill({
      body: await readFile(file),
      headers: {
        "content-type": types[extname(file)] ?? "application/octet-stream",
        "content-security-policy": contentSecurityPolicy,
      },
    });
  });
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe-core finds, one line each. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(`${axeCore.source}; undefined`);
  const violations = await page.evaluate<Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)",
  );
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.html} ${node.failureSummary}`),
  );
}

/** How far the page, or anything in it, sticks out at the side; 0 when it fits. Pixels. */
export async function sticksOut(page: Page): Promise<number> {
  return page.evaluate<number>(
    "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)",
  );
}
