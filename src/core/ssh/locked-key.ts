import { closeSync, openSync, readSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, dirname } from "node:path";
import { homeFolder } from "../environment/home.ts";
import type { SshTarget } from "./address.ts";
import { configurationArguments } from "./arguments.ts";
import { runSsh } from "./child.ts";
import { findOpenSshProgram } from "./program.ts";

/**
 * The beginning of a key file: its format and its cipher. In no format it reaches the private part of a key that
 * is not encrypted by more than a few bytes.
 */
const HEAD_LENGTH = 100;

/** `openssh-key-v1`, then the name of the cipher with its length before it (PROTOCOL.key of OpenSSH). */
const MAGIC = Buffer.from("openssh-key-v1\0", "latin1");

/** Whether a private key that begins like this needs a passphrase. Pure and total. */
export function needsPassphrase(head: string): boolean {
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(head)) return true;
  const [, body = ""] = /^-----BEGIN OPENSSH PRIVATE KEY-----\r?\n([A-Za-z0-9+/]+)/.exec(head) ?? [];
  const bytes = Buffer.from(body, "base64");
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC) || bytes.length < MAGIC.length + 8) return false;
  const length = bytes.readUInt32BE(MAGIC.length);
  const cipher = bytes.subarray(MAGIC.length + 4, MAGIC.length + 4 + length).toString("latin1");
  return cipher !== "" && cipher !== "none";
}

function headOf(path: string): string {
  try {
    const file = openSync(path, "r");
    try {
      const head = Buffer.alloc(HEAD_LENGTH);
      return head.toString("latin1", 0, readSync(file, head, 0, HEAD_LENGTH, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}

/** The files of `IdentityFile`, and where the agent is, as `ssh -G` tells them. Pure. */
export function readIdentities(
  configuration: string,
  home: string,
): { readonly files: readonly string[]; readonly agent: string | null } {
  const lines = configuration.split(/\r?\n/);
  const valuesOf = (name: string): readonly string[] =>
    lines
      .filter((line) => line.toLowerCase().startsWith(`${name} `))
      .map((line) => line.slice(name.length + 1));
  const absolute = (path: string): string => path.replace(/^(~|%d)(?=[\\/])/, home).replaceAll("%%", "%");
  const [agent = null] = valuesOf("identityagent");
  return {
    files: valuesOf("identityfile").map(absolute),
    agent: agent === null || agent === "SSH_AUTH_SOCK" ? null : absolute(agent),
  };
}

/**
 * The first key that ssh would have used for this target, had somebody been there to type its passphrase: one that
 * needs one and that no agent holds. Null when there is none. Never throws.
 */
export async function findLockedKey(
  ssh: string,
  target: SshTarget,
  signal: AbortSignal,
  environment = process.env,
): Promise<string | null> {
  const { output } = await runSsh(ssh, configurationArguments(target), { signal, environment });
  const { files, agent } = readIdentities(output, homeFolder() ?? "");
  const locked = files.filter((file) => needsPassphrase(headOf(file)));
  if (locked.length === 0) return null;
  const held = await heldByAgent(
    ssh,
    agent === null ? environment : { ...environment, SSH_AUTH_SOCK: agent },
    signal,
  );
  for (const file of locked) {
    const key = await publicKeyOf(file);
    if (key === null || !held.includes(key)) return file;
  }
  return null;
}

/** The public keys an agent holds, as text; empty where there is none. */
async function heldByAgent(
  ssh: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string> {
  const program = findOpenSshProgram("ssh-add", {
    ...environment,
    PATH: [dirname(ssh), environment.PATH ?? ""].join(delimiter),
  });
  if (program === null) return "";
  return (await runSsh(program, ["-L"], { signal, environment })).output;
}

/** The middle word of `key.pub`; null where there is none. */
async function publicKeyOf(file: string): Promise<string | null> {
  try {
    const [, key = ""] = (await readFile(`${file}.pub`, "utf8")).split(/\s+/);
    return key === "" ? null : key;
  } catch {
    return null;
  }
}
