import type { Command } from "commander";
import { closest } from "./closest.ts";
import { sentenceOf } from "./flags.ts";

/** `clawtray approvals set` for the command `set` of `approvals`. */
export function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

export const everyCommand = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap((verb) => everyCommand(verb)),
];

/** A longer or odder word may be a secret that was pasted: it is never repeated. */
const isPlain = (word: string): boolean => /^-{0,2}[a-z][a-z-]{0,29}$/i.test(word);

const meant = (word: string, known: readonly string[], before = ""): string => {
  const near = closest(word, known);
  return near === null ? "" : ` Did you mean ${before}${near}?`;
};

/** Without the hidden ones. */
const verbsOf = (command: Command): readonly string[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((verb) => verb.name());

/** The sentence for a word after the command that is neither an option nor expected. */
export function refuseWord(command: Command, word: string): string {
  const help = ` Try: ${nameOf(command)} --help`;
  const verbs = verbsOf(command).filter((verb) => verb !== "help");
  const own = sentenceOf(command);
  const quoted = isPlain(word) ? `"${word}"` : "that";
  if (command.parent === null) {
    const none = isPlain(word) ? `There is no command ${quoted}.` : "There is no such command.";
    return `${none}${meant(word, verbs, "clawtray ")}${help}`;
  }
  if (own !== null) return own;
  if (verbs.length === 0) return `${nameOf(command)} takes no more arguments here.${help}`;
  const list = `${verbs.slice(0, -1).join(", ")} and ${verbs.at(-1)}`;
  return `${nameOf(command)} accepts ${list}, not ${quoted}.${meant(word, verbs)}${help}`;
}

/** The sentence for an option the command does not have. */
export function refuseOption(command: Command, typed: string): string {
  const help = ` Try: ${nameOf(command)} --help`;
  // What follows "=" is a value, and anything attached to a short option may be one too.
  const flag = typed.startsWith("--") ? (typed.split("=")[0] ?? "") : typed.slice(0, 2);
  if (!isPlain(flag)) return `There is no such option.${help}`;
  const root = everyCommand(rootOf(command));
  const others = root.filter((other) => longOptions(other).includes(flag));
  if (others.length > 0 && command.parent === null)
    return `${flag} goes after the command, such as: ${nameOf(others[0] ?? command)} ${flag}.${help}`;
  if (others.length > 0)
    return `${flag} belongs to: ${others.map((other) => nameOf(other)).join(", ")}.${help}`;
  const known = [...longOptions(command), "--help"].map((option) => option.slice(2));
  return `${nameOf(command)} has no option ${flag}.${meant(flag.slice(2), known, "--")}${help}`;
}

const rootOf = (command: Command): Command => (command.parent === null ? command : rootOf(command.parent));

export const longOptions = (command: Command): readonly string[] =>
  command.options.flatMap(({ long }) => (long == null ? [] : [long]));
