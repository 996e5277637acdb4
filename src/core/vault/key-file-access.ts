import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open, rename, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { failure, type Result, success } from "../result.ts";
import { prepareStateDirectory } from "../settings/prepare-directory.ts";
import type { VaultFailure } from "./vault.ts";

type Outcome<Value> = Promise<Result<Value, VaultFailure>>;

/** Windows has neither modes nor owners Node could show: there the profile folder's own access list guards the file. */
const hasModes = process.platform !== "win32";

const noFollow = hasModes ? constants.O_NOFOLLOW : 0;

const unsafe = (detail: string): Result<never, VaultFailure> => failure({ kind: "unsafe", detail });

/** The text of the key file, null where there is none; refused when anyone but its owner could read or replace it. */
export async function readKeyFile(path: string): Outcome<string | null> {
  let file: FileHandle | null = null;
  try {
    const directory = await checkDirectory(path);
    if (!directory.ok) return directory;
    // O_NONBLOCK: a fifo in the file's place must not hang the program.
    file = await open(path, constants.O_RDONLY | noFollow | (hasModes ? constants.O_NONBLOCK : 0));
    const checked = checkFile(await file.stat());
    return checked.ok ? success(await file.readFile("utf8")) : checked;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return success(null);
    if (code === "ELOOP" || code === "EMLINK") return unsafe("keys.json is a symbolic link");
    return failure({ kind: "unreadable", detail: `keys.json cannot be read (${code})` });
  } finally {
    await file?.close().catch(() => {});
  }
}

/**
 * Replaces the key file as a whole: a new file is filled, forced to the disk and put in its place,
 * so that a crash leaves the old text or the new one and never half of either.
 */
export async function writeKeyFile(path: string, text: string): Outcome<void> {
  // One name for all: what a crash left behind is overwritten instead of lying about with secrets in it.
  const fresh = `${path}.new`;
  try {
    const prepared = prepareStateDirectory(dirname(path));
    if (!prepared.ok) return notWritten(prepared.failure);
    const directory = await checkDirectory(path);
    if (!directory.ok) return directory;
    const present = await checkReplaceable(path);
    if (!present.ok) return present;
    await unlinkIfThere(fresh);
    const file = await open(
      fresh,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow,
      0o600,
    );
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
    await syncDirectory(path);
    return success(undefined);
  } catch (error) {
    await unlinkIfThere(fresh).catch(() => {});
    return notWritten(codeOf(error));
  }
}

/** Removes the key file, and what an interrupted write may have left beside it. */
export async function removeKeyFile(path: string): Outcome<void> {
  try {
    await unlinkIfThere(`${path}.new`);
    await unlinkIfThere(path);
    await syncDirectory(path);
    return success(undefined);
  } catch (error) {
    return codeOf(error) === "ENOENT" ? success(undefined) : notWritten(codeOf(error));
  }
}

/** Whoever may write to the directory may put another file in the key file's place. */
async function checkDirectory(path: string): Outcome<void> {
  if (!hasModes) return success(undefined);
  const { mode, uid } = await stat(dirname(path));
  if ((mode & 0o022) !== 0)
    return unsafe(`the state directory can be changed by others (mode ${octal(mode)})`);
  if (uid !== process.geteuid?.() && uid !== 0) return unsafe("the state directory belongs to another user");
  return success(undefined);
}

/** A link or a file of someone else is refused instead of replaced: it is not ours to destroy. */
async function checkReplaceable(path: string): Outcome<void> {
  try {
    const present = await lstat(path);
    return present.isSymbolicLink() ? unsafe("keys.json is a symbolic link") : checkFile(present);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return success(undefined);
    throw error;
  }
}

function checkFile(file: Stats): Result<void, VaultFailure> {
  if (!file.isFile()) return unsafe("keys.json is no regular file");
  if (!hasModes) return success(undefined);
  if ((file.mode & 0o077) !== 0) return unsafe(`keys.json is open to others (mode ${octal(file.mode)})`);
  if (file.uid !== process.geteuid?.()) return unsafe("keys.json belongs to another user");
  return success(undefined);
}

/** A rename is on the disk only when its directory is. Windows cannot open directories. */
async function syncDirectory(path: string): Promise<void> {
  if (!hasModes) return;
  const directory = await open(dirname(path), constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}

const notWritten = (code: string): Result<never, VaultFailure> =>
  failure({ kind: "unreadable", detail: `keys.json cannot be written (${code})` });

const octal = (mode: number) => (mode & 0o777).toString(8).padStart(4, "0");

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? "unknown error";
