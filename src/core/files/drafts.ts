import { randomBytes } from "node:crypto";
import { constants, lstatSync, readdirSync, unlinkSync } from "node:fs";
import { open, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { cautious } from "./checks.ts";
import { isAlive } from "./process-mark.ts";

/**
 * A living process fills its draft in milliseconds; in an older one, the process id is another process's, milliseconds.
 */
const MAX_DRAFT = 60_000;

const DRAFT_PATTERN = /\.tmp-(\d+)-[0-9a-f]{12}$/;

/**
 * Writes the text to a new file beside `path`, forced to the disk, and returns its path. Rejects with the system's
 * error.
 */
export async function writeDraft(path: string, text: string): Promise<string> {
  const draft = `${path}.tmp-${process.pid}-${randomBytes(6).toString("hex")}`;
  const file = await open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | cautious, 0o600);
  try {
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return draft;
  } catch (error) {
    await dropDraft(draft);
    throw error;
  }
}

export async function dropDraft(draft: string): Promise<void> {
  await unlink(draft).catch(() => {});
}

/** Removes what killed processes left behind of their writes to this file. */
export function removeLeftDrafts(path: string): void {
  const folder = dirname(path);
  const name = basename(path);
  try {
    for (const entry of readdirSync(folder)) {
      const pid = DRAFT_PATTERN.exec(entry)?.[1];
      if (pid === undefined || !entry.startsWith(`${name}.`)) continue;
      const draft = join(folder, entry);
      if (!isAlive(Number(pid)) || isOld(draft)) unlinkSync(draft);
    }
  } catch {
    // Another process removes them as well, or nobody can: they do no harm.
  }
}

/** A clock that was set back leaves files from the future: those are old as well. */
const isOld = (path: string): boolean => Math.abs(Date.now() - lstatSync(path).mtimeMs) > MAX_DRAFT;
