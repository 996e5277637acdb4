import { revealCommand } from "../../shared/text/reveal.ts";

/** How much of a command line is shown, characters. */
const MAX_COMMAND_LENGTH = 300;

/** A command line as the window lists it: made visible, and shortened. Pure. */
export function shownCommand(command: string): string {
  const shown = revealCommand(command);
  return shown.length > MAX_COMMAND_LENGTH ? `${shown.slice(0, MAX_COMMAND_LENGTH)}…` : shown;
}
