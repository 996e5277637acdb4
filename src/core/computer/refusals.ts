import { type CommandError, coded } from "../commands/command.ts";
import type { DriverProblem } from "./driver.ts";

/** Why a session is over. */
export type EndReason =
  /** The agent's run is over, and its gateway said so. */
  "closed" | "person" | "idle" | "time" | "locked" | "gateway" | "switched-off" | "driver" | "quit";

const ended: Readonly<Record<EndReason, string>> = {
  closed: "this execution is closed",
  person: "the person at this computer ended computer use. Do not ask for it again in this run",
  idle: "nothing was asked of this computer for a while, so the session ended. The next action asks the person again",
  time: "the time the person allowed is over. The next action asks again",
  locked: "this computer is locked. Nothing can be seen or done until its owner unlocks it",
  gateway: "the connection to the gateway was lost, so the session ended",
  "switched-off": "the owner of this computer has switched computer use off",
  driver: "the desktop can no longer be reached",
  quit: "Clawtray is being quit",
};

/** The codes `COMPUTER_REFUSED_*` are formed like those of openclaw 2026.9.6's own provider (extensions/cua-computer). */
export const refusals = {
  ended: (why: EndReason): CommandError => coded("COMPUTER_REFUSED_ENDED", ended[why]),
  no: (): CommandError =>
    coded(
      "COMPUTER_REFUSED_BY_PERSON",
      "the person at this computer does not want it to be used. Do not ask again in this run",
    ),
  nobody: (): CommandError =>
    coded("COMPUTER_REFUSED_NO_ANSWER", "nobody at this computer answered whether it may be used"),
  asking: (): CommandError =>
    coded(
      "COMPUTER_REFUSED_NO_ANSWER",
      "the person at this computer is still being asked whether it may be used. Nothing was done; try again in a while",
    ),
  paused: (touched: boolean): CommandError =>
    coded(
      "COMPUTER_REFUSED_PAUSED",
      `${touched ? "the person touched mouse or keyboard and took over" : "the person paused computer use"}. Wait, and take a new screenshot when they let it go on; what was being done may be half done`,
    ),
  viewOnly: (): CommandError =>
    coded("COMPUTER_REFUSED_VIEW_ONLY", "the person lets this computer be watched, not controlled"),
  busy: (): CommandError =>
    coded(
      "COMPUTER_HOST_BUSY",
      "another run uses this computer; try again when it is over. It ends by itself when nothing is asked for a while",
    ),
};

/** What a caller reads of a driver's problem; `interrupted` is known better by the session. Pure. */
export function driverError(problem: DriverProblem): CommandError {
  switch (problem.kind) {
    case "unavailable":
      return coded("COMPUTER_DRIVER_UNAVAILABLE", "this desktop cannot be acted on at the moment");
    case "unsupported-key":
      return coded("COMPUTER_UNSUPPORTED_KEY", "this keyboard has no such key");
    case "unsupported-display":
      return coded(
        "COMPUTER_UNSUPPORTED_DISPLAY",
        "there is no such display, or it is not certain which one it is",
      );
    case "own-window":
      return coded("COMPUTER_REFUSED_OWN_WINDOW", "this is a window of Clawtray; agents never act on it");
    case "protected":
      return coded(
        "COMPUTER_REFUSED_PROTECTED",
        "a password field, a permission prompt or the lock screen is only for the person at this computer",
      );
    case "interrupted":
      return refusals.paused(true);
  }
}
