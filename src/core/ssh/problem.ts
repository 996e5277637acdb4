import type { SshTarget } from "./address.ts";

/** Every way in which ssh does not lead to a gateway. */
export type SshProblem =
  /** This computer has no ssh program. */
  | "no-program"
  /** This account has no home folder, and so neither keys nor known hosts. */
  | "no-home"
  /** Its configuration cannot be read or understood. */
  | "configuration"
  | "name-not-found"
  /** Nothing listens where sshd should. */
  | "refused"
  | "unreachable"
  | "timeout"
  /** None of the keys that ssh could offer without asking was accepted. */
  | "permission-denied"
  /** The same, and one of its keys needs a passphrase that no agent knows. */
  | "key-locked"
  | "host-key-unknown"
  /** A different key from the known one, or one of another type, or a revoked one. */
  | "host-key-changed"
  /** Signed in, but this account may not be forwarded to the gateway's port. */
  | "forwarding-refused"
  /** Signed in, and nothing listens at the gateway's port. */
  | "no-gateway"
  /** Anything else. */
  | "failed";

/**
 * What ssh says on its standard error, each line from its beginning, the more telling first. Messages of OpenSSH 7.9 to
 * 10 (ssh.c, sshconnect.c, sshconnect2.c, clientloop.c, channels.c, readconf.c); seen with 9.2 of Debian 12. A server's
 * banner is on the same stream: it can only cause a failure to be misnamed, and only once its host key is known.
 */
const sayings: readonly (readonly [RegExp, SshProblem])[] = [
  [/^@ +WARNING: (REMOTE HOST IDENTIFICATION HAS CHANGED|REVOKED HOST KEY DETECTED)/m, "host-key-changed"],
  [/^(Host key for .+ has changed|.+ host key for .+ was revoked)/m, "host-key-changed"],
  [/^(No .+ host key is known for |Host key verification failed)/m, "host-key-unknown"],
  [/^No user exists for uid /m, "no-home"],
  [/^channel \d+: open failed: connect failed/m, "no-gateway"],
  [/^channel \d+: open failed: /m, "forwarding-refused"],
  [/^(.*: )?Permission denied \(/m, "permission-denied"],
  [
    /^(.*: )?(Too many authentication failures|No (more|supported) authentication methods)/m,
    "permission-denied",
  ],
  [/^ssh: Could not resolve hostname /m, "name-not-found"],
  [/: (Connection refused|Unknown error 10061)\r?$/m, "refused"],
  [/: (Connection timed out|Operation timed out|Unknown error 10060)\r?$/m, "timeout"],
  [/^(Connection timed out during banner exchange|Timeout, server )/m, "timeout"],
  [/: (No route to host|Network is unreachable|Host is down|Permission denied)\r?$/m, "unreachable"],
  [/^(Bad owner or permissions on |Can't open user config file )/m, "configuration"],
  [/: (Bad configuration option: |terminating, \d+ bad configuration options)/m, "configuration"],
];

/** What the messages of an ssh that ended without a connection mean. Pure and total. */
export function readSshProblem(said: string): SshProblem {
  return sayings.find(([words]) => words.test(said))?.[1] ?? "failed";
}

/** What would have needed a home: without one nothing else is to blame. */
const NEEDS_HOME: ReadonlySet<SshProblem> = new Set(["permission-denied", "host-key-unknown", "failed"]);

/** The same problem, or that the account has no home where that explains it. Pure. */
export const blameHome = (problem: SshProblem, home: string | null): SshProblem =>
  home === null && NEEDS_HOME.has(problem) ? "no-home" : problem;

/** The fingerprint of the key that was shown instead of the known one; null when ssh did not say. */
export const changedFingerprint = (said: string): string | null =>
  /^(SHA256:[A-Za-z0-9+/]{43})\.?\r?$/m.exec(said)?.[1] ?? null;

/**
 * The command that removes the known key of a host that showed another: under the name that ssh itself knows the host
 * by, from the file in which it found the key. Quoted so that sh, zsh, cmd and PowerShell all read it as it is meant:
 * brackets are a pattern to some of them. Pure.
 */
export function forgetKeyCommand(said: string, target: SshTarget): string {
  const named = /^Host key for ([A-Za-z0-9[\]:._-]+) has changed/m.exec(said)?.[1];
  const { host, port } = target;
  const name = named ?? (port === null || port === 22 ? host : `[${host}]:${port}`);
  const file = /^Offending \S+ key in (.+):\d+\r?$/m.exec(said)?.[1] ?? "";
  const isUsual = file === "" || /[\\/]\.ssh[\\/]known_hosts$/.test(file);
  return `ssh-keygen ${isUsual ? "" : `-f ${quoted(file)} `}-R ${quoted(name)}`;
}

/** In double quotes, which all of these shells have, unless it needs none; what they would expand goes into single ones. */
function quoted(word: string): string {
  if (/^[\w.:/-]+$/.test(word)) return word;
  return /["$`!%\\]/.test(word) && !/^[A-Za-z]:\\/.test(word)
    ? `'${word.replaceAll("'", "'\\''")}'`
    : `"${word}"`;
}

const SIGNED_IN = /^Authenticated to /m;

/** True once ssh has signed in. */
export const hasSignedIn = (said: string): boolean => SIGNED_IN.test(said);

/** What ssh said after it had signed in: nothing of a banner, which comes before. */
export const afterSigningIn = (said: string): string => said.split(SIGNED_IN).at(-1) ?? said;

/** The last line that says something, for a log. */
export function lastSaying(said: string): string {
  const lines = said.split(/\r?\n/).filter((line) => /\p{L}/u.test(line) && !/^Authenticated to /.test(line));
  return lines.at(-1) ?? "";
}
