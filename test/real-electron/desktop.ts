import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { endingWithUs } from "./ending-with-us.ts";
import { startSway } from "./sway.ts";

const run = promisify(execFile);

/** A desktop as a person has it. */
export interface Desktop {
  /** What programs on it need in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts what was left out: a panel that shows tray icons. Resolves once it does. */
  startPanel(): Promise<void>;
  /** Ends that panel. */
  endPanel(): Promise<void>;
  dispose(): Promise<void>;
}

/** What a desktop is made of, where it is not all there is. */
export interface DesktopParts {
  /** What windows are put on; an X display unless it is said. */
  readonly display?: "x11" | "wayland";
  /** A session bus of its own, instead of the one this process was started with. */
  readonly ownBus?: boolean;
  readonly panel?: boolean;
  /** `none`: nobody keeps secrets, and an own bus starts nobody who does; nor what a panel needs. */
  readonly keyring?: "unlocked" | "none";
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

/** The panel that Wayland's desktops without one of their own have, with tray icons alone. */
const bar = `{ "height": 28, "modules-left": ["tray"] }\n`;

/**
 * Starts an X display with a window manager or a Wayland compositor, a panel that shows tray icons, a notification daemon and an unlocked
 * keyring, and waits until each is there. Without `ownBus` it needs a session bus (`dbus-run-session`) around
 * this process.
 */
export async function startDesktop(parts: DesktopParts = {}): Promise<Desktop> {
  const folder = mkdtempSync(join(tmpdir(), "clawtray-desktop-"));
  const started: ChildProcess[] = [];
  const dispose = async () => {
    for (const child of started.reverse()) await end(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { ...(await assemble(parts, folder, started)), dispose };
  } catch (error) {
    // What was started before something failed is nobody's otherwise.
    await dispose();
    throw error;
  }
}

async function assemble(
  { ownBus = false, panel: withPanel = true, keyring = "unlocked", display = "x11" }: DesktopParts,
  folder: string,
  started: ChildProcess[],
): Promise<Omit<Desktop, "dispose">> {
  const folders = makeFolders(folder);
  writePanelSettings(folders.XDG_CONFIG_HOME);
  const environment = {
    ...folders,
    ...(ownBus ? { DBUS_SESSION_BUS_ADDRESS: await startBus(folder, keyring !== "none", started) } : {}),
    ...(display === "x11"
      ? { DISPLAY: await startDisplay(started), XDG_CURRENT_DESKTOP: "XFCE" }
      : {
          ...(await startSway(folder, { ...process.env, ...folders }, started)),
          DISPLAY: "",
          XDG_CURRENT_DESKTOP: "sway",
        }),
    XDG_SESSION_TYPE: display,
    GTK_A11Y: "none",
  };
  const env = { ...process.env, ...environment };
  const log = openSync(join(folder, "desktop.log"), "w");
  const start = (program: string): ChildProcess => {
    const child = spawn(...endingWithUs(program), { env, stdio: ["ignore", log, log] });
    started.push(child);
    return child;
  };
  let panelProcess: ChildProcess | null = null;
  const startPanel = async () => {
    panelProcess = start(display === "x11" ? "xfce4-panel" : "waybar");
    await untilOwned(trayHost, env);
  };

  // What the bus starts by itself has to find the display as well.
  await run("dbus-update-activation-environment", Object.keys(environment), { env });
  if (display === "x11") start("openbox");
  start("dunst");
  if (keyring === "unlocked") await unlockKeyring(env, started);
  if (withPanel) await startPanel();
  await untilOwned("org.freedesktop.Notifications", env);
  if (keyring === "unlocked") await untilOwned("org.freedesktop.secrets", env);
  return {
    environment,
    startPanel,
    async endPanel() {
      if (panelProcess !== null) await end(panelProcess);
      await untilOwned(trayHost, env, false);
    },
  };
}

/** Who takes tray icons on a Linux desktop. */
const trayHost = "org.kde.StatusNotifierWatcher";

/** Waits until somebody on the session bus answers to this name, or nobody does any more. */
async function untilOwned(name: string, env: NodeJS.ProcessEnv, owned = true): Promise<void> {
  await waitFor(
    `${name} ${owned ? "on" : "off"} the bus`,
    async () => ((await hasOwner(name, env)) === owned ? true : null),
    { timeoutMs: 30_000, everyMs: 100 },
  );
}

export async function end(child: ChildProcess): Promise<void> {
  const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
  child.kill();
  await ended;
}

function makeFolders(folder: string) {
  const folders = {
    HOME: folder,
    XDG_RUNTIME_DIR: join(folder, "runtime"),
    XDG_DATA_HOME: join(folder, "data"),
    XDG_CONFIG_HOME: join(folder, "config"),
    XDG_CACHE_HOME: join(folder, "cache"),
  };
  for (const path of Object.values(folders)) mkdirSync(path, { mode: 0o700, recursive: true });
  return folders;
}

/** A session bus; `activates`: it starts the services this machine has when somebody calls them. */
export async function startBus(folder: string, activates: boolean, started: ChildProcess[]): Promise<string> {
  const config = join(folder, "bus.conf");
  writeFileSync(
    config,
    `<busconfig><type>session</type><listen>unix:dir=${folder}</listen><auth>EXTERNAL</auth>
    ${activates ? "<standard_session_servicedirs/>" : ""}
    <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>\n`,
  );
  const bus = spawn(
    ...endingWithUs("dbus-daemon", [`--config-file=${config}`, "--nofork", "--print-address=3"]),
    {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    },
  );
  started.push(bus);
  const failed = once(bus, "exit").then(() => Promise.reject(new Error("dbus-daemon ended at once")));
  failed.catch(() => undefined);
  const [address] = await Promise.race([once(bus.stdio[3] as Readable, "data"), failed]);
  return String(address).trim();
}

function writePanelSettings(config: string): void {
  const folder = join(config, "xfce4", "xfconf", "xfce-perchannel-xml");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "xfce4-panel.xml"), panel);
  mkdirSync(join(config, "waybar"));
  writeFileSync(join(config, "waybar", "config"), bar);
}

/** Starts an X display of its own; resolves with its name. */
export async function startDisplay(started: ChildProcess[]): Promise<string> {
  const screen = ["-screen", "0", "1280x800x24", "-nolisten", "tcp"];
  const server = spawn(...endingWithUs("Xvfb", ["-displayfd", "3", ...screen]), {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  started.push(server);
  const failed = once(server, "exit").then(() => Promise.reject(new Error("Xvfb ended at once")));
  failed.catch(() => undefined);
  const [number] = await Promise.race([once(server.stdio[3] as Readable, "data"), failed]);
  return `:${String(number).trim()}`;
}

async function unlockKeyring(env: NodeJS.ProcessEnv, started: ChildProcess[]): Promise<void> {
  const daemon = spawn(
    ...endingWithUs("gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets"]),
    {
      env,
      stdio: ["pipe", "ignore", "ignore"],
    },
  );
  started.push(daemon);
  daemon.stdin.end(keyringPassword);
}

/** Whether somebody on the session bus answers to this name. */
async function hasOwner(name: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const { stdout } = await run(
    "gdbus",
    ["call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus"].concat([
      "--method",
      "org.freedesktop.DBus.NameHasOwner",
      name,
    ]),
    { env },
  );
  return stdout.includes("true");
}
