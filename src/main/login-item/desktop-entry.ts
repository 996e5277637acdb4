import type { LaunchCommand } from "./login-item.ts";

/*
 * The parts of a desktop entry that we write and read back. Source: Desktop Entry Specification 1.5,
 * "Possible value types" and "The Exec key".
 */

/** A value of type string: a backslash starts an escape there. Pure. */
export const desktopString = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r");

/**
 * One argument of an `Exec` line: quoted when it contains a reserved character; backslashes are doubled once more,
 * because the value is a string. Pure.
 */
export function execArgument(argument: string): string {
  const escaped = argument.replaceAll("%", "%%");
  if (/^[A-Za-z0-9_\-./:=@%+,]+$/.test(escaped)) return escaped;
  const quoted = escaped.replace(/["`$\\]/g, (character) => `\\${character}`);
  return `"${desktopString(quoted)}"`;
}

/** The value of `Exec` for this command. Pure. */
export const execLine = ({ path, args }: LaunchCommand): string =>
  [path, ...args].map(execArgument).join(" ");

/** The keys of the entry's main group; for a key that is written twice, the first. Pure. */
export function readDesktopEntry(text: string): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  let group = "";
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[(.*)\]\s*$/.exec(line);
    if (header !== null) group = header[1] ?? "";
    if (group !== "Desktop Entry") continue;
    const [, name, value] = /^([A-Za-z0-9-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined && !keys.has(name)) keys.set(name, unescapeString(value));
  }
  return keys;
}

function unescapeString(value: string): string {
  const meant: Readonly<Record<string, string>> = { s: " ", n: "\n", t: "\t", r: "\r", "\\": "\\" };
  return value.replace(/\\(.)/g, (whole, character: string) => meant[character] ?? whole);
}

/** Program and arguments of an `Exec` value whose string escapes have been resolved; field codes are left out. Pure. */
export function readExec(value: string): readonly string[] {
  const words = value.match(/"(?:\\.|[^"\\])*"|[^\s"]+/g) ?? [];
  return words
    .map((word) => (word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, "$1") : word))
    .filter((word) => !/^%[a-zA-Z]$/.test(word))
    .map((word) => word.replaceAll("%%", "%"));
}
