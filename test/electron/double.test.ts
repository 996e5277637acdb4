import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { closeBrowser, Double, temporaryHome } from "./host/double.ts";
import type { SimulatedComputer } from "./protocol.ts";

/**
 * The double holds Electron's rules against the app. Each test here is a small app that breaks one
 * of them and must fail as it would in Electron; the first is one that keeps them all.
 */

afterAll(closeBrowser);

const PAGE = "<!doctype html><title>page</title><p id=said></p><script src=page.js></script>";

interface SmallApp {
  readonly main: string;
  readonly preload?: string;
  readonly page?: string;
}

/** The usual beginning: a scheme, a window, a page. */
const OPEN_WINDOW = `
  import { app, BrowserWindow, ipcMain, Menu, protocol, session, Tray } from "electron";
  import { readFile } from "node:fs/promises";
  import { join } from "node:path";
  const root = app.getAppPath();
  protocol.registerSchemesAsPrivileged([{ scheme: "app", privileges: { standard: true, secure: true } }]);
  app.on("window-all-closed", () => {});
  export let window;
  const open = async (preferences = {}) => {
    session.defaultSession.protocol.handle("app", async (request) => {
      const name = new URL(request.url).pathname;
      const type = name.endsWith(".js") ? "text/javascript" : "text/html";
      return new Response(await readFile(join(root, "page", name)), { headers: { "content-type": type } });
    });
    window = new BrowserWindow({ webPreferences: { preload: join(root, "preload.cjs"), ...preferences } });
    await window.loadURL("app://small/index.html");
  };
`;

async function run(small: SmallApp, computer: Partial<SimulatedComputer> = {}): Promise<Double> {
  const home = temporaryHome();
  const appPath = join(home.path, "app");
  mkdirSync(join(appPath, "page"), { recursive: true });
  writeFileSync(join(appPath, "package.json"), JSON.stringify({ name: "small", version: "1.0.0" }));
  writeFileSync(join(appPath, "main.mjs"), small.main);
  writeFileSync(join(appPath, "preload.cjs"), small.preload ?? "");
  writeFileSync(join(appPath, "page", "index.html"), PAGE);
  writeFileSync(join(appPath, "page", "page.js"), small.page ?? "");
  const double = await Double.start({ appPath, entry: join(appPath, "main.mjs"), home: home.path, computer });
  onTestFinished(async () => {
    await double.kill();
    home.remove();
  });
  return double;
}

/** Runs an app that has a window, and returns what its page wrote into \`window.said\`. */
async function said(small: Omit<SmallApp, "main"> & { readonly main?: string }): Promise<string> {
  const main = `${OPEN_WINDOW} app.whenReady().then(async () => { ${small.main ?? ""}; await open(); });`;
  const double = await run({ ...small, main });
  await expect.poll(() => double.page() !== null, { timeout: 20_000 }).toBe(true);
  const text = double.page()?.locator("#said");
  await expect.poll(() => text?.textContent(), { timeout: 20_000 }).not.toBe("");
  return (await text?.textContent()) ?? "";
}

const SAY = "const say = (text) => { document.querySelector('#said').textContent = String(text); };";

async function failureOf(main: string, computer: Partial<SimulatedComputer> = {}): Promise<string> {
  const double = await run({ main }, computer);
  await expect.poll(() => double.failure, { timeout: 20_000 }).not.toBe(null);
  return double.failure ?? "";
}

test("an app that keeps the rules runs: the preload's bridge carries a question to main and the answer back", async () => {
  const answer = await said({
    main: `ipcMain.handle("double", (_event, number) => ({ twice: number * 2, when: new Date(5) }))`,
    preload: `const { contextBridge, ipcRenderer } = require("electron");
      contextBridge.exposeInMainWorld("small", { ask: (number) => ipcRenderer.invoke("double", number) });`,
    page: `${SAY} window.small.ask(21).then((got) => say(got.twice + " " + got.when.getTime()));`,
  });
  expect(answer).toBe("42 5");
});

test("main that waits for ready at the top level hangs, and that is a failure", async () => {
  expect(await failureOf(`import { app } from "electron"; await app.whenReady();`)).toMatch(
    /waits at the top level/,
  );
});

test("ready comes only after the main module was evaluated", async () => {
  const failure = await failureOf(`import { app } from "electron";
    let evaluated = false;
    app.on("ready", () => { throw new Error("evaluated: " + evaluated); });
    await new Promise((resolve) => setTimeout(resolve, 50));
    evaluated = true;`);
  expect(failure).toContain("evaluated: true");
});

test.each([
  ["a window", "new BrowserWindow()", /before app is ready/],
  ["a session", "session.fromPartition('x')", /when app is ready/],
])("%s cannot be had before ready", async (_what, code, expected) => {
  const failure = await failureOf(`import { app, BrowserWindow, session } from "electron"; ${code};`);
  expect(failure).toMatch(expected);
});

