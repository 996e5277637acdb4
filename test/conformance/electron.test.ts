import { afterAll, expect, test } from "vitest";
import { until } from "../e2e/until.ts";
import { closeBrowser } from "../electron/host/double.ts";
import { PRIVILEGED, runSmallApp, type SmallApp } from "./small-app.ts";

/**
 * What Electron does on Linux that the app rests on. `npm run test:desktop` runs it under the stand-in,
 * `npm run test:electron` under a real Electron, so that the two cannot drift apart.
 */

afterAll(closeBrowser);

/** Runs a small app and returns the first thing it says. */
async function saidBy(small: SmallApp): Promise<unknown> {
  return (await (await runSmallApp(small)).untilSaid(1))[0];
}

const whenReady = (code: string) => `app.whenReady().then(async () => { ${code} });`;
const withWindow = (code: string) => PRIVILEGED + whenReady(`serve(); const window = await open(); ${code}`);

/** A page asks main to say something. */
const pageSays = (code: string) => ({ main: withWindow(""), page: `(async () => small.say(${code}))();` });

/** Prevents quitting once, and quits again in this way. */
const quitsAgain = (again: string) =>
  withWindow(`
    let asked = false;
    app.on("before-quit", (event) => {
      if (asked) return;
      asked = true;
      event.preventDefault();
      ${again}
    });
    say("ready");`);

test("SIGTERM: a quit from a promise that resolves inside before-quit is lost, one from a task of its own is not", async () => {
  const lost = await runSmallApp({
    main: quitsAgain(
      `Promise.resolve().then(() => { app.quit(); setTimeout(() => say("still here"), 1_000); });`,
    ),
  });
  await lost.untilSaid(1);
  process.kill(lost.pid, "SIGTERM");
  expect(await lost.untilSaid(2)).toEqual(["ready", "still here"]);

  const kept = await runSmallApp({ main: quitsAgain("setImmediate(() => app.quit());") });
  await kept.untilSaid(1);
  process.kill(kept.pid, "SIGTERM");
  expect(await kept.ended).toBe(0);
});

test("a click on the tray icon is an event", async () => {
  const app = await runSmallApp({
    main: whenReady(`
      globalThis.tray = new Tray(icon());
      tray.setContextMenu(Menu.buildFromTemplate([{ label: "one" }]));
      tray.on("click", () => say("clicked"));
      say("ready");`),
  });
  await app.untilSaid(1);
  await app.clickTray();
  expect(await app.untilSaid(2)).toEqual(["ready", "clicked"]);
});

test("a line's switch changes in the tray's menu at once, its label only when the menu is set again", async () => {
  const app = await runSmallApp({
    main: whenReady(`
      globalThis.tray = new Tray(icon());
      const menu = Menu.buildFromTemplate([{ label: "before" }, { label: "switch", type: "checkbox" }]);
      tray.setContextMenu(menu);
      menu.items[0].label = "after";
      menu.items[1].checked = true;
      say("ready");`),
  });
  await app.untilSaid(1);
  await until("the switch is on", async () => (await app.trayMenu())[1]?.checked === true);
  expect((await app.trayMenu()).map(({ label }) => label)).toEqual(["before", "switch"]);
});

test("a sandboxed preload has these of Node's names, and these parts of electron", async () => {
  const said = await saidBy({
    main: withWindow(""),
    preload: `const has = {
        process: typeof process, Buffer: typeof Buffer, setImmediate: typeof setImmediate,
        global: typeof global, exports: typeof exports,
        electron: ["contextBridge", "crashReporter", "ipcRenderer", "nativeImage", "webFrame", "shell"]
          .filter((name) => require("electron")[name] !== undefined),
      };
      ipcRenderer.invoke("say", has);`,
  });
  expect(said).toEqual({
    process: "object",
    Buffer: "function",
    setImmediate: "function",
    global: "object",
    exports: "object",
    electron: ["contextBridge", "crashReporter", "ipcRenderer", "nativeImage", "webFrame"],
  });
});

test("the page has none of them", async () => {
  const names = ["process", "Buffer", "setImmediate", "global", "exports", "require", "module"];
  expect(await saidBy(pageSays(`${JSON.stringify(names)}.filter((name) => name in window)`))).toEqual([]);
});

