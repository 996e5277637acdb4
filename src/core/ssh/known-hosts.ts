import { createHash, createHmac, randomBytes } from "node:crypto";

/** The key of a host, as ssh wrote it down. */
export interface HostKey {
  /** What the known hosts call it: a name, or `[name]:port`. */
  readonly name: string;
  /** `ssh-ed25519 AAAA...` */
  readonly key: string;
  /** `SHA256:...`, as ssh and ssh-keygen show it. */
  readonly fingerprint: string;
}

/** `SHA256:` and 43 characters of base64 (sshkey.c, `sshkey_fingerprint`). Pure. */
export function readHostKeyFingerprint(text: string): string | null {
  const trimmed = text.trim().replace(/=$/, "");
  return /^SHA256:[A-Za-z0-9+/]{43}$/.test(trimmed) ? trimmed : null;
}

/** Reads the one line of a known hosts file that ssh has just made (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). Pure. */
export function readHostKey(text: string): HostKey | null {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const [name, kind, key] = lines.length === 1 ? (lines[0] ?? "").split(" ") : [];
  if (name === undefined || kind === undefined || key === undefined) return null;
  if (!/^[A-Za-z0-9[\]:._-]+$/.test(name) || !/^[a-z0-9@.-]+$/i.test(kind)) return null;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return null;
  const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("base64");
  return { name, key: `${kind} ${key}`, fingerprint: `SHA256:${digest.replace(/=+$/, "")}` };
}

/** The line for a known hosts file; hashed as `HashKnownHosts` has it (hostfile.c, `host_hash`). */
export function knownHostsLine(
  { name, key }: HostKey,
  { hashed }: { readonly hashed: boolean },
  salt = randomBytes(20),
): string {
  const hash = createHmac("sha1", salt).update(name).digest("base64");
  return `${hashed ? `|1|${salt.toString("base64")}|${hash}` : name} ${key}\n`;
}

/** The part of `ssh -G` that concerns known hosts. */
export interface KnownHostsConfiguration {
  /** The user's files; the first is the one written to. */
  readonly files: readonly string[];
  readonly hashed: boolean;
}

/**
 * Reads the answer of `ssh -G`. Whether a space is part of a file's name or separates two is told by what follows.
 * Pure.
 */
export function readConfiguration(text: string, home: string): KnownHostsConfiguration {
  const value = (name: string): string => new RegExp(`^${name} (.*)$`, "im").exec(text)?.[1]?.trim() ?? "";
  const files = value("userknownhostsfile")
    .split(/ (?=[~/]|[A-Za-z]:[\\/])/)
    .map((file) => file.replace(/^~(?=[\\/])/, home));
  return {
    files: files.filter((file) => /^(\/|[A-Za-z]:[\\/])/.test(file) && file !== "/dev/null"),
    hashed: value("hashknownhosts") === "yes",
  };
}
