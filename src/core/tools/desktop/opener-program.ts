import { success } from "../../../shared/result.ts";
import type { Opener } from "../built-in/sources.ts";
import { type Environment, findProgram, tell } from "./program.ts";

/** One that still runs then has become the browser, ms. */
const ENOUGH_MS = 5_000;

interface Program {
  readonly name: string;
  /** What stands before the link or path. */
  readonly words: readonly string[];
}

const programs: Partial<Record<NodeJS.Platform, Program>> = {
  linux: { name: "xdg-open", words: [] },
  darwin: { name: "open", words: [] },
  // Without `start`, which is a shell's.
  win32: { name: "rundll32.exe", words: ["url.dll,FileProtocolHandler"] },
};

/** Links and files by the program that the system has for them; null where there is none, or no desktop. */
export function openerProgram(environment: Environment, platform: NodeJS.Platform): Opener | null {
  if (platform === "linux" && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) return null;
  const program = programs[platform];
  const path = program === undefined ? null : findProgram(program.name, environment, platform);
  if (program === undefined || path === null) return null;
  // What is checked begins with its scheme, or is a whole path, and so is no option.
  const open = async (what: string, signal: AbortSignal) => {
    const opened = await tell(path, [...program.words, what], { environment, signal, enoughMs: ENOUGH_MS });
    return opened.ok ? success(undefined) : opened;
  };
  return { openLink: open, openFile: open };
}
