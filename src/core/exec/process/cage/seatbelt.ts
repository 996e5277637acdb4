import { join } from "node:path";
import type { CagePlaces, Grant } from "./grant.ts";
import type { Mount } from "./mount.ts";
import { hiddenInHome, shownOfHome } from "./places.ts";

/** A text as Seatbelt's language quotes it. */
const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/**
 * A path within a regular expression that denies something. What could end the literal, or mean something else in it,
 * stands for any character: denying more than one path does no harm.
 */
const inPattern = (text: string): string =>
  Array.from(text, (character) =>
    /[\w/ -]/.test(character) ? character : character < "\x7f" ? "[^/]" : "[^/]+",
  ).join("");

const below = (paths: readonly string[]): string =>
  paths.map((path) => `(subpath ${quoted(path)})`).join(" ");

/** Names in the home directory, without a dot, that are nobody's business either. */
const hiddenOfMac = [...hiddenInHome, "Pictures/Photos Library.photoslibrary"];

/**
 * A profile for sandbox-exec(1): everything is denied except reading the system and what a home directory shows,
 * writing to the granted folders and one private folder, and handling its own processes. Later rules win. `held` is
 * what stays as it is in those folders. No path may contain control characters. Pure; runs on macOS only, where it has
 * to be tried before it is relied on.
 */
export function seatbeltProfile(
  grant: Grant,
  { home, state }: CagePlaces,
  privateFolder: string,
  held: readonly Mount[],
): string {
  const dots = `(regex #"^${inPattern(home)}/\\.")`;
  const secrets = [...hiddenOfMac.map((name) => join(home, name)), ...(state === null ? [] : [state])];
  // Repositories created later as well; a name may be written in capitals and mean the same.
  const inGranted = grant.write.map(
    (folder) =>
      `(regex #"^${inPattern(folder)}/(.*/)?[.][gG][iI][tT]/(.*/)?(hooks(/.*)?|config|config[.]worktree|commondir|gitdir)$")`,
  );
  const kept = held.flatMap(({ kind, path }) => (kind === "pin" ? [] : [`(subpath ${quoted(path)})`]));
  const unmoved = held.map(({ path }) => `(literal ${quoted(path)})`);
  const lines = [
    "(version 1)",
    "(deny default)",
    "(allow process-exec process-fork)",
    "(allow signal (target same-sandbox))",
    "(allow process-info* (target same-sandbox))",
    "(allow sysctl-read)",
    "(allow file-read-metadata)",
    "(allow file-read*)",
    `(deny file-read* ${dots})`,
    `(allow file-read* ${below(shownOfHome.map((name) => join(home, name)))})`,
    `(deny file-read* (subpath "/private/var/db") (subpath "/private/var/root") (subpath "/Library/Keychains"))`,
    `(allow file-write* (literal "/dev/null") (literal "/dev/zero") ${below([privateFolder, ...grant.write])})`,
    ...(grant.write.length === 0 ? [] : [`(allow file-read* ${below(grant.write)})`]),
    ...(inGranted.length === 0 ? [] : [`(deny file-write* ${[...inGranted, ...kept].join(" ")})`]),
    ...(unmoved.length === 0 ? [] : [`(deny file-write-unlink ${unmoved.join(" ")})`]),
    `(deny file-read* file-write* ${below(secrets)})`,
    ...(grant.network
      ? [
          "(allow network-outbound (remote ip))",
          "(allow network-inbound (local ip))",
          '(allow mach-lookup (global-name "com.apple.dnssd.service") (global-name "com.apple.SystemConfiguration.configd"))',
          '(allow network-outbound (literal "/private/var/run/mDNSResponder"))',
        ]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}
