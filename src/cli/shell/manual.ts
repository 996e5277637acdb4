import type { Command } from "commander";
import { systemWords } from "../../shared/words/system-words.ts";
import { environment, exitCodes } from "../epilogue.ts";
import { everyCommand, nameOf } from "../refusal.ts";

/** Text that roff takes literally (groff_char(7)): a line must not begin with a dot or a quote. */
const plain = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("~", "\\(ti")
    .replaceAll("^", "\\(ha")
    .replace(/^([.'])/gm, "\\&$1");

const entries = (list: readonly (readonly [string, string])[]): string =>
  list.map(([word, meaning]) => `.TP\n.B ${plain(word)}\n${plain(meaning)}\n`).join("");

function commandSection(command: Command): string {
  const options = command.options.map(({ flags, description, argChoices }) => {
    const choices = argChoices === undefined ? "" : ` (one of ${argChoices.join(", ")})`;
    return [flags, `${description}${choices}`] as const;
  });
  const words = command.registeredArguments.map((argument) => ` ${argument.name().toUpperCase()}`).join("");
  return `.SS ${plain(`${nameOf(command)}${words}`)}\n${plain(command.description())}\n${entries(options)}`;
}

/** The manual page clawtray(1), from the definitions the parser itself uses. Pure. */
export function manualPage(program: Command, version: string): string {
  const commands = everyCommand(program).filter(
    (command) => command.parent !== null && command.description() !== "",
  );
  return `.\\" Made by: clawtray manual
.TH CLAWTRAY 1 "" "clawtray ${plain(version)}" "User Commands"
.SH NAME
clawtray \\- ${plain("make this computer a node of an OpenClaw gateway")}
.SH SYNOPSIS
.B clawtray
.RI [ command ]
.RI [ options ]
.SH DESCRIPTION
${plain(program.description())}
An administrator of the gateway approves the device once; from then on the gateway may run commands on this computer, as far as its owner allows.
.SH COMMANDS
${commands.map((command) => commandSection(command)).join("")}.SH ENVIRONMENT
${entries(environment)}.SH EXIT STATUS
${entries(exitCodes)}.SH SIGNALS OF RUN
${entries(systemWords("linux").signals)}.SH BUGS
Please report them at https://github.com/clawtray/clawtray/issues with what
.B clawtray doctor \\-\\-bundle
writes.
`;
}
