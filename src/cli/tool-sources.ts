import type { ToolSources } from "../core/tools/built-in/sources.ts";
import { clipboardPrograms } from "../core/tools/desktop/clipboard-programs.ts";
import { openerProgram } from "../core/tools/desktop/opener-program.ts";
import { windowList } from "../core/tools/desktop/window-list.ts";

/** What a program in a terminal can do of the desktop, by the programs that the system has for it. */
export const terminalToolSources = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform): ToolSources => ({
  clipboard: clipboardPrograms(env, platform),
  opener: openerProgram(env, platform),
  windows: windowList(env, platform),
  picker: null,
});
