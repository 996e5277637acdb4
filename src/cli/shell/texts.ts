import { createProgram } from "../program.ts";
import type { Shell } from "../shell-arguments.ts";
import { bashCompletion } from "./bash.ts";
import { fishCompletion } from "./fish.ts";
import { manualPage } from "./manual.ts";
import { outline } from "./outline.ts";
import { powershellCompletion } from "./powershell.ts";
import { zshCompletion } from "./zsh.ts";

const makers = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

/** The completions for a shell, as a script. */
export const completionsFor = (shell: Shell): string => makers[shell](outline(createProgram(() => {})));

/** The manual page, for man(1). */
export const manual = (version: string): string =>
  manualPage(
    createProgram(() => {}, "linux"),
    version,
  );
