import { EventEmitter } from "node:events";
import { encode } from "../page/codec.ts";
import { callHost, tellHost } from "./channel.ts";
import type { Session } from "./session.ts";

/** The page's main frame, as IPC events name it. */
export class WebFrameMain {
  url = "";
  readonly parent = null;
  readonly routingId = 1;
  get top(): this {
    return this;
  }
  get origin(): string {
    return this.url === "" ? "null" : `${new URL(this.url).protocol}//${new URL(this.url).host}`;
  }
}

export interface WindowOpenAnswer {
  readonly action: "allow" | "deny";
}

export class WebContents extends EventEmitter {
  readonly mainFrame = new WebFrameMain();
  readonly #session: Session;
  readonly #id: number;
  readonly #preload: string | undefined;
  #destroyed = false;
  #windowOpen: ((details: { url: string }) => WindowOpenAnswer) | null = null;

  constructor(id: number, session: Session, preload: string | undefined) {
    super();
    this.#id = id;
    this.#session = session;
    this.#preload = preload;
  }
  #use(): void {
    if (this.#destroyed) throw new TypeError("Object has been destroyed");
  }
  get id(): number {
    this.#use();
    return this.#id;
  }
  get session(): Session {
    this.#use();
    return this.#session;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  getURL(): string {
    this.#use();
    return this.mainFrame.url;
  }
  setWindowOpenHandler(handler: (details: { url: string }) => WindowOpenAnswer): void {
    this.#use();
    this.#windowOpen = handler;
  }
  openWindow(url: string): WindowOpenAnswer {
    return this.#windowOpen?.({ url }) ?? { action: "allow" };
  }
  send(channel: string, ...args: unknown[]): void {
    this.#use();
    try {
      tellHost("page.deliver", this.#id, channel, encode(args));
    } catch (error) {
      // What cannot be cloned is not sent; Electron prints that and throws nothing.
      console.error(error);
    }
  }
  async loadURL(url: string): Promise<void> {
    this.#use();
    const problem = await callHost("page.load", this.#id, url, this.#preload ?? null);
    if (problem !== null) throw new Error(String(problem));
  }
  /** Suspended until the page has stopped loading, as in Electron. */
  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    this.#use();
    return callHost("page.execute", this.#id, code, userGesture);
  }
  reload(): void {
    this.#use();
    void callHost("page.load", this.#id, this.mainFrame.url, this.#preload ?? null);
  }
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.emit("destroyed");
  }
}
