import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { answerHost, openChannel, tellHost } from "./channel.ts";
import { becomeReady, computer } from "./computer.ts";
import { watchLongTimers } from "./timers.ts";

/**
 * The app's process: Node that says it is Electron's main process, and then runs the built app.
 * Nothing of the app is changed; only the word `electron` leads here.
 */

/** A main module that waits for `ready` never finishes, and `ready` waits for it: Electron then hangs. */
const EVALUATION_LIMIT = 8_000;

Object.defineProperty(process, "platform", { value: computer.platform });
Object.defineProperty(process.versions, "electron", { value: "0.0.0-double" });
Object.defineProperty(process.versions, "chrome", { value: "0.0.0-double" });
Object.assign(process, { type: "browser", resourcesPath: join(computer.userData, "resources") });

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "electron" || specifier === "electron/main") {
      return { url: new URL("./exports.ts", import.meta.url).href, shortCircuit: true };
    }
    if (specifier === "@napi-rs/keyring" && computer.keychainFile !== null) {
      return { url: new URL("./keychain.ts", import.meta.url).href, shortCircuit: true };
    }
    return next(specifier, context);
  },
});

openChannel();
watchLongTimers();

function fail(error: unknown): void {
  tellHost("failed", error instanceof Error ? (error.stack ?? error.message) : String(error));
}
process.on("uncaughtException", fail);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
  process.on(signal, () => app.quitByTheSystem());
process.on("unhandledRejection", fail);

const { app, appFacts } = await import("./app.ts");
const { desktopFacts, heldAwake, nativeTheme, shortcutsHeld } = await import("./desktop.ts");
const { trayFacts } = await import("./tray.ts");
const { windowFacts } = await import("./browser-window.ts");
const { keychainCalls } = await import("./keychain.ts");

answerHost("facts", () => ({
  ready: app.isReady(),
  trays: trayFacts(),
  windows: windowFacts(),
  notifications: desktopFacts.notifications.map(({ title, body, silent, urgency, sound, shown }) => ({
    title,
    body,
    silent,
    urgency,
    sound,
    shown,
  })),
  clipboard: desktopFacts.clipboard,
  openedOutside: desktopFacts.openedOutside,
  openedPaths: desktopFacts.openedPaths,
  heldAwake: heldAwake(),
  shortcuts: shortcutsHeld(),
  ...appFacts,
  themeSource: nativeTheme.themeSource,
  keychainCalls: keychainCalls(),
}));
answerHost("app.second-instance", (args: readonly string[], folder: string) => {
  app.emit("second-instance", {}, args, folder, null);
});
answerHost("app.open-url", (url: string) => {
  app.emit("open-url", { preventDefault() {} }, url);
});
answerHost("app.activate", () => {
  app.emit("activate", {}, false);
});
answerHost("app.quit", () => app.quit());

const limit = setTimeout(() => {
  fail(
    new Error("the main module did not finish: it waits at the top level, and Electron is not ready before"),
  );
}, EVALUATION_LIMIT);

const entry = process.argv[2] ?? "";
// Electron's own command line has the program first and the app second.
process.argv.splice(1, 2, computer.appPath);
await import(pathToFileURL(entry).href);
clearTimeout(limit);
becomeReady();
app.emit("will-finish-launching");
app.emit("ready", {}, {});
tellHost("ready");
