import { unlinkSync } from "node:fs";
import type { FileProblem } from "../../shared/file-problem.ts";
import { failure, type Result } from "../../shared/result.ts";
import type { FileFailure } from "../files/problem.ts";
import { readOwnFile } from "../files/read.ts";
import { removeOwnFile, writeOwnFile } from "../files/write.ts";
import type { VaultFailure } from "./vault.ts";

/** What lets others read or replace the key file. */
const unsafe: readonly FileProblem[] = [
  "link",
  "not-a-file",
  "other-owner",
  "open-to-others",
  "folder-of-another",
  "folder-open-to-others",
];

/** The text of the key file, null when there is none; refused when anyone but its owner could read or replace it. */
export function readKeyFile(path: string): Result<string | null, VaultFailure> {
  return asVault(readOwnFile(path, "private"));
}

/** Replaces the key file as a whole; no copy of an older one is kept, because it would hold secrets. */
export async function writeKeyFile(path: string, text: string): Promise<Result<void, VaultFailure>> {
  removeFormerDraft(path);
  return asVault(await writeOwnFile(path, text, "private"));
}

/** Removes the key file, and what an interrupted write may have left beside it. */
export async function removeKeyFile(path: string): Promise<Result<void, VaultFailure>> {
  removeFormerDraft(path);
  return asVault(await removeOwnFile(path));
}

/** An interrupted write of an earlier version left a file with secrets. */
function removeFormerDraft(path: string): void {
  try {
    unlinkSync(`${path}.new`);
  } catch {
    // There is none, or it is not ours to remove.
  }
}

function asVault<Value>(result: Result<Value, FileFailure>): Result<Value, VaultFailure> {
  if (result.ok) return result;
  const { problem, detail } = result.failure;
  const kind = unsafe.includes(problem) ? "unsafe" : "unreadable";
  return failure({ kind, detail: `keys.json: ${problem} (${detail})`, file: result.failure });
}
