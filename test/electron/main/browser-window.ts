import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import type { IpcCall, MediaAsk, PageRequest, WindowFacts } from "../protocol.ts";
import { app, PreventableEvent, quitting } from "./app.ts";
import { answerHost, tellHost } from "./channel.ts";
import { computer, mustBeReady } from "./computer.ts";
import { ipcMain } from "./ipc-main.ts";
import { answerMedia } from "./media.ts";
import { type Session, session } from "./session.ts";
import { WebContents } from "./web-contents.ts";

interface WebPreferences {
  readonly preload?: string;
  readonly session?: Session;
  readonly partition?: string;
  readonly contextIsolation?: boolean;
  readonly sandbox?: boolean;
  readonly nodeIntegration?: boolean;
  readonly webviewTag?: boolean;
}

interface WindowOptions {
  readonly show?: boolean;
  readonly icon?: unknown;
  readonly alwaysOnTop?: boolean;
  readonly focusable?: boolean;
  readonly webPreferences?: WebPreferences;
}

const windows = new Map<number, BrowserWindow>();
let count = 0;

/** The double has pages without Node only; a window that asks for more is not something it can show. */
function checkPreferences(preferences: WebPreferences): void {
  const { contextIsolation = true, sandbox = true, nodeIntegration = false, preload } = preferences;
  if (!contextIsolation || !sandbox || nodeIntegration) {
    throw new Error("the double runs only isolated, sandboxed pages without Node");
  }
  if (preload !== undefined && !existsSync(preload)) throw new Error(`no preload at ${preload}`);
}

export class BrowserWindow extends EventEmitter {
  readonly #id: number;
  readonly #contents: WebContents;
  #destroyed = false;
  #visible: boolean;
  #minimized = false;
  #alwaysOnTop: boolean;
  #focusable: boolean;

