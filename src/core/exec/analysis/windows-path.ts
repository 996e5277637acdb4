import { win32 } from "node:path";

/**
 * Whether Windows would leave this computer, or its ordinary names, for this path. Whatever begins with two
 * separators names another computer (`\\\\host\\share`, `//host/share`), a device or a raw path; to look at one is
 * enough for Windows to send the user's NTLM answer to that computer. `\\??\\` is the same in the kernel's words.
 */
export const isRemotePath = (path: string): boolean => /^\s*"?([\\/]{2}|[\\/]\?\?[\\/])/.test(path);

/** Also where an option carries it: `--file=//host/share/x`, `/d:\\\\host\\share`. */
export const namesRemotePath = (word: string): boolean =>
  isRemotePath(word) || /[=:,;][\\/]{2}(?!\/)/.test(word.replace(/^[a-z][a-z+.-]*:\/\//i, ""));

/** Names that are devices in every folder, whatever their ending (Microsoft, "Naming Files, Paths, and Namespaces"). */
const device =
  /^(con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\..*)?$/i;

/**
 * Whether a path names one ordinary file and nothing else: no stream of it, no device, no characters that a
 * folder cannot hold, no dots or blanks at the end of a name, which Windows takes off, and no path that
 * depends on what another drive's current folder is (`C:tool.exe`).
 */
export function isOrdinaryPath(path: string): boolean {
  if (isRemotePath(path)) return false;
  const [, drive = "", rest = ""] = /^([A-Za-z]:)?(.*)$/s.exec(path) ?? [];
  if (drive !== "" && !/^[\\/]/.test(rest)) return false;
  if (/[<>:"|?*\p{Cc}]/u.test(rest)) return false;
  const names = rest.split(/[\\/]/).filter((name) => name !== "" && name !== "." && name !== "..");
  return names.every((name) => !device.test(name) && !/[. ]$/.test(name));
}

/** Letters that Unicode gives capitals NTFS knows nothing of. */
const unfolded = /[\u10d0-\u10ff\u13f8-\u13fd\u1c80-\u1c8a\uab70-\uabbf]/;

function capital(character: string): string {
  const upper = character.toUpperCase();
  // What does not come back by the same way is folded by Unicode and not by NTFS: dotless i, long s, micro.
  const same = upper.length === 1 && upper.toLowerCase() === character && !unfolded.test(character);
  return same ? upper : character;
}

/** A name in the one form in which NTFS compares it: one UTF-16 unit at a time, never into another length. */
export const foldAsNtfs = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => capital(text.charAt(at))).join("");

/** Endings of files that Windows itself can start, batch files by way of cmd. */
const runnable = [".COM", ".EXE", ".BAT", ".CMD"];

/** The endings a name without one is tried with, in the order of `PATHEXT`, without those that need another program. */
export function runnableEndings(pathExt: string | undefined): readonly string[] {
  const wanted = (pathExt ?? "")
    .toUpperCase()
    .split(";")
    .filter((ending) => runnable.includes(ending));
  return wanted.length > 0 ? wanted : runnable;
}

/** Whether Windows can start this file as it is. */
export const isRunnable = (path: string): boolean => runnable.includes(win32.extname(path).toUpperCase());
