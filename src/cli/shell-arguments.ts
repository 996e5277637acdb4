import { Argument, type Command } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import { systemWords } from "../shared/words/system-words.ts";
import { explain } from "./flags.ts";

export const shells = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof shells)[number];

const SAY = "Specify a shell: clawtray completions bash, zsh, fish or powershell.";

/** `clawtray completions`. */
export function defineCompletions(
  program: Command,
  take: (shell: Result<Shell, string>) => void,
  platform: NodeJS.Platform,
): void {
  const command = program
    .command("completions")
    .summary("print completions for bash, zsh, fish or PowerShell")
    .description(`Prints completions for a shell. ${systemWords(platform).completionPlaces}`)
    .addArgument(
      new Argument("<shell>", "bash, zsh, fish or powershell")
        .choices(shells)
        .argParser((word: string) => word),
    );
  explain(command, SAY);
  command.action((word: string) => {
    const shell = shells.find((known) => known === word);
    take(shell === undefined ? failure(SAY) : success(shell));
  });
}
