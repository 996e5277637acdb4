import { win32 } from "node:path";
import { isDeviceName } from "../../files/typed-windows-path.ts";

/**
 * Whether, for this path, Windows would leave this computer or its ordinary names. A path that begins with two
 * separators names another computer (`\\\\host\\share`, `//host/share`), a device or a raw path; merely looking at it
 * makes Windows send the user's NTLM response to that computer. `\\??\\` is the same in the kernel's notation.
 */
export const isRemotePath = (path: string): boolean => /^\s*"?([\\/]{2}|[\\/]\?\?[\\/])/.test(path);

/** This computer under a name by which Windows reaches a drive over the network: `\\\\localhost\\C$\\...`. */
const THROUGH_NETWORK =
  /^\\{2}(?:[?.]\\UNC\\)?(?:localhost|127(?:\.\d+){1,3}|::1|--1\.ipv6-literal\.net)\\([a-z])\$(?:\\|$)/i;
/** A drive under a name that Windows takes literally. */
const RAW = /^(?:\\{2}[?.]\\|\\\?\?\\)([a-z]):(?:\\|$)/i;

/**
 * A path that can be looked at without leaving this computer: the path itself, or, for a raw path or one of this
 * computer's own shares, the path on its drive. Null for everything else that is an `isRemotePath`.
 */
export function pathOnThisComputer(path: string): string | null {
  if (!isRemotePath(path)) return path;
  const form = path.replaceAll("/", "\\");
  const found = RAW.exec(form) ?? THROUGH_NETWORK.exec(form);
  return found === null ? null : `${found[1]}:\\${form.slice(found[0].length)}`;
}

/** Also when an option carries it: `--file=//host/share/x`, `/d:\\\\host\\share`. */
export const namesRemotePath = (word: string): boolean =>
  isRemotePath(word) || /[=:,;][\\/]{2}(?!\/)/.test(word.replace(/^[a-z][a-z+.-]*:\/\//i, ""));

/**
 * Whether a path names one ordinary file and nothing else: no stream of it, no device, no characters that a folder
 * cannot hold, no trailing dots or blanks, which Windows strips, and no path that depends on another drive's current
 * folder (`C:tool.exe`).
 */
export function isOrdinaryPath(path: string): boolean {
  if (isRemotePath(path)) return false;
  const [, drive = "", rest = ""] = /^([A-Za-z]:)?(.*)$/s.exec(path) ?? [];
  if (drive !== "" && !/^[\\/]/.test(rest)) return false;
  if (/[<>:"|?*\p{Cc}]/u.test(rest)) return false;
  const names = rest.split(/[\\/]/).filter((name) => name !== "" && name !== "." && name !== "..");
  return names.every((name) => !isDeviceName(name) && !/[. ]$/.test(name));
}

/** Letters to which Unicode gives capitals that NTFS does not know. */
const UNFOLDED = /[\u10d0-\u10ff\u13f8-\u13fd\u1c80-\u1c8a\uab70-\uabbf]/;

function capital(character: string): string {
  const upper = character.toUpperCase();
  // What does not map back to itself is folded by Unicode but not by NTFS: dotless i, long s, micro.
  const same = upper.length === 1 && upper.toLowerCase() === character && !UNFOLDED.test(character);
  return same ? upper : character;
}

/** A name in the form in which NTFS compares it: one UTF-16 unit at a time, never changing its length. */
export const foldAsNtfs = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => capital(text.charAt(at))).join("");

/** Extensions of files that Windows itself can start, batch files through cmd. */
const runnable = [".COM", ".EXE", ".BAT", ".CMD"];

/** The extensions tried for a name without one, in the order of `PATHEXT`, without those that need another program. */
export function runnableEndings(pathExt: string | undefined): readonly string[] {
  const wanted = (pathExt ?? "")
    .toUpperCase()
    .split(";")
    .filter((ending) => runnable.includes(ending));
  return wanted.length > 0 ? wanted : runnable;
}

/** Whether Windows can start this file as it is. */
export const isRunnable = (path: string): boolean => runnable.includes(win32.extname(path).toUpperCase());
