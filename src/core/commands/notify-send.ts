import { execFile } from "node:child_process";
import { createProgramEnvironment } from "../exec/process/program-environment.ts";
import { failure, type Result, success } from "../result.ts";
import type { Notification, Notifier, NotifyProblem } from "./system-notify.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A desktop that does not answer, ms. */
const PATIENCE = 10_000;

/** What the program needs to find the desktop; nothing else of our environment is handed to it. */
const inherited = [
  "DBUS_SESSION_BUS_ADDRESS",
  "XDG_RUNTIME_DIR",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "HOME",
  "LANG",
  "LC_ALL",
];

const urgencies = { passive: "low", active: "normal", timeSensitive: "critical" } as const;

/**
 * The desktop's notifications for a program without a window of its own: `notify-send` (libnotify)
 * on Linux inside a desktop session; null elsewhere.
 */
export async function desktopNotifier(
  environment: Environment,
  platform: NodeJS.Platform,
): Promise<Notifier | null> {
  if (platform !== "linux" || !hasDesktop(environment)) return null;
  const program = createProgramEnvironment(environment, platform).locate("notify-send", "/")?.path ?? null;
  if (program === null) return null;
  const handed = Object.fromEntries(
    inherited.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
  return { show: (notification, signal) => send(program, notification, handed, signal) };
}

/** A session bus alone is not enough: a server has one too. */
function hasDesktop(environment: Environment): boolean {
  const bus = environment.DBUS_SESSION_BUS_ADDRESS || environment.XDG_RUNTIME_DIR;
  return Boolean(bus) && Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

function send(
  program: string,
  notification: Notification,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Result<void, NotifyProblem>> {
  return new Promise((resolve) => {
    const options = { env, signal, timeout: PATIENCE, maxBuffer: 64 * 1024 };
    execFile(program, argumentsOf(notification), options, (error) => {
      if (error === null) return resolve(success(undefined));
      const detail = error.killed
        ? "the desktop did not answer in time"
        : "the desktop shows no notifications now (notify-send failed)";
      resolve(failure({ kind: "unavailable", detail }));
    });
  });
}

function argumentsOf({ title, body, sound, priority }: Notification): string[] {
  const hints =
    sound === null
      ? []
      : [
          sound === "none"
            ? "--hint=boolean:suppress-sound:true"
            : `--hint=string:sound-name:${soundName(sound)}`,
        ];
  return [
    "--app-name=Clawtray",
    `--urgency=${urgencies[priority]}`,
    ...hints,
    // Whatever follows is text, however it begins.
    "--",
    title === "" ? "Clawtray" : title,
    escaped(body),
  ];
}

/** "default" is what the official apps call the usual sound; the freedesktop name of it is another. */
const soundName = (sound: string): string => (sound === "default" ? "message-new-instant" : sound);

/** notify-send resolves backslash escapes in the body, and desktops read it as markup: neither is meant. */
function escaped(body: string): string {
  return body
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\\", "\\\\");
}
