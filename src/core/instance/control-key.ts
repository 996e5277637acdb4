import { createHmac, randomBytes } from "node:crypto";
import { win32 } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import { homeFolder } from "../environment/home.ts";
import { withLock } from "../files/lock.ts";
import { type FileFailure, refused } from "../files/problem.ts";
import { readOwnFile } from "../files/read.ts";
import { profileFolder } from "../files/windows-access.ts";
import { lastGoodOf, writeKeptFile } from "../files/write.ts";
import type { Control } from "./proof.ts";

/**
 * Where the secret of this person's control pipes is kept: in the local part of the profile, which Windows reserves for
 * its owner, and not in the state folder, which may be elsewhere or be deleted while a node runs. The profile comes
 * from the system rather than from variables, so that every process of a person finds the same one. Only computes.
 */
export function controlSecretPath(): string {
  const home = profileFolder() ?? homeFolder() ?? "C:\\";
  return win32.join(home, "AppData", "Local", "Clawtray", "control-secret");
}

/**
 * The pipe of a state folder and what proves its holder, both derived from the secret: nobody who cannot read the
 * secret can compute the name, and each folder has a key of its own. `stateDir` is the real path.
 */
export function controlOf(secret: string, stateDir: string): Control {
  const derive = (use: string): Buffer =>
    createHmac("sha256", Buffer.from(secret, "hex")).update(`clawtray ${use}\n${stateDir}`).digest();
  const name = derive("pipe").toString("hex").slice(0, 32);
  return { key: derive("key"), place: `\\\\.\\pipe\\clawtray-${name}` };
}

/** The secret, null when none has been created yet. A damaged file is restored from its copy. */
export function readControlSecret(path: string = controlSecretPath()): Result<string | null, FileFailure> {
  let damaged = false;
  for (const file of [path, lastGoodOf(path)]) {
    const read = readOwnFile(file, "private");
    if (!read.ok) return read;
    const secret = read.value?.trim() ?? null;
    if (secret !== null && /^[0-9a-f]{64}$/.test(secret)) return success(secret);
    damaged ||= secret !== null;
  }
  // A new one would let a second node start beside a running one that has the old one.
  return damaged ? refused("damaged", path) : success(null);
}

/** The secret, created once for this person. */
export async function makeControlSecret(
  path: string = controlSecretPath(),
): Promise<Result<string, FileFailure>> {
  const made = await withLock(path, async (): Promise<Result<string, FileFailure>> => {
    const present = readControlSecret(path);
    if (!present.ok) return present;
    if (present.value !== null) return success(present.value);
    const secret = randomBytes(32).toString("hex");
    const written = await writeKeptFile(path, `${secret}\n`, "private");
    return written.ok ? success(secret) : written;
  });
  return made.ok ? made.value : failure(made.failure);
}
