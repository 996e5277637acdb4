import { spawn } from "node:child_process";
import type { Logger } from "../../core/log/log.ts";
import type { DesktopPlatform } from "../lifecycle/platform.ts";

/** How long a desktop that is starting may take to show its panel, ms. */
const PATIENCE = 10_000;
const WATCHER = "org.kde.StatusNotifierWatcher";

interface TrayHostParts {
  readonly platform: DesktopPlatform;
  readonly log: Logger;
  /**
   * Whether icons in the tray are shown, whenever that changes; `none` may take ten seconds at first. `late`: what
   * shows them started later, and knows of no icon that was there before.
   */
  readonly onChange: (host: "there" | "late" | "none") => void;
  /** How long a desktop may take to show its panel, ms. */
  readonly patienceMs?: number;
}

/**
 * Follows whether this desktop shows tray icons. macOS and Windows do; on Linux somebody must own the name of the
 * status-notifier watcher on the session bus, which GNOME without an extension never has, which a panel takes some time
 * after the login, and which goes away while a panel is restarted. `gdbus monitor` reports every change of owner;
 * without it the answer is yes, because then no promise to a person is broken. The returned function stops it.
 */
export function watchTrayHost({ platform, log, onChange, patienceMs = PATIENCE }: TrayHostParts): () => void {
  if (platform !== "linux") {
    onChange("there");
    return () => {};
  }
  let available: boolean | null = null;
  let seenNone = false;
  const say = (now: boolean) => {
    clearTimeout(patience);
    if (now === available) return;
    available = now;
    log.log("info", now ? "the desktop shows tray icons" : "the desktop shows no tray icons");
    onChange(!now ? "none" : seenNone ? "late" : "there");
  };
  const patience = setTimeout(() => say(false), patienceMs);
  patience.unref();
  const stop = monitor(
    (line) => {
      if (line.includes(`The name ${WATCHER} is owned by`)) say(true);
      else if (line.includes(`The name ${WATCHER} does not have an owner`)) {
        seenNone = true;
        // At the start the panel may still come; later it means that the panel is gone.
        if (available === true) say(false);
      }
    },
    () => say(true),
  );
  return () => {
    clearTimeout(patience);
    stop();
  };
}

const GDBUS = ["monitor", "--session", "--dest", WATCHER];
/** The first that works. `setpriv` (util-linux) has the system end it with this app, even one that crashed. */
const MONITORS: readonly (readonly [program: string, words: readonly string[]])[] = [
  ["setpriv", ["--pdeathsig", "TERM", "gdbus", ...GDBUS]],
  ["gdbus", GDBUS],
];

/** Passes on what the monitor says, line by line, or that there can be none. The returned function ends it. */
function monitor(onLine: (line: string) => void, onNone: () => void): () => void {
  let stop = () => {};
  const tryOne = ([first, ...others]: typeof MONITORS) => {
    if (first === undefined) return onNone();
    const [program, words] = first;
    const child = spawn(program, words, {
      stdio: ["ignore", "pipe", "ignore"],
      // Otherwise it says this in the person's language.
      env: { ...process.env, LC_ALL: "C" },
    });
    child.unref();
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (text + chunk).split("\n");
      text = lines.pop()?.slice(-1000) ?? "";
      lines.forEach(onLine);
    });
    child.on("error", () => tryOne(others));
    child.on("exit", (code) => {
      if (code !== null && code !== 0) tryOne(others);
    });
    stop = () => child.kill();
  };
  tryOne(MONITORS);
  return () => stop();
}
