import { spawn } from "node:child_process";
import type { Logger } from "../../core/log.ts";
import type { DesktopPlatform } from "../platform.ts";

/** A desktop that starts has not shown its panel yet: so long it is waited for, ms. */
const PATIENCE = 10_000;
const WATCHER = "org.kde.StatusNotifierWatcher";

interface TrayHostParts {
  readonly platform: DesktopPlatform;
  readonly log: Logger;
  /**
   * Whether icons in the tray are shown, whenever that changes; `none` may take ten seconds at first. `late`: what
   * shows them came after this began, and knows of no icon that was put up before.
   */
  readonly onChange: (host: "there" | "late" | "none") => void;
  /** How long a desktop may take to show its panel, ms. */
  readonly patienceMs?: number;
}

/**
 * Follows whether this desktop shows tray icons. macOS and Windows do; on Linux somebody must own the name of
 * the status-notifier watcher on the session bus, which GNOME without an extension never has, which a panel
 * takes some time after the login, and which goes with a panel that is restarted. `gdbus monitor` tells of
 * every change of owner; without it the answer is yes, since then nothing is promised to a person that
 * fails. The returned function stops it.
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
  const monitor = spawn("gdbus", ["monitor", "--session", "--dest", WATCHER], {
    stdio: ["ignore", "pipe", "ignore"],
    // It says this in the person's language otherwise.
    env: { ...process.env, LC_ALL: "C" },
  });
  monitor.unref();
  let text = "";
  monitor.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (text + chunk).split("\n");
    text = lines.pop()?.slice(-1000) ?? "";
    for (const line of lines) {
      if (line.includes(`The name ${WATCHER} is owned by`)) say(true);
      else if (line.includes(`The name ${WATCHER} does not have an owner`)) {
        seenNone = true;
        // At the start the panel may still come; later it means that the panel went.
        if (available === true) say(false);
      }
    }
  });
  monitor.on("error", () => say(true));
  monitor.on("exit", (code) => {
    if (code !== null && code !== 0) say(true);
  });
  return () => {
    clearTimeout(patience);
    monitor.kill();
  };
}
