import type { RunRequestParams } from "./run-request.ts";

/**
 * One argument, or one variable with its name, in bytes with the closing zero: MAX_ARG_STRLEN, 32 pages. Source:
 * execve(2).
 */
const MAX_WORD_ON_LINUX_LENGTH = 128 * 1024;
/** All arguments and variables, bytes: a quarter of the usual stack limit of 8 MB. Source: execve(2). */
const MAX_ON_LINUX = 2 * 1024 * 1024;
/** ARG_MAX, bytes. Source: execve(2) of macOS. */
const MAX_ON_MACOS = 1024 * 1024;
/** UTF-16 units with the closing zero. Source: CreateProcessW, lpCommandLine. */
const MAX_LINE_ON_WINDOWS_LENGTH = 32_767;

/**
 * Why the system cannot start this, as a sentence with the limit and what to do instead; null when it can. Checked
 * before anybody is asked.
 */
export function whyTooLong(
  { argv, variables }: Pick<RunRequestParams, "argv" | "variables">,
  platform: NodeJS.Platform,
): string | null {
  if (platform === "win32") {
    const length = argv.reduce((sum, word) => sum + word.length + 3, 1);
    return length > MAX_LINE_ON_WINDOWS_LENGTH
      ? `the command is ${length} characters long; Windows allows ${MAX_LINE_ON_WINDOWS_LENGTH}. Put the long part into a file`
      : null;
  }
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const sizes = [...argv, ...set].map((text) => Buffer.byteLength(text) + 1);
  const longest = Math.max(...sizes);
  if (platform === "linux" && longest > MAX_WORD_ON_LINUX_LENGTH)
    return `one argument of the command is ${longest - 1} bytes long; Linux allows less than 128 KiB (${MAX_WORD_ON_LINUX_LENGTH}) each. Put the long part into a file`;
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const most = platform === "darwin" ? MAX_ON_MACOS : MAX_ON_LINUX;
  return all > most
    ? `the command's arguments and variables come to ${all} bytes; this system allows ${most}. Put the long part into a file`
    : null;
}
