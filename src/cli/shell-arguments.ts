import { Argument, type Command } from "commander";
import { failure, type Result, success } from "../core/result.ts";
import { explain } from "./flags.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

const say = "Say which shell: clawtray completions bash, zsh or fish.";

/** `clawtray completions`. */
export function defineCompletions(program: Command, take: (shell: Result<Shell, string>) => void): void {
  const command = program
    .command("completions")
    .summary("completions for bash, zsh or fish")
    .description(
      "Prints completions for a shell. bash: put them in ~/.local/share/bash-completion/completions/clawtray. zsh: in a folder of $fpath as _clawtray. fish: in ~/.config/fish/completions/clawtray.fish.",
    )
    .addArgument(
      new Argument("<shell>", "bash, zsh or fish").choices(shells).argParser((word: string) => word),
    );
  explain(command, say);
  command.action((word: string) => {
    const shell = shells.find((known) => known === word);
    take(shell === undefined ? failure(say) : success(shell));
  });
}
