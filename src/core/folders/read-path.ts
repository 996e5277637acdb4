import { posix, win32 } from "node:path";
import { isOrdinaryPath } from "../exec/analysis/windows-path.ts";

/** What a path, and each name in it, may have in bytes; Linux `PATH_MAX` and `NAME_MAX`, other systems allow no more. */
const MAX_PATH = 4_096;
const MAX_NAME = 255;

/**
 * A path that a gateway names, in the one form in which it is judged and opened: whole, without `.`, `..` and doubled
 * separators. Null for one that is relative, that no file can have, or that the system would read otherwise than it is
 * written: on Windows other computers, devices, streams, drives without a separator, trailing dots and blanks. `..` is
 * resolved by its words alone, which is right where links are not followed. Pure.
 */
export function readPath(path: unknown, platform: NodeJS.Platform): string | null {
  if (typeof path !== "string" || path.includes("\0") || /\p{Surrogate}/u.test(path)) return null;
  if (Buffer.byteLength(path) > MAX_PATH) return null;
  const windows = platform === "win32";
  if (windows ? !/^[A-Za-z]:[\\/]/.test(path) || !isOrdinaryPath(path) : !path.startsWith("/")) return null;
  const paths = windows ? win32 : posix;
  const whole = paths.normalize(windows ? path.replaceAll("/", "\\") : path);
  const isRoot = whole.length <= paths.parse(whole).root.length;
  const bare = !isRoot && whole.endsWith(paths.sep) ? whole.slice(0, -1) : whole;
  const names = bare.split(paths.sep);
  return names.some((name) => Buffer.byteLength(name) > MAX_NAME) ? null : bare;
}
