import { constants, realpathSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { failure, type Result, success } from "../../../shared/result.ts";
import { isSecret, type PrivatePlaces } from "../../folders/judge.ts";
import { whyNotOpened } from "../../folders/open-folder.ts";
import { identityOf, privateIdentities } from "../../folders/private-places.ts";

/** The most that is read of a text, bytes. */
const MAX_TEXT_BYTES = 100_000;
/** A file that is no text comes as base64, which is of use to a model only when it is short, bytes. */
const MAX_BINARY_BYTES = 6_000;

/** A file that the person picked, as an agent gets it. */
export interface PickedFile {
  /** Without the folders it lies in. */
  readonly name: string;
  readonly size: number;
  /** What of it is not here is said in `note`. */
  readonly text?: string;
  readonly base64?: string;
  readonly note?: string;
}

/** Reads a file that the person picked; why not is a sentence for the agent without the file's folders. */
export async function readPicked(path: string, places: PrivatePlaces): Promise<Result<PickedFile, string>> {
  const name = basename(path);
  const refuse = (why: string) => failure(`${name}: ${why}`);
  let whole: string;
  try {
    whole = realpathSync.native(resolve(path));
  } catch {
    return refuse("it does not exist or cannot be read");
  }
  if (isSecret(whole, places) || liesInPrivate(whole, places))
    return refuse(
      "it lies in a private place (keys, mail, data of programs, hidden files), which is never read",
    );
  // A pipe that nobody writes to must not hold the node.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  let file: FileHandle;
  try {
    file = await open(whole, flags);
  } catch {
    return refuse("it cannot be read");
  }
  try {
    const stats = await file.stat({ bigint: true });
    const why = whyNotOpened(stats);
    if (why !== null)
      return refuse(why === "hard-links" ? "it has several names, and may be another file" : "it is no file");
    return success(await contentOf(file, basename(whole), Number(stats.size)));
  } catch {
    return refuse("it cannot be read");
  } finally {
    await file.close();
  }
}

/** Whether one of the folders it lies in is private under another path. */
function liesInPrivate(path: string, places: PrivatePlaces): boolean {
  const forbidden = privateIdentities(places);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const status = statSync(folder, { throwIfNoEntry: false, bigint: true });
    if (status === undefined || forbidden.has(identityOf(status))) return true;
    if (dirname(folder) === folder) return false;
  }
}

async function contentOf(file: FileHandle, name: string, size: number): Promise<PickedFile> {
  const buffer = Buffer.alloc(Math.min(size, MAX_TEXT_BYTES));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
  const bytes = buffer.subarray(0, bytesRead);
  const cut = bytesRead < size;
  const text = textOf(bytes, cut);
  if (text !== null)
    return { name, size, text, ...(cut ? { note: `only the first ${bytesRead} of ${size} bytes` } : {}) };
  if (size > MAX_BINARY_BYTES) return { name, size, note: "it is no text, and too large to be sent" };
  return { name, size, base64: bytes.toString("base64") };
}

/** As UTF-8; null when it is something else. A character that the cut divided is left out. */
function textOf(bytes: Buffer, cut: boolean): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return null;
  }
}
