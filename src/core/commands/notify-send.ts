import { failure, type Result, success } from "../../shared/result.ts";
import { runFile } from "../environment/run-file.ts";
import { createProgramEnvironment } from "../exec/process/program-environment.ts";
import { escapeMarkup, urgencyOf } from "./desktop-notification.ts";
import type { Notification, Notifier, NotifyProblem } from "./system-notify.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** How long a desktop may take to answer, ms. */
const PATIENCE = 10_000;

/** What the program needs to find the desktop; nothing else of our environment is passed on to it. */
const inherited = [
  "DBUS_SESSION_BUS_ADDRESS",
  "XDG_RUNTIME_DIR",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "HOME",
  "LANG",
  "LC_ALL",
];

/**
 * The desktop's notifications for a program without its own window: `notify-send` (libnotify)
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

async function send(
  program: string,
  notification: Notification,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Result<void, NotifyProblem>> {
  const options = { env, signal, timeout: PATIENCE, maxBuffer: 64 * 1024 };
  const { error } = await runFile(program, argumentsOf(notification), options);
  if (error === null) return success(undefined);
  const detail = error.killed
    ? "the desktop did not answer in time"
    : "the desktop is not showing notifications at the moment (notify-send failed)";
  return failure({ kind: "unavailable", detail });
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
    `--urgency=${urgencyOf[priority]}`,
    ...hints,
    // Whatever follows is text, however it begins.
    "--",
    title === "" ? "Clawtray" : title,
    // notify-send interprets backslash escapes in the body; none is meant.
    escapeMarkup(body).replaceAll("\\", "\\\\"),
  ];
}

/** "default" is what the official apps call the usual sound; its freedesktop name is different. */
const soundName = (sound: string): string => (sound === "default" ? "message-new-instant" : sound);
