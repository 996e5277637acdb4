import type { InstanceAnswer } from "../../core/instance/claim.ts";
import type { ToldComputer } from "../../core/instance/told-computer.ts";
import { localTime } from "./activity.ts";

/** What a node that answered tells of computer use; null where none did, or it does not say. */
export const computerIn = (answer: InstanceAnswer): ToldComputer | null =>
  (answer.kind === "snapshot" ? answer.snapshot.computer : undefined) ?? null;

/** Whether an agent uses this computer, or asks to. Pure. */
export const isGoingOn = (told: ToldComputer | null): boolean =>
  told !== null && told.phase !== "idle" && told.phase !== "unavailable";

/** What an agent does, as a sentence; "" when nothing goes on. Pure. */
export function useSentence(told: ToldComputer | null, gateway: string | null): string {
  const who = gateway === null ? "An agent" : `An agent of ${gateway}`;
  switch (told?.phase) {
    case "asking":
      return `${who} asks to use this computer. The desktop app shows the question.`;
    case "active":
      return `${who} ${told.scope === "view" ? "sees this screen" : "controls this computer"}, until ${localTime(told.until)} at most.`;
    case "paused":
      return `Paused: ${who.replace(/^A/, "a")} may ${told.scope === "view" ? "see this screen" : "control this computer"} until ${localTime(told.until)}, once you let it go on in the tray menu or the window.`;
    default:
      return "";
  }
}

/** One line of `status`, where something goes on. Pure. */
export const computerLines = (told: ToldComputer | null): readonly string[] =>
  isGoingOn(told)
    ? [
        `Computer use: ${useSentence(told, null)} To ${told?.phase === "asking" ? "refuse" : "end"} it: clawtray computer end`,
      ]
    : [];
