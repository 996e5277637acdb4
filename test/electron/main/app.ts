import { EventEmitter } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { callHost, tellHost } from "./channel.ts";
import { computer, isReady, mustNotBeReady } from "./computer.ts";

/** An event whose default can be prevented. */
export class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** Windows that must agree before the app may quit. Set by the window's file, which knows them. */
export const quitting: { closeWindows: () => boolean } = { closeWindows: () => true };

const manifest = JSON.parse(readFileSync(join(computer.appPath, "package.json"), "utf8")) as {
  name: string;
  version: string;
  productName?: string;
};

/** What the test may look at. */
export const appFacts = {
  protocols: [] as string[],
  appUserModelId: null as string | null,
  dockVisible: computer.platform === "darwin",
  loginItem: { openAtLogin: false, path: "", args: [] as readonly string[] },
};

let userData = computer.userData;
const lockFile = (): string => join(userData, "SingletonLock");

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

class App extends EventEmitter {
  readonly name = manifest.productName ?? manifest.name;
  readonly isPackaged = computer.packaged;
  #holdsLock = false;
  #quitting = false;
  /** Inside Electron's own emitting of `before-quit`, with what resolved promises wait for. */
  #insideNativeQuit = false;

  whenReady(): Promise<void> {
    if (isReady()) return Promise.resolve();
    return new Promise((resolve) => this.once("ready", () => resolve()));
  }
  isReady(): boolean {
    return isReady();
  }
  getVersion(): string {
    return manifest.version;
  }
  getName(): string {
    return this.name;
  }
  getAppPath(): string {
    return computer.appPath;
  }
  getLocale(): string {
    return isReady() ? computer.locale : "";
  }
  getPath(name: string): string {
    const places: Record<string, string> = {
      home: homedir(),
      appData: join(homedir(), ".config"),
      userData,
      sessionData: userData,
      logs: join(userData, "logs"),
      temp: tmpdir(),
      exe: process.execPath,
    };
    const place = places[name];
    if (place === undefined) throw new Error(`Failed to get '${name}' path`);
    return place;
  }
  setPath(name: string, path: string): void {
    if (name !== "userData") throw new Error(`the double does not move '${name}'`);
    if (!existsSync(path)) throw new Error(`Failed to set path '${path}': there is no such folder`);
    userData = path;
  }
  enableSandbox(): void {
    mustNotBeReady("app.enableSandbox() cannot be called");
  }
  requestSingleInstanceLock(): boolean {
    mkdirSync(userData, { recursive: true });
    try {
      writeFileSync(lockFile(), String(process.pid), { flag: "wx" });
    } catch {
      const pid = Number(readFileSync(lockFile(), "utf8"));
      if (pid !== process.pid && isAlive(pid)) {
        tellHost("second-instance", process.argv, process.cwd());
        return false;
      }
      writeFileSync(lockFile(), String(process.pid));
    }
    this.#holdsLock = true;
    return true;
  }
  hasSingleInstanceLock(): boolean {
    return this.#holdsLock;
  }
  setAsDefaultProtocolClient(protocol: string): boolean {
    appFacts.protocols.push(protocol);
    return true;
  }
  setLoginItemSettings(settings: { openAtLogin?: boolean; path?: string; args?: string[] }): void {
    // Linux has no login items; Electron accepts the call and does nothing.
    if (computer.platform === "linux") return;
    appFacts.loginItem = {
      openAtLogin: settings.openAtLogin ?? false,
      path: settings.path ?? process.execPath,
      args: settings.args ?? [],
    };
  }
  getLoginItemSettings(options: { path?: string; args?: string[] } = {}): object {
    const { loginItem } = appFacts;
    if (computer.platform === "darwin") {
      const status = loginItem.openAtLogin ? "enabled" : "not-registered";
      return { openAtLogin: loginItem.openAtLogin, status, wasOpenedAtLogin: computer.openedAtLogin };
    }
    if (computer.platform === "win32") {
      // Windows finds an entry only by the path and arguments it was made with.
      const same =
        (options.path ?? process.execPath) === loginItem.path &&
        JSON.stringify(options.args ?? []) === JSON.stringify(loginItem.args);
      const openAtLogin = loginItem.openAtLogin && same;
      return { openAtLogin, executableWillLaunchAtLogin: openAtLogin, launchItems: [] };
    }
    return { openAtLogin: false };
  }
  quit(): void {
    if (this.#quitting || this.#insideNativeQuit) return;
    setImmediate(() => this.#tryToQuit());
  }
  /**
   * The system asks the app to quit, as by SIGTERM. Electron runs promises inside its own emitting then, and a
   * quit from there is one too deep and is lost.
   */
  quitByTheSystem(): void {
    if (this.#quitting) return;
    // Before whatever the listeners put off to a task of its own.
    setImmediate(() => {
      this.#insideNativeQuit = false;
    });
    this.#insideNativeQuit = true;
    this.#tryToQuit();
  }
  exit(code = 0): void {
    this.#quitting = true;
    this.emit("quit", new PreventableEvent(), code);
    this.releaseSingleInstanceLock();
    void callHost("exiting", code).then(() => process.exit(code));
    // The host may be gone; the app goes all the same.
    setTimeout(() => process.exit(code), 500);
  }
  releaseSingleInstanceLock(): void {
    if (this.#holdsLock) rmSync(lockFile(), { force: true });
    this.#holdsLock = false;
  }
  #tryToQuit(): void {
    const before = new PreventableEvent();
    this.emit("before-quit", before);
    if (before.defaultPrevented || !quitting.closeWindows()) return;
    const will = new PreventableEvent();
    this.emit("will-quit", will);
    if (will.defaultPrevented) return;
    this.exit(0);
  }
}

export const app = new App();

// What exists on one system only is absent on the others.
if (computer.platform !== "darwin") {
  Object.assign(app, {
    setAppUserModelId(id: string) {
      // Linux has it as well, and does nothing with it.
      if (computer.platform === "win32") appFacts.appUserModelId = id;
    },
  });
}
if (computer.platform === "darwin") {
  Object.assign(app, {
    dock: {
      hide() {
        appFacts.dockVisible = false;
      },
      show() {
        appFacts.dockVisible = true;
        return Promise.resolve();
      },
      isVisible: () => appFacts.dockVisible,
    },
    setActivationPolicy() {},
  });
}
