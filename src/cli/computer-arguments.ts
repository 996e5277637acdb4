import type { Command } from "commander";
import { type Result, success } from "../shared/result.ts";
import type { Values } from "./argument-values.ts";
import { explain, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface ComputerArguments extends Place {
  readonly action: "status" | "pause" | "end";
}

type Take = (options: Result<ComputerArguments, string>) => void;

/** Also what is said to `clawtray computer resume`. */
const SAY =
  "Usage: clawtray computer [status], clawtray computer pause, or clawtray computer end. A paused agent goes on only from the tray menu or the window: a terminal command could be run by the agent itself.";

/** `clawtray computer`, with its verbs. None of them lets an agent do more than it may already do. */
export function defineComputer(program: Command, take: Take): void {
  const computer = program
    .command("computer")
    .summary("show, pause or end what an agent does with this desktop")
    .description(
      "Shows whether an agent sees or controls this computer's desktop through the running desktop app: for which gateway, and until when. The app asks you before an agent may, and only its tray menu or window lets a paused agent go on.",
    );
  const takes =
    (action: ComputerArguments["action"]) =>
    (_values: Values, self: Command): void => {
      const place = readPlace(self.optsWithGlobals());
      take(place.ok ? success({ ...place.value, action }) : place);
    };
  withPlace(explain(computer, SAY)).action(takes("status"));
  const verb = (action: ComputerArguments["action"], summary: string, description: string): void => {
    const command = computer.command(action).summary(summary).description(description);
    withPlace(explain(command, SAY)).action(takes(action));
  };
  verb("status", "show what an agent does now", "Shows what an agent does with this computer's desktop now.");
  verb(
    "pause",
    "take over from an agent",
    "Pauses it: the agent sees and does nothing until you let it go on in the tray menu or the window.",
  );
  verb(
    "end",
    "end it, or refuse what an agent asks for",
    "Ends it, or refuses what an agent asks for, and you are not asked again in that run of the agent. The connection stays.",
  );
}
