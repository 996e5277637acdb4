import { join } from "node:path";
import { globalShortcut } from "electron";
import { markFile, putBack } from "../../core/computer/announced.ts";
import type { ComputerSession, SessionLock } from "../../core/computer/computer-use.ts";
import { offerComputer } from "../../core/computer/offer.ts";
import { createComputerSession } from "../../core/computer/session.ts";
import type { OpenComputer } from "../../core/computer/source.ts";
import { openX11Driver } from "../../core/computer/x11/open.ts";
import type { Logger } from "../../core/log/log.ts";
import { systemClock } from "../../core/time/clock.ts";
import { failure } from "../../shared/result.ts";
import type { LockWatch } from "../capture/lock.ts";
import { displayAreas } from "../capture/screen-source.ts";
import type { DesktopPlatform } from "../lifecycle/platform.ts";
import { isX11Desktop } from "../window/wayland.ts";
import { createScreenFrame } from "./frame.ts";
import { lookOf } from "./look.ts";

/** Ends computer use at once, whatever has the keyboard; the words name it. */
export const END_KEY = "Control+Alt+Escape";

/** Computer use on this desktop, for all gateways. */
export interface ComputerDesk
  extends Pick<ComputerSession, "now" | "subscribe" | "pause" | "resume" | "end"> {
  /** For one more gateway; absent where it cannot be shown and stopped: then it is not offered. */
  readonly open?: OpenComputer;
}

interface DeskParts {
  readonly platform: DesktopPlatform;
  readonly onWayland: boolean;
  readonly stateDir: string;
  readonly lock: LockWatch;
  readonly log: Logger;
}

const nowhere: ComputerDesk = {
  now: () => ({ phase: "idle" }),
  subscribe: () => () => {},
  pause() {},
  resume() {},
  end() {},
};

/**
 * Looks once whether this desktop can be acted on: under X11 only, where the driver tells a person's input from its own
 * and windows can be put on top. Nothing stays open until a person has allowed a session.
 */
export async function setUpComputer({
  platform,
  onWayland,
  stateDir,
  lock,
  log,
}: DeskParts): Promise<ComputerDesk> {
  const { env } = process;
  const mark = markFile(join(stateDir, "accessibility-on"));
  // On whatever desktop: the setting outlives a login.
  void putBack(env, mark);
  if (!isX11Desktop(platform, onWayland, env)) return nowhere;
  const own = new Set([process.pid]);
  const openDriver = (environment = env) => openX11Driver({ environment, mark, ownPids: () => own });
  // Programs are told that somebody looks only when an agent wants to.
  const tried = await openDriver({ ...env, DBUS_SESSION_BUS_ADDRESS: undefined });
  if (!tried.ok) {
    log.log("info", "computer use is not available", { problem: tried.failure });
    return nowhere;
  }
  tried.value.dispose();

  const session = createComputerSession({
    clock: systemClock,
    lock: sessionLock(lock),
    // Without the key that ends it, it does not begin.
    openDriver: async () =>
      holdsEndKey() ? openDriver() : failure({ kind: "unavailable", detail: `${END_KEY} cannot be held` }),
  });
  const frame = createScreenFrame();

  function holdsEndKey(): boolean {
    return (
      globalShortcut.isRegistered(END_KEY) || globalShortcut.register(END_KEY, () => session.end("person"))
    );
  }

  session.subscribe(() => {
    const use = session.now();
    try {
      frame.show(lookOf(use));
    } catch (error) {
      log.log("error", "the frame of computer use could not be shown", { error });
      // What nobody can see does not go on.
      session.end("driver");
    }
    if (use.phase === "idle" && globalShortcut.isRegistered(END_KEY)) globalShortcut.unregister(END_KEY);
  });
  return {
    now: () => session.now(),
    subscribe: (listener) => session.subscribe(listener),
    pause: () => session.pause(),
    resume: () => session.resume(),
    end: (why) => session.end(why),
    open: (door) => offerComputer(session, door, displayAreas),
  };
}

/** Asks once a second while a session lasts, where the system does not tell. */
const sessionLock = (lock: LockWatch): SessionLock => ({
  isLocked: lock.isLocked,
  watch(onLocked) {
    const over = new AbortController();
    void lock.unlocked(
      over.signal,
      (signal) =>
        new Promise<void>((resolve) => {
          const end = () => {
            resolve();
            if (!over.signal.aborted) onLocked();
          };
          signal.addEventListener("abort", end, { once: true });
        }),
    );
    return () => over.abort();
  },
});
