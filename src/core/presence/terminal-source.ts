import { runFile } from "../environment/run-file.ts";
import { createProgramEnvironment } from "../exec/process/program-environment.ts";
import type { LockState, PresenceSource } from "./source.ts";

/** How long a program may take to answer, ms. */
const PATIENCE = 2_000;

/** A program that was asked: what it printed, or null when it failed or is not there. */
type Ask = (program: string, words: readonly string[]) => Promise<string | null>;
type Idle = () => Promise<number | null>;
type Environment = Readonly<Record<string, string | undefined>>;

/** What the programs need to find the desktop; nothing else of our environment is passed on to them. */
const inherited = [
  "DBUS_SESSION_BUS_ADDRESS",
  "XDG_RUNTIME_DIR",
  "XDG_SESSION_ID",
  "DISPLAY",
  "XAUTHORITY",
  "HOME",
];

/**
 * What tells whether the owner is here in a Linux session without the desktop app: GNOME's idle monitor or, under X11,
 * xprintidle, whichever answers now. Null where neither does, and on other systems. Whether the screen is locked is what
 * logind says of this session.
 */
export async function terminalPresence(
  environment: Environment,
  platform: NodeJS.Platform,
): Promise<PresenceSource | null> {
  const isSession = Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
  if (platform !== "linux" || !isSession) return null;
  const ask = asking(environment);
  const ways = [gnomeIdle(ask), x11Idle(ask)];
  const answers = await Promise.all(ways.map((way) => way()));
  const idleSeconds = ways.find((_way, at) => answers[at] !== null);
  if (idleSeconds === undefined) return null;
  return { idleSeconds, lock: () => lockOf(environment, ask), onLock: () => () => {} };
}

/** Looks programs up as commands are looked up, and asks them without a shell. */
function asking(environment: Environment): Ask {
  const programs = createProgramEnvironment(environment, "linux");
  const env = Object.fromEntries(
    inherited.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
  return async (program, words) => {
    const path = programs.locate(program, "/")?.path;
    if (path === undefined) return null;
    const { error, stdout } = await runFile(path, words, { env, timeout: PATIENCE, maxBuffer: 65_536 });
    return error === null ? stdout : null;
  };
}

const wholeSeconds = (digits: string | undefined): number | null =>
  digits === undefined ? null : Math.floor(Number(digits) / 1_000);

const MONITOR = "org.gnome.Mutter.IdleMonitor";

/** Source: mutter's org.gnome.Mutter.IdleMonitor.xml; `t 1234` is how busctl prints the milliseconds. */
const gnomeIdle =
  (ask: Ask): Idle =>
  async () => {
    const words = ["--user", "call", MONITOR, "/org/gnome/Mutter/IdleMonitor/Core", MONITOR, "GetIdletime"];
    return wholeSeconds(/^t (\d{1,15})\s*$/.exec((await ask("busctl", words)) ?? "")?.[1]);
  };

/** Source: xprintidle(1), milliseconds. */
const x11Idle =
  (ask: Ask): Idle =>
  async () =>
    wholeSeconds(/^(\d{1,15})\s*$/.exec((await ask("xprintidle", [])) ?? "")?.[1]);

/** Source: loginctl(1) and org.freedesktop.login1(5), `LockedHint`. */
async function lockOf({ XDG_SESSION_ID: session }: Environment, ask: Ask): Promise<LockState> {
  if (session === undefined || !/^\w{1,32}$/.test(session)) return "unknown";
  const hint = (await ask("loginctl", ["show-session", session, "--property=LockedHint", "--value"]))?.trim();
  return hint === "yes" ? "locked" : hint === "no" ? "unlocked" : "unknown";
}
