import type { Command } from "commander";
import { everyCommand, nameOf } from "../refusal.ts";

/** What completes a value: a closed list, a folder, a file, or nothing we know. */
export type Values = readonly string[] | "folder" | "file" | null;

export interface OutlineOption {
  /** `--state-dir`. */
  readonly long: string;
  readonly short: string | null;
  readonly description: string;
  /** Null for an option without a value. */
  readonly value: { readonly values: Values } | null;
}

/** One command as a shell sees it. */
export interface OutlineCommand {
  /** `clawtray approvals set`. */
  readonly path: string;
  readonly description: string;
  readonly verbs: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OutlineOption[];
  /** What its first argument may be. */
  readonly argument: Values;
}

function valuesOf(placeholder: string, choices: readonly string[] | undefined): Values {
  if (choices !== undefined) return choices;
  if (/<dir>/.test(placeholder)) return "folder";
  return /<file>/.test(placeholder) ? "file" : null;
}

/** Every command, from the definitions that the parser itself uses. */
export function outline(program: Command): readonly OutlineCommand[] {
  return everyCommand(program)
    .filter((command) => isVisible(command))
    .map((command) => ({
      path: nameOf(command),
      description: command.summary() || command.description(),
      verbs: visibleVerbs(command).map((verb) => ({ name: verb.name(), description: verb.summary() })),
      options: [
        ...command.options.map((option) => ({
          long: option.long ?? "",
          short: option.short ?? null,
          description: option.description,
          value: option.required ? { values: valuesOf(option.flags, option.argChoices) } : null,
        })),
        { long: "--help", short: "-h", description: "print this help", value: null },
      ],
      argument: command.registeredArguments[0]?.argChoices ?? null,
    }));
}

const visibleVerbs = (command: Command): readonly Command[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((verb) => verb.name() !== "help");

const isVisible = (command: Command): boolean =>
  command.parent === null || visibleVerbs(command.parent).includes(command);

/** A text as one word of a POSIX shell, bash or zsh. Pure. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Every command after its parent, each as one quoted pattern: the words that lead further. Pure. */
export const stepsOf = (commands: readonly OutlineCommand[]): readonly string[] =>
  commands.flatMap(({ path, verbs }) => verbs.map(({ name }) => quoted(`${path} ${name}`)));

/** Every option that wants a value, once for each way to write it. Pure. */
export const valueFlags = (
  commands: readonly OutlineCommand[],
): readonly { readonly path: string; readonly flag: string; readonly values: Values }[] =>
  commands.flatMap(({ path, options }) =>
    options.flatMap(({ long, short, value }) => {
      if (value === null) return [];
      const flags = short === null ? [long] : [long, short];
      return flags.map((flag) => ({ path, flag, values: value.values }));
    }),
  );
