import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { appPath, backEnd } from "../e2e/driver.ts";
import { electronCommand } from "../e2e/real-electron-app.ts";
import { until } from "../e2e/until.ts";
import { Double, temporaryHome } from "../electron/host/double.ts";
import { activate, menuOf, statusItemOf } from "../real-electron/status-item.ts";

/** An app of a few lines, to see what Electron does; the same under the stand-in and under a real one. */
export interface SmallApp {
  /** CommonJS, with `electron`'s names and `say(value)`, which the test reads. */
  readonly main: string;
  readonly preload?: string;
  readonly page?: string;
}

export interface RunningSmallApp {
  readonly pid: number;
  readonly ended: Promise<number | null>;
  /** What it said so far. */
  said(): readonly unknown[];
  output(): string;
  /** Waits until it has said so much. */
  untilSaid(count: number): Promise<readonly unknown[]>;
  clickTray(): Promise<void>;
  /** Label and switch of each line of its tray menu, as the desktop has them. */
  trayMenu(): Promise<readonly { readonly label: string; readonly checked: boolean }[]>;
}

/** A picture of one point: a tray icon has to have one. */
const DOT =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const BEGINNING = `"use strict";
const electron = require("electron");
const { app, BrowserWindow, ipcMain, Menu, nativeImage, protocol, session, Tray } = electron;
const { readFile } = require("node:fs/promises");
const { join } = require("node:path");
const root = __dirname;
const say = (value) => console.log("said " + JSON.stringify(value));
const icon = () => nativeImage.createFromPath(join(root, "icon.png"));
const serve = (own = session.defaultSession) =>
  own.protocol.handle("app", async (request) => {
    const name = new URL(request.url).pathname;
    const type = name.endsWith(".js") ? "text/javascript" : "text/html";
    return new Response(await readFile(join(root, "page", name)), { headers: { "content-type": type } });
  });
const open = async (options = {}) => {
  const window = new BrowserWindow({ webPreferences: { preload: join(root, "preload.cjs") }, ...options });
  await window.loadURL("app://small/index.html");
  return window;
};
ipcMain.handle("say", (_event, value) => say(value));
app.on("window-all-closed", () => {});
`;

/** Makes pages of `app:` real ones; what most of the small apps begin with. */
export const PRIVILEGED =
  'protocol.registerSchemesAsPrivileged([{ scheme: "app", privileges: { standard: true, secure: true } }]);\n';

const PRELOAD = `const { contextBridge, ipcRenderer } = require("electron");
contextBridge.exposeInMainWorld("small", { say: (value) => ipcRenderer.invoke("say", value) });
`;

/** Starts it; it is gone when the test is. */
export async function runSmallApp(small: SmallApp): Promise<RunningSmallApp> {
  const home = temporaryHome();
  const folder = join(home.path, "app");
  mkdirSync(join(folder, "page"), { recursive: true });
  const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text);
  write("package.json", JSON.stringify({ name: "small", version: "1.0.0", main: "main.cjs" }));
  write("main.cjs", BEGINNING + small.main);
  write("preload.cjs", PRELOAD + (small.preload ?? ""));
  write("icon.png", Buffer.from(DOT.slice(DOT.indexOf(",") + 1), "base64"));
  write(join("page", "index.html"), "<!doctype html><title>small</title><script src=page.js></script>");
  write(join("page", "page.js"), small.page ?? "");
  chmodSync(folder, 0o755);
  const running = backEnd() === "double" ? await onDouble(folder, home.path) : onElectron(folder, home.path);
  onTestFinished(async () => {
    await running.kill();
    home.remove();
  });
  const said = () =>
    running
      .output()
      .split("\n")
      .filter((line) => line.startsWith("said "))
      .map((line) => JSON.parse(line.slice("said ".length)) as unknown);
  return {
    ...running,
    said,
    async untilSaid(count) {
      await until(`it says ${count} things`, () => said().length >= count).catch((error: Error) => {
        throw new Error(`${error.message}\n${running.output()}`);
      });
      return said();
    },
  };
}

type Running = Omit<RunningSmallApp, "said" | "untilSaid"> & { kill(): Promise<void> };

async function onDouble(folder: string, home: string): Promise<Running> {
  const double = await Double.start({ appPath: folder, entry: join(folder, "main.cjs"), home });
  return {
    pid: double.pid,
    ended: double.ended,
    output: () => double.output,
    clickTray: async () => void (await double.act("tray.click")),
    trayMenu: async () => (await double.facts()).trays[0]?.menu ?? [],
    kill: () => double.kill(),
  };
}

function onElectron(folder: string, home: string): Running {
  const command = electronCommand(appPath, { home, appFolder: folder });
  const child: ChildProcess = spawn(command.executable, [...command.switches, folder], {
    env: command.environment,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (data: Buffer) => {
      output += data.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const pid = child.pid ?? -1;
  const item = async () => {
    await until("the panel has the icon", async () => (await statusItemOf(pid)) !== null);
    const found = await statusItemOf(pid);
    if (found === null) throw new Error("no icon");
    return found;
  };
  return {
    pid,
    ended,
    output: () => output,
    clickTray: async () => activate(await item()),
    trayMenu: async () =>
      (await menuOf(await item())).map(({ label, checked }) => ({ label, checked: checked === true })),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
