import { reveal } from "../core/exec/question/reveal.ts";

/** Of a command line, characters. */
const LONGEST_COMMAND = 300;

/** A command line as the window lists it: made visible, and shortened. Pure. */
export function shownCommand(command: string): string {
  const shown = reveal(command);
  return shown.length > LONGEST_COMMAND ? `${shown.slice(0, LONGEST_COMMAND)}…` : shown;
}
