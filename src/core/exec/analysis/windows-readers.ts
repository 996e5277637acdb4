import { win32 } from "node:path";
import type { Harmless } from "./harmless.ts";
import { isOrdinaryPath, namesRemotePath } from "./windows-path.ts";

/**
 * Windows programs that do nothing but read and print, with the switches each may have; an argument that is not a
 * switch is what it reads. One per line, sorted, each with what was left out.
 */
const readers: Readonly<Record<string, RegExp>> = {
  // The neighbour table; `-s` and `-d` change it.
  arp: /^([-/](a|g|v)|[\d.]+)$/i,
  driverquery: /^\/(v|si|nh|fo|table|list|csv)$/i,
  fc: /^(\/(a|b|c|l|n|t|u|w|off(line)?|lb\d+|\d+)|[^/-].*)$/i,
  find: /^(\/(v|c|n|i|off(line)?)|[^/-].*)$/i,
  // `/f:` and `/d:` read the names of files and folders from elsewhere, `/g:` what to look for.
  findstr: /^([/-]([belrsixvnmop]+|c:.*|a:[\da-f]{2}|off(line)?)|[^/-].*)$/i,
  getmac: /^\/(v|nh|fo|table|list|csv)$/i,
  // An argument would be a new name.
  hostname: /$^/,
  // `/release`, `/renew`, `/flushdns` and others change the network.
  ipconfig: /^[-/](all|allcompartments|displaydns|\?)$/i,
  // A number at the end would repeat it forever.
  netstat: /^-[abefnoqrstxy]+$/i,
  quser: /^[\w.-]+$/,
  systeminfo: /^(\/(nh|fo)|table|list|csv)$/i,
  // `/s`, `/u` and `/p` query another computer.
  tasklist: /^(\/(v|svc|m|apps|nh|fo|fi)|table|list|csv|[\w.]+ (eq|ne|gt|lt|ge|le) [\w.*:\\ -]+)$/i,
  tree: /^(\/(f|a)|[^/-].*)$/i,
  // `/r` looks through a whole folder, which may be another computer's.
  where: /^(\/(q|f|t)|[\w.*?+-]+)$/i,
  whoami: /^(\/(upn|fqdn|logonid|user|groups|claims|priv|all|nh|fo)|table|list|csv)$/i,
};

/** Whether this name, in lower case and without its extension, is a known reader. */
export const isWindowsReader = (name: string): boolean =>
  Object.hasOwn(readers, name) || Object.hasOwn(builtins, name);
/**
 * Besides letters and digits, what Windows may turn into a separator, a dash or a quote for a program that takes its
 * arguments in the computer's code page ("best fit"): to those, `＼＼server＼share` and, in Japan, `¥` are backslashes.
 */
const mayBecomeAnother = /[\uff00-\uffef]|(?![\p{L}\p{M}\p{N}])[^\x20-\x7e]/u;

/** cmd builtins that only print, with the arguments each may have. None of them starts anything. */
const builtins: Readonly<Record<string, (words: readonly string[]) => boolean>> = {
  // A lone folder would be changed into.
  cd: (words) => words.length === 0,
  chdir: (words) => words.length === 0,
  date: (words) => words.length === 1 && /^\/t$/i.test(words[0] ?? ""),
  dir: (words) => words.every((word) => /^\/[a-z:4-]+$/i.test(word) || isReadable(word)),
  echo: () => true,
  time: (words) => words.length === 1 && /^\/t$/i.test(words[0] ?? ""),
  type: (words) => words.length > 0 && words.every(isReadable),
  ver: (words) => words.length === 0,
  vol: (words) => words.every((word) => /^[a-z]:$/i.test(word)),
};

/** A file, a folder or a pattern: not a device, which would wait or talk to a port, and not a stream. */
const isReadable = (word: string): boolean =>
  !word.startsWith("/") && isOrdinaryPath(word.replaceAll(/[*?]/g, "x"));

/** Whether cmd itself, given these arguments, is known to do nothing but read and print. */
export function isHarmlessBuiltin([name = "", ...words]: readonly string[]): boolean {
  const called = name.toLowerCase();
  if (!Object.hasOwn(builtins, called)) return false;
  const plain = words.every(
    (word) => !namesRemotePath(word) && (called === "echo" || !mayBecomeAnother.test(word)),
  );
  return plain && builtins[called]?.(words) === true;
}

/** The folders that `findstr /s` goes through: those of its files and patterns. */
function searchedBelow(words: readonly string[]): readonly string[] {
  if (!words.some((word) => /^[-/][a-z]*s[a-z]*$/i.test(word))) return [];
  return words.filter((word) => !/^[-/]/.test(word)).map((word) => win32.dirname(word));
}

/** Whether a Windows program, given these arguments, is known to do nothing but read and print. */
export function harmlessOnWindows(name: string, words: readonly string[]): Harmless | null {
  const allowed = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (allowed === undefined || words.some((word) => namesRemotePath(word) || mayBecomeAnother.test(word)))
    return null;
  if (!words.every((word) => allowed.test(word))) return null;
  return { below: name === "findstr" ? searchedBelow(words) : [] };
}
