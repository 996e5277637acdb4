import type { Harmless } from "./harmless.ts";
import { namesRemotePath } from "./windows-path.ts";

/**
 * Programs of Windows that do nothing but read and print, with the switches each may have for that; a word
 * that is no switch is what it reads. One a line, sorted, each with what was left out.
 */
const readers: Readonly<Record<string, RegExp>> = {
  // The table of neighbours; `-s` and `-d` change it.
  arp: /^([-/](a|g|v)|[\d.]+)$/i,
  driverquery: /^\/(v|si|nh|fo|table|list|csv)$/i,
  fc: /^(\/(a|b|c|l|n|t|u|w|off(line)?|lb\d+|\d+)|[^/-].*)$/i,
  find: /^(\/(v|c|n|i|off(line)?)|[^/-].*)$/i,
  // `/f:` and `/d:` read the names of files and folders from elsewhere, `/g:` what to look for.
  findstr: /^([/-]([belrsixvnmop]+|c:.*|a:[\da-f]{2}|off(line)?)|[^/-].*)$/i,
  getmac: /^\/(v|nh|fo|table|list|csv)$/i,
  // A word would be a new name.
  hostname: /$^/,
  // `/release`, `/renew`, `/flushdns` and the like change the network.
  ipconfig: /^[-/](all|allcompartments|displaydns|\?)$/i,
  // A number at the end would repeat it for ever.
  netstat: /^-[abefnoqrstxy]+$/i,
  quser: /^[\w.-]+$/,
  systeminfo: /^(\/(nh|fo)|table|list|csv)$/i,
  // `/s`, `/u` and `/p` ask another computer.
  tasklist: /^(\/(v|svc|m|apps|nh|fo|fi)|table|list|csv|[\w.]+ (eq|ne|gt|lt|ge|le) [\w.*:\\ -]+)$/i,
  tree: /^(\/(f|a)|[^/-].*)$/i,
  // `/r` looks through a whole folder, which may be another computer's.
  where: /^(\/(q|f|t)|[\w.*?+-]+)$/i,
  whoami: /^(\/(upn|fqdn|logonid|user|groups|claims|priv|all|nh|fo)|table|list|csv)$/i,
};

/** Whether a program of Windows with these words after it is known to do nothing but read and print. */
export function harmlessOnWindows(name: string, words: readonly string[]): Harmless | null {
  const allowed = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (allowed === undefined || words.some(namesRemotePath)) return null;
  return words.every((word) => allowed.test(word)) ? { below: [] } : null;
}