test("an instance of a class crosses IPC as a plain object", async () => {
  const said = await saidBy({
    main: withWindow(""),
    preload: `class Thing { x = 1; get y() { return 2; } }
      ipcRenderer.invoke("say", new Thing());`,
  });
  expect(said).toEqual({ x: 1 });
});

test("an own __proto__ is lost on the way across the bridge", async () => {
  expect(await saidBy(pageSays(`JSON.parse('{"a":1,"__proto__":{"b":2}}')`))).toEqual({ a: 1 });
});

test("main sending a function throws nothing", async () => {
  const said = await saidBy({
    main: withWindow(`
      let outcome = "sent";
      try { window.webContents.send("x", () => {}); } catch (error) { outcome = String(error); }
      say(outcome);`),
  });
  expect(said).toBe("sent");
});

test("the contents of a destroyed window are destroyed a moment later", async () => {
  const said = await saidBy({
    main: withWindow(`
      const { webContents } = window;
      window.destroy();
      const [own, held] = [window.isDestroyed(), webContents.isDestroyed()];
      setTimeout(() => say([own, held, webContents.isDestroyed()]), 200);`),
  });
  expect(said).toEqual([true, false, true]);
});

test("a page of a scheme without privileges loads", async () => {
  const said = await saidBy({ main: whenReady(`serve(); say((await open()).webContents.getURL());`) });
  expect(said).toMatch(/^app:\/\/small\/index\.html$/);
});

test("windows are listed with the newest first", async () => {
  const said = await saidBy({
    main: whenReady(`
      const ids = [1, 2, 3].map(() => new BrowserWindow({ show: false }).id);
      say(BrowserWindow.getAllWindows().map(({ id }) => ids.indexOf(id)));`),
  });
  expect(said).toEqual([2, 1, 0]);
});

test("a window is in sight at once when it is shown, and minimized only later", async () => {
  const said = await saidBy({
    main:
      PRIVILEGED +
      whenReady(`serve(); const window = await open({ show: false });
      const seen = [];
      window.on("show", () => seen.push("show"));
      window.on("minimize", () => seen.push("minimize"));
      window.show();
      seen.push("after show() " + window.isVisible());
      await new Promise((resolve) => setTimeout(resolve, 500));
      window.minimize();
      seen.push("after minimize() " + window.isMinimized());
      await new Promise((resolve) => setTimeout(resolve, 500));
      seen.push(window.isMinimized());
      say(seen);`),
  });
  expect(said).toEqual(["show", "after show() true", "after minimize() false", "minimize", true]);
});

test("the model id of Windows can be set on Linux, and means nothing", async () => {
  expect(
    await saidBy({ main: whenReady(`app.setAppUserModelId("x"); say(typeof app.setAppUserModelId);`) }),
  ).toBe("function");
});

test("there is an application menu until the app takes it away", async () => {
  const said = await saidBy({
    main: whenReady(`
      const before = Menu.getApplicationMenu() !== null;
      Menu.setApplicationMenu(null);
      say([before, Menu.getApplicationMenu()]);`),
  });
  expect(said).toEqual([true, null]);
});

test("a page that is longer than its window has a scrollbar that takes room", async () => {
  const said = await saidBy(
    pageSays(`(document.documentElement.style.height = "5000px",
      window.innerWidth > document.documentElement.clientWidth)`),
  );
  expect(said).toBe(true);
});

test.each([
  ["without a handler it is not supported", "", "NotSupportedError"],
  [
    "a handler that gives nothing ends it",
    "session.defaultSession.setDisplayMediaRequestHandler((_request, give) => give(null));",
    "AbortError",
  ],
  [
    "a handler that gives a screen grants it without a gesture",
    `session.defaultSession.setDisplayMediaRequestHandler(async (_request, give) =>
      give({ video: (await electron.desktopCapturer.getSources({ types: ["screen"] }))[0] }));`,
    "granted",
  ],
])("getDisplayMedia: %s", async (_what, handler, expected) => {
  const said = await saidBy({
    main: PRIVILEGED + whenReady(`${handler} serve(); await open();`),
    page: `navigator.mediaDevices.getDisplayMedia({ video: true })
      .then((stream) => { for (const track of stream.getTracks()) track.stop(); return "granted"; }, (error) => error.name)
      .then((outcome) => small.say(outcome));`,
  });
  expect(said).toBe(expected);
});
