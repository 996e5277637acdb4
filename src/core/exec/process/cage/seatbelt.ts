import { join } from "node:path";
import type { CagePlaces, Grant } from "./grant.ts";
import { hiddenInHome, readOnOpening, shownOfHome } from "./places.ts";

/** A text as Seatbelt's language quotes it. */
const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\"]/g, "\\$&");

const below = (paths: readonly string[]): string =>
  paths.map((path) => `(subpath ${quoted(path)})`).join(" ");

/** Below the home directory, without a dot, and nobody's business either. */
const hiddenOfMac = [...hiddenInHome, "Pictures/Photos Library.photoslibrary"];

/**
 * A profile for sandbox-exec(1): everything is denied but reading the system and what a home directory shows,
 * writing to the granted folders and one private folder, and processes of its own. Later rules win. Pure; run on
 * macOS only, where it has to be tried before it is relied on.
 */
export function seatbeltProfile(grant: Grant, { home, state }: CagePlaces, privateFolder: string): string {
  const dots = `(regex #"^${escaped(home)}/\\.")`;
  const secrets = [...hiddenOfMac.map((name) => join(home, name)), ...(state === null ? [] : [state])];
  const inGranted = grant.write.flatMap((folder) => [
    `(regex #"^${escaped(folder)}/(.*/)?\\.git/(.*/)?(hooks(/.*)?|config|config\\.worktree|commondir|gitdir)$")`,
    `(subpath ${quoted(join(folder, ".git", "hooks"))})`,
    ...readOnOpening.map((name) => `(subpath ${quoted(join(folder, name))})`),
  ]);
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
    ...(inGranted.length === 0 ? [] : [`(deny file-write* ${inGranted.join(" ")})`]),
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