test("schemes and the sandbox cannot be settled after ready", async () => {
  const scheme = "protocol.registerSchemesAsPrivileged([])";
  const late = (code: string) =>
    failureOf(`import { app, protocol } from "electron"; app.whenReady().then(() => { ${code}; });`);
  expect(await late(scheme)).toMatch(/before app is ready/);
  expect(await late("app.enableSandbox()")).toMatch(/after app is ready/);
});

test("a sandboxed preload may require electron and little else", async () => {
  const answer = await said({
    preload: `const names = ["electron", "events", "timers", "url", "fs", "node:child_process", "./other"];
      const got = names.map((name) => { try { require(name); return name; } catch { return "no " + name; } });
      require("electron").contextBridge.exposeInMainWorld("got", got.join(", ") + "; " + typeof process);`,
    page: `${SAY} say(window.got);`,
  });
  expect(answer).toBe("electron, events, timers, url, no fs, no node:child_process, no ./other; object");
});

test("page and preload share no JavaScript, and the page has no Node", async () => {
  const answer = await said({
    preload: `globalThis.leaked = 1; window.alsoLeaked = 1; Array.prototype.mine = 1;`,
    page: `${SAY} say([typeof leaked, typeof alsoLeaked, typeof [].mine, typeof require, typeof process, typeof module].join(" "));`,
  });
  expect(answer).toBe("undefined undefined undefined undefined undefined undefined");
});

test("what the bridge exposes cannot be changed by the page", async () => {
  const answer = await said({
    preload: `require("electron").contextBridge.exposeInMainWorld("small", { value: 1 });`,
    page: `${SAY} try { window.small.value = 2; } catch {} try { window.small = 3; } catch {} say(JSON.stringify(window.small));`,
  });
  expect(answer).toBe('{"value":1}');
});

test.each([
  ["a function", "() => {}"],
  ["a symbol", "Symbol('x')"],
])("%s cannot be sent over IPC", async (_what, value) => {
  const answer = await said({
    main: `ipcMain.handle("take", () => "taken")`,
    preload: `const { contextBridge, ipcRenderer } = require("electron");
      contextBridge.exposeInMainWorld("small", { send: async () => ipcRenderer.invoke("take", ${value}) });`,
    page: `${SAY} window.small.send().then(say, (error) => say(error.message));`,
  });
  expect(answer).toBe("An object could not be cloned.");
});

test("an instance of a class arrives over IPC as a plain object", async () => {
  const answer = await said({
    main: `ipcMain.handle("take", (_event, thing) => JSON.stringify([thing, thing.constructor === Object]))`,
    preload: `const { contextBridge, ipcRenderer } = require("electron");
      contextBridge.exposeInMainWorld("small", {
        send: () => ipcRenderer.invoke("take", new (class Thing { x = 1 })()),
      });`,
    page: `${SAY} window.small.send().then(say, (error) => say(error.message));`,
  });
  expect(answer).toBe('[{"x":1},true]');
});

test("a refused invoke arrives with Electron's words around it, and an unknown channel is refused", async () => {
  const preload = `const { contextBridge, ipcRenderer } = require("electron");
    contextBridge.exposeInMainWorld("small", { ask: (channel) => ipcRenderer.invoke(channel) });`;
  const page = `${SAY} Promise.allSettled([window.small.ask("bad"), window.small.ask("none")])
    .then((all) => say(all.map((one) => one.reason.message).join(" | ")));`;
  const main = `ipcMain.handle("bad", () => { throw new TypeError("no"); })`;
  expect(await said({ main, preload, page })).toBe(
    "Error invoking remote method 'bad': TypeError: no | Error invoking remote method 'none': Error: No handler registered for 'none'",
  );
});

test("a window that wants Node in its page is refused", async () => {
  const failure = await failureOf(
    `${OPEN_WINDOW} app.whenReady().then(() => open({ nodeIntegration: true }));`,
  );
  expect(failure).toMatch(/without Node/);
});

test.each([
  ["window", "window.destroy(); window.show();", /Object has been destroyed/],
  [
    "page",
    "const { webContents } = window; window.destroy(); setTimeout(() => webContents.send('x'), 50);",
    /Object has been destroyed/,
  ],
  [
    "tray icon",
    "const tray = new Tray(join(root, 'icon.png')); tray.destroy(); tray.setToolTip('x');",
    /Tray is destroyed/,
  ],
])("a destroyed %s throws when it is used", async (_what, code, expected) => {
  const failure = await failureOf(`${OPEN_WINDOW} import { writeFileSync } from "node:fs";
    app.whenReady().then(async () => { writeFileSync(join(root, "icon.png"), ""); await open(); ${code} });`);
  expect(failure).toMatch(expected);
});

