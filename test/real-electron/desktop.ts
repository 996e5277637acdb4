import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { waitFor } from "../gateway/harness/wait.ts";

const run = promisify(execFile);

/** A desktop as a person has it, inside the session bus this process was started with. */
export interface Desktop {
  /** What programs on it need in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/** The password of the login keyring, which only this desktop has. */
export const keyringPassword = "throw-away";

/** One panel with the plug-in that shows tray icons, and nothing that would ask anything at its first start. */
const panel = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="28"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
`;

/**
 * Starts an X display, a window manager, a panel that shows tray icons, a notification daemon and an unlocked
 * keyring, and waits until each is there. Needs a session bus (`dbus-run-session`) around this process.
 */
export async function startDesktop(): Promise<Desktop> {
  const folder = mkdtempSync(join(tmpdir(), "clawtray-desktop-"));
  const config = join(folder, "config");
  const runtime = join(folder, "runtime");
  for (const path of [config, runtime, join(folder, "data"), join(folder, "cache")])
    mkdirSync(path, { mode: 0o700 });
  writePanelSettings(config);
  const started: ChildProcess[] = [];
  const display = await startDisplay(started);
  const environment = {
    DISPLAY: display,
    XDG_RUNTIME_DIR: runtime,
    XDG_DATA_HOME: join(folder, "data"),
    XDG_CONFIG_HOME: config,
    XDG_CACHE_HOME: join(folder, "cache"),
    XDG_SESSION_TYPE: "x11",
    XDG_CURRENT_DESKTOP: "XFCE",
    GTK_A11Y: "none",
    HOME: folder,
  };
  const env = { ...process.env, ...environment };
  const log = openSync(join(folder, "desktop.log"), "w");
  const start = (program: string, ...words: string[]) => {
    started.push(spawn(program, words, { env, stdio: ["ignore", log, log] }));
  };
  // What the bus starts by itself has to find the display as well.
  await run("dbus-update-activation-environment", Object.keys(environment), { env });
  start("openbox");
  start("xfce4-panel");
  start("dunst");
  await unlockKeyring(env, started);
  for (const name of [
    "org.kde.StatusNotifierWatcher",
    "org.freedesktop.Notifications",
    "org.freedesktop.secrets",
  ]) {
    await waitFor(`${name} on the bus`, () => hasOwner(name, env), { timeoutMs: 30_000, everyMs: 100 });
  }
  return {
    environment,
    async dispose() {
      for (const child of started.reverse()) {
        const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
        child.kill();
        await ended;
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function writePanelSettings(config: string): void {
  const folder = join(config, "xfce4", "xfconf", "xfce-perchannel-xml");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "xfce4-panel.xml"), panel);
}

async function startDisplay(started: ChildProcess[]): Promise<string> {
  const screen = ["-screen", "0", "1280x800x24", "-nolisten", "tcp"];
  const server = spawn("Xvfb", ["-displayfd", "3", ...screen], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  started.push(server);
  const failed = once(server, "exit").then(() => Promise.reject(new Error("Xvfb ended at once")));
  failed.catch(() => undefined);
  const [number] = await Promise.race([once(server.stdio[3] as Readable, "data"), failed]);
  return `:${String(number).trim()}`;
}

async function unlockKeyring(env: NodeJS.ProcessEnv, started: ChildProcess[]): Promise<void> {
  const daemon = spawn("gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets"], {
    env,
    stdio: ["pipe", "ignore", "ignore"],
  });
  started.push(daemon);
  daemon.stdin.end(keyringPassword);
}

/** Whether somebody on the session bus answers to this name; null when nobody does. */
export async function hasOwner(name: string, env: NodeJS.ProcessEnv = process.env): Promise<true | null> {
  const { stdout } = await run(
    "gdbus",
    ["call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus"].concat([
      "--method",
      "org.freedesktop.DBus.NameHasOwner",
      name,
    ]),
    { env },
  );
  return stdout.includes("true") ? true : null;
}
