import type { RunRequestParams } from "./run-request.ts";

/** One word, or one variable with its name, bytes with the closing zero: MAX_ARG_STRLEN, 32 pages. Source: execve(2). */
const LONGEST_WORD_ON_LINUX = 128 * 1024;
/** All of it, bytes: a quarter of the usual stack limit of 8 MB. Source: execve(2). */
const LARGEST_ON_LINUX = 2 * 1024 * 1024;
/** ARG_MAX, bytes. Source: execve(2) of macOS. */
const LARGEST_ON_MACOS = 1024 * 1024;
/** UTF-16 units with the closing zero. Source: CreateProcessW, lpCommandLine. */
const LONGEST_LINE_ON_WINDOWS = 32_767;

/**
 * Why the system cannot start this, as a sentence with its limit and what to do instead; null when it can. Said
 * before anybody is asked.
 */
export function whyTooLong(
  { argv, variables }: Pick<RunRequestParams, "argv" | "variables">,
  platform: NodeJS.Platform,
): string | null {
  if (platform === "win32") {
    const length = argv.reduce((sum, word) => sum + word.length + 3, 1);
    return length > LONGEST_LINE_ON_WINDOWS
      ? `the command is ${length} characters long; Windows takes ${LONGEST_LINE_ON_WINDOWS}. Put the long part into a file`
      : null;
  }
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const sizes = [...argv, ...set].map((text) => Buffer.byteLength(text) + 1);
  const longest = Math.max(...sizes);
  if (platform === "linux" && longest > LONGEST_WORD_ON_LINUX)
    return `one word of the command has ${longest - 1} bytes; Linux takes less than 128 KiB (${LONGEST_WORD_ON_LINUX}) in one. Put the long part into a file`;
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const most = platform === "darwin" ? LARGEST_ON_MACOS : LARGEST_ON_LINUX;
  return all > most
    ? `the command has ${all} bytes in all its words and variables; this system takes ${most}. Put the long part into a file`
    : null;
}