  constructor(options: WindowOptions = {}) {
    super();
    mustBeReady("Cannot create BrowserWindow");
    const preferences = options.webPreferences ?? {};
    checkPreferences(preferences);
    if (typeof options.icon === "string" && !existsSync(options.icon)) {
      throw new Error(`no icon at ${options.icon}`);
    }
    count += 1;
    this.#id = count;
    const own = preferences.session ?? session.fromPartition(preferences.partition ?? "");
    this.#contents = new WebContents(this.#id, own, preferences.preload);
    this.#alwaysOnTop = options.alwaysOnTop ?? false;
    this.#focusable = options.focusable ?? true;
    // Only macOS and Windows can change it later.
    if (computer.platform === "linux") Object.assign(this, { setFocusable: undefined });
    this.#visible = options.show ?? true;
    windows.set(this.#id, this);
  }

  static getAllWindows(): BrowserWindow[] {
    // The newest first.
    return [...windows.values()].reverse();
  }

  #use(): void {
    if (this.#destroyed) throw new TypeError("Object has been destroyed");
  }
  get id(): number {
    this.#use();
    return this.#id;
  }
  get webContents(): WebContents {
    this.#use();
    return this.#contents;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  loadURL(url: string): Promise<void> {
    this.#use();
    return this.#contents.loadURL(url);
  }
  show(): void {
    this.#use();
    this.#visible = true;
    this.#minimized = false;
    this.emit("show");
    this.focus();
  }
  showInactive(): void {
    this.#use();
    this.#visible = true;
    this.#minimized = false;
    this.emit("show");
  }
  isAlwaysOnTop(): boolean {
    this.#use();
    return this.#alwaysOnTop;
  }
  setAlwaysOnTop(flag: boolean, _level?: string): void {
    this.#use();
    this.#alwaysOnTop = flag;
  }
  /** Where it is, and whether the mouse passes through it, is nothing that this double shows. */
  setBounds(_bounds: object): void {
    this.#use();
  }
  setIgnoreMouseEvents(_ignore: boolean): void {
    this.#use();
  }
  setVisibleOnAllWorkspaces(_visible: boolean): void {
    this.#use();
  }
  isFocusable(): boolean {
    this.#use();
    return this.#focusable;
  }
  setFocusable(focusable: boolean): void {
    this.#use();
    this.#focusable = focusable;
  }
  /** A press of the pointer: any window that can have the keyboard gets it. */
  press(): void {
    this.#contents.emit("before-mouse-event", new PreventableEvent(), { type: "mouseDown" });
    this.focus();
  }
  hide(): void {
    this.#use();
    this.#visible = false;
    if (focused === this) focused = null;
    this.emit("hide");
  }
  focus(): void {
    this.#use();
    if (!this.#focusable) return;
    focused = this;
    this.emit("focus");
  }
  minimize(): void {
    this.#use();
    // The window manager does it, and tells of it later.
    setImmediate(() => {
      if (this.#destroyed) return;
      this.#minimized = true;
      if (focused === this) focused = null;
      this.emit("minimize");
    });
  }
  restore(): void {
    this.#use();
    this.#minimized = false;
    this.emit("restore");
  }
  isVisible(): boolean {
    this.#use();
    return this.#visible;
  }
  isFocused(): boolean {
    this.#use();
    return focused === this;
  }
  isMinimized(): boolean {
    this.#use();
    return this.#minimized;
  }
  close(): void {
    this.tryToClose();
  }
  /** Lets `close` be prevented; true when the window is gone. */
  tryToClose(): boolean {
    this.#use();
    const event = new PreventableEvent();
    this.emit("close", event);
    if (event.defaultPrevented) return false;
    this.destroy();
    return true;
  }
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    // Whoever holds the contents sees it a moment later.
    setImmediate(() => this.#contents.destroy());
    windows.delete(this.#id);
    if (focused === this) focused = null;
    tellHost("page.close", this.#id);
    this.emit("closed");
    if (windows.size === 0 && !closingAll) noWindowLeft();
  }
  facts(): WindowFacts {
    return {
      id: this.#id,
      visible: this.#visible,
      focused: focused === this,
      minimized: this.#minimized,
      url: this.#contents.mainFrame.url,
      alwaysOnTop: this.#alwaysOnTop,
      focusable: this.#focusable,
    };
  }
}

let focused: BrowserWindow | null = null;
let closingAll = false;

/** Without a listener the app quits; with one, that one decides. */
function noWindowLeft(): void {
  if (app.listenerCount("window-all-closed") === 0) app.quit();
  else app.emit("window-all-closed");
}

quitting.closeWindows = () => {
  closingAll = true;
  const allClosed = [...windows.values()].every((window) => window.tryToClose());
  closingAll = false;
  return allClosed;
};

const contentsOf = (id: number): WebContents | undefined => windows.get(id)?.webContents;

answerHost("page.request", (id: number, request: PageRequest) => {
  const contents = contentsOf(id);
  return contents === undefined ? { kind: "failed" } : contents.session.answer(request);
});
answerHost("page.media", (id: number, ask: MediaAsk) => answerMedia(contentsOf(id), ask));
answerHost("page.navigate", (id: number, url: string) => {
  const event = Object.assign(new PreventableEvent(), { url });
  contentsOf(id)?.emit("will-navigate", event, url);
  return event.defaultPrevented;
});
answerHost("page.open", (id: number, url: string) => contentsOf(id)?.openWindow(url).action ?? "deny");
answerHost("page.loaded", (id: number, url: string, first: boolean) => {
  const contents = contentsOf(id);
  if (contents === undefined) return;
  contents.mainFrame.url = url;
  contents.emit("did-finish-load");
  if (first) windows.get(id)?.emit("ready-to-show");
});
answerHost("page.located", (id: number, url: string) => {
  const contents = contentsOf(id);
  if (contents !== undefined) contents.mainFrame.url = url;
});
answerHost("page.gone", (id: number, reason: string) => {
  contentsOf(id)?.emit("render-process-gone", {}, { reason, exitCode: 1 });
});
answerHost("ipc.invoke", (call: IpcCall) => {
  const contents = contentsOf(call.windowId);
  const event = { sender: contents, senderFrame: contents?.mainFrame ?? null, processId: 1, frameId: 1 };
  return ipcMain.invoke(call, event);
});
answerHost("window.act", (id: number, act: "close" | "minimize" | "blur" | "press") => {
  const window = windows.get(id);
  if (act === "close") window?.close();
  else if (act === "minimize") window?.minimize();
  else if (act === "press") window?.press();
  else if (act === "blur") focused = null;
});

export const windowFacts = (): WindowFacts[] => [...windows.values()].map((window) => window.facts());