test("closing a window can be prevented, and quitting with it", async () => {
  const double = await run({
    main: `import { app, BrowserWindow } from "electron";
      app.whenReady().then(() => new BrowserWindow().on("close", (event) => event.preventDefault()));`,
  });
  await expect.poll(async () => (await double.facts()).windows.length).toBe(1);
  await double.act("app.quit");
  await double.act("window.act", 1, "close");
  expect((await double.facts()).windows).toHaveLength(1);
});

test("without a listener the app quits when its last window is gone", async () => {
  const double = await run({
    main: `import { app, BrowserWindow } from "electron"; app.whenReady().then(() => new BrowserWindow().close());`,
  });
  expect(await double.ended).toBe(0);
});

test("on Linux a login item is not kept, a tray click comes, and a menu changes only by being set again", async () => {
  const main = `import { app, Menu, nativeImage, Tray } from "electron";
    app.whenReady().then(() => {
      app.setLoginItemSettings({ openAtLogin: true });
      const tray = new Tray(nativeImage.createEmpty());
      const menu = Menu.buildFromTemplate([{ label: "before" }]);
      tray.setContextMenu(menu);
      menu.items[0].label = "after";
      tray.on("click", () => tray.setToolTip("clicked"));
      globalThis.tray = tray;
    });`;
  const look = async (platform: "linux" | "win32") => {
    const double = await run({ main }, { platform });
    await expect.poll(async () => (await double.facts()).trays.length).toBe(1);
    await double.act("tray.click");
    const { loginItem, trays } = await double.facts();
    return [loginItem.openAtLogin, trays[0]?.menu[0]?.label, trays[0]?.tooltip];
  };
  expect(await look("linux")).toEqual([false, "before", "clicked"]);
  expect(await look("win32")).toEqual([true, "after", "clicked"]);
});

test("what exists on one system only is absent on the others", async () => {
  const main = `import { app, systemPreferences } from "electron";
    app.whenReady().then(() => { throw new Error([process.platform, typeof app.dock, typeof app.setAppUserModelId, typeof systemPreferences.getMediaAccessStatus].join(" ")); });`;
  expect(await failureOf(main, { platform: "linux" })).toContain("linux undefined function undefined");
  expect(await failureOf(main, { platform: "darwin" })).toContain("darwin object undefined function");
  expect(await failureOf(main, { platform: "win32" })).toContain("win32 undefined function function");
});

/** What a page gets that asks for camera, screen and names, under these handlers. */
const MEDIA_PAGE = `const nameOf = (error) => error.name;
  const got = (stream) => { for (const track of stream.getTracks()) track.stop(); return "granted"; };
  const tell = async () => {
    const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(got, nameOf);
    const idle = await navigator.mediaDevices.getDisplayMedia({ video: true }).then(got, nameOf);
    const names = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.label !== "").length;
    document.title = [camera, idle, names > 0 ? "names" : "nameless"].join(" ");
    return document.title;
  };
  const show = () => navigator.mediaDevices.getDisplayMedia({ video: true }).then(got, nameOf);`;

async function mediaSaid(handlers: string): Promise<string> {
  const double = await run({
    main: `${OPEN_WINDOW.replace("import { app,", "import { app, clipboard, desktopCapturer,")}app.whenReady().then(async () => {
      const own = session.defaultSession;
      ${handlers}
      await open();
      const said = await window.webContents.executeJavaScript("tell()");
      const shown = await window.webContents.executeJavaScript("show()", true);
      await clipboard.writeText(said + " " + shown);
    });`,
    page: MEDIA_PAGE,
  });
  await expect.poll(async () => (await double.facts()).clipboard, { timeout: 20_000 }).not.toBe("");
  return (await double.facts()).clipboard;
}

test("a page gets camera, names and screen as its session's handlers say", async () => {
  const deny = `own.setPermissionRequestHandler((contents, permission, answer) => answer(false));
    own.setPermissionCheckHandler(() => false);`;
  expect(await mediaSaid(deny)).toBe("NotAllowedError NotSupportedError nameless NotSupportedError");
  // Electron grants what no handler refuses, but has no screen to give without a handler.
  expect(await mediaSaid("")).toBe("granted NotSupportedError names NotSupportedError");
  const source = `own.setDisplayMediaRequestHandler(async (request, answer) =>
    answer({ video: (await desktopCapturer.getSources({ types: ["screen"] }))[0] }));`;
  expect(await mediaSaid(source)).toBe("granted granted names granted");
  expect(await mediaSaid("own.setDisplayMediaRequestHandler((request, answer) => answer(null));")).toBe(
    "granted AbortError names AbortError",
  );
});

test("a part of Electron the double has not says so", async () => {
  const failure = await failureOf(
    `import { app, globalShortcut } from "electron"; app.whenReady().then(() => globalShortcut.unregisterAll());`,
  );
  expect(failure).toContain("the double has no globalShortcut.unregisterAll yet");
});
