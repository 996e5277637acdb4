import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { BrowserContext, CDPSession, Page, Route } from "playwright-core";
import type { Encoded } from "../page/codec.ts";
import { guardMedia } from "../page/media.ts";
import { pageScript, preloadScript } from "../page/scripts.ts";
import type { IpcAnswer, MediaAsk, PageAnswer } from "../protocol.ts";
import type { AppProcess } from "./app-process.ts";

/**
 * `app://clawtray/x` travels as `https://clawtray.app.invalid/x`: plain Chromium knows no other
 * scheme with an origin, and nothing of it reaches a network, because every request is answered here.
 */
export function toCarrier(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/]+)(.*)$/i.exec(url);
  if (parts === null || /^https?$/i.test(parts[1] ?? "")) return url;
  return `https://${parts[2]}.${parts[1]}.invalid${parts[3]}`;
}

/** The address the app knows. */
export function fromCarrier(url: string): string {
  return url.replace(/^https:\/\/([^/]+)\.([a-z][a-z0-9+-]*)\.invalid/i, "$2://$1");
}

const WORLD = "preload";

/** One window's page: a page of a real Chromium, with the preload in a world of its own. */
export class WindowPage {
  readonly page: Page;
  readonly #id: number;
  readonly #app: AppProcess;
  readonly #session: CDPSession;
  #preloadContext: number | null = null;
  #leaving = "";
  #media = "";

  private constructor(id: number, page: Page, session: CDPSession, app: AppProcess) {
    this.#id = id;
    this.page = page;
    this.#session = session;
    this.#app = app;
  }

  /** Makes the page; nothing is loaded yet. */
  static async open(
    id: number,
    context: BrowserContext,
    app: AppProcess,
    preload: string | null,
  ): Promise<WindowPage> {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const made = new WindowPage(id, page, session, app);
    await made.#prepare(preload);
    return made;
  }

  async #prepare(preload: string | null): Promise<void> {
    const { page } = this;
    const session = this.#session;
    // Names the page cannot guess; they change with every page.
    const secret = `double-${randomBytes(16).toString("hex")}`;
    this.#media = `${secret}Media`;
    const binding = `toMain${randomBytes(16).toString("hex")}`;
    session.on("Runtime.executionContextCreated", ({ context }) => {
      const data = context.auxData as { isDefault?: boolean; frameId?: string } | undefined;
      if (context.name === WORLD && data?.frameId === mainFrameId) this.#preloadContext = context.id;
    });
    session.on("Runtime.executionContextDestroyed", ({ executionContextId }) => {
      if (this.#preloadContext === executionContextId) this.#preloadContext = null;
    });
    session.on("Runtime.bindingCalled", ({ name, payload }) => {
      if (name === binding) void this.#fromPage(payload);
    });
    const { frameTree } = await session.send("Page.getFrameTree");
    const mainFrameId = frameTree.frame.id;
    await session.send("Page.enable");
    await session.send("Runtime.enable");
    await session.send("Page.addScriptToEvaluateOnNewDocument", { source: pageScript(secret) });
    if (preload !== null) {
      await session.send("Runtime.addBinding", { name: binding, executionContextName: WORLD });
      const source = preloadScript(secret, binding, readFileSync(preload, "utf8"));
      await session.send("Page.addScriptToEvaluateOnNewDocument", { source, worldName: WORLD });
    }
    // What Electron asks its session's handlers, the page's own calls ask here.
    await page.exposeFunction(this.#media, (ask: MediaAsk) => this.#app.call("page.media", this.#id, ask));
    await page.addInitScript(guardMedia, this.#media);
    await page.route("**/*", (route) => this.#answer(route));
    page.on("crash", () => void this.#app.call("page.gone", this.#id, "crashed").catch(() => {}));
    page.on("framenavigated", (frame) => {
      if (frame === page.mainFrame()) void this.#app.call("page.located", this.#id, this.url).catch(() => {});
    });
    // Nothing may open a window; the handler is asked, and what it says is carried out.
    page.on("popup", (popup) => void popup.close().catch(() => {}));
  }

  get url(): string {
    return fromCarrier(this.page.url());
  }

  /** Loads an address as main's `loadURL` does. A text says what went wrong. */
  async load(url: string, first: boolean): Promise<string | null> {
    this.#leaving = toCarrier(url);
    try {
      await this.page.goto(this.#leaving, { waitUntil: "load" });
    } catch (error) {
      return `ERR_FAILED (-2) loading '${url}': ${String(error).split("\n")[0]}`;
    } finally {
      this.#leaving = "";
    }
    await this.#app.call("page.loaded", this.#id, this.url, first);
    return null;
  }

  /** A message of main's `webContents.send`. */
  async deliver(channel: string, args: Encoded): Promise<void> {
    await this.#toPage({ kind: "event", channel, args });
  }

  /** Main's `executeJavaScript`, in the page's world. */
  async execute(expression: string, userGesture: boolean): Promise<unknown> {
    await this.page.waitForLoadState("load");
    const { result } = await this.#session.send("Runtime.evaluate", {
      expression,
      userGesture,
      awaitPromise: true,
      returnByValue: true,
    });
    return result.value;
  }

  async close(): Promise<void> {
    await this.page.close().catch(() => {});
  }

  async #toPage(message: object): Promise<void> {
    const contextId = this.#preloadContext;
    if (contextId === null) return;
    const text = JSON.stringify(JSON.stringify(message));
    await this.#session
      .send("Runtime.evaluate", { contextId, expression: `globalThis.__deliver(${text})` })
      .catch(() => {}); // the page has gone on meanwhile
  }

  async #fromPage(payload: string): Promise<void> {
    const message = JSON.parse(payload) as {
      readonly kind: "invoke" | "send";
      readonly id: number;
      readonly channel: string;
      readonly args: Encoded;
    };
    if (message.kind !== "invoke") return;
    const { id, channel, args } = message;
    const call = { windowId: this.#id, channel, args };
    const answer = (await this.#app.call("ipc.invoke", call).catch((error: unknown) => ({
      value: null,
      error: String(error),
    }))) as IpcAnswer;
    await this.#toPage({ kind: "result", id, channel, ...answer });
  }

  /** Every request of the page: first main's say over navigation, then main's scheme handlers. */
  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const url = fromCarrier(request.url());
    try {
      const navigates = request.isNavigationRequest() && request.frame() === this.page.mainFrame();
      if (navigates && request.url() !== this.#leaving) {
        const prevented = await this.#app.call("page.navigate", this.#id, url);
        // "No content" leaves the page where it is.
        if (prevented === true) return await route.fulfill({ status: 204 });
      }
      const answer = (await this.#app.call("page.request", this.#id, {
        url,
        method: request.method(),
        resourceType: request.resourceType(),
      })) as PageAnswer;
      if (answer.kind === "response") {
        const { status, headers, body } = answer;
        await route.fulfill({ status, headers, body: Buffer.from(body) });
      } else {
        await route.abort(answer.kind === "blocked" ? "blockedbyclient" : "internetdisconnected");
      }
    } catch {
      await route.abort().catch(() => {});
    }
  }
}
