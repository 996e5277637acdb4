import { isRecord } from "../../../shared/record.ts";
import type { Identity, OpenFailure } from "../../folders/open-folder.ts";

/** A refusal, as the file commands answer it: in the payload. Codes: openclaw 2026.9.6, its file-transfer plugin. */
export interface Refusal {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
  readonly canonicalPath?: string;
}

export const refusal = (code: string, message: string, canonicalPath?: string): Refusal => ({
  ok: false,
  code,
  message,
  ...(canonicalPath === undefined ? {} : { canonicalPath }),
});

/** By what a caller recognizes what it looked at before. */
export interface ExistingBinding extends Identity {
  readonly kind: "existing";
}

/** By what a caller recognizes where it was told that it may write. */
export interface WriteBinding {
  readonly kind: "write";
  /** The innermost folder that exists. */
  readonly anchorPath: string;
  readonly anchorDevice: string;
  readonly anchorInode: string;
  /** What is there already. */
  readonly targetDevice?: string;
  readonly targetInode?: string;
}

export const CHANGED = "CANONICAL_PATH_CHANGED";

export const identityChanged = (path: string): Refusal =>
  refusal(CHANGED, "filesystem identity differs from the authorized target", path);

const isText = (value: unknown): value is string => typeof value === "string";

/** The binding a caller expects; null when it expects none, `invalid` for anything that is none. */
export function readBinding(value: unknown): ExistingBinding | WriteBinding | "invalid" | null {
  if (value === undefined || value === null) return null;
  if (!isRecord(value)) return "invalid";
  const { kind, device, inode, anchorPath, anchorDevice, anchorInode, targetDevice, targetInode } = value;
  if (kind === "existing" && isText(device) && isText(inode)) return { kind, device, inode };
  if (kind !== "write" || !isText(anchorPath) || !isText(anchorDevice) || !isText(anchorInode))
    return "invalid";
  const anchor = { kind, anchorPath, anchorDevice, anchorInode } as const;
  if (targetDevice === undefined && targetInode === undefined) return anchor;
  return isText(targetDevice) && isText(targetInode) ? { ...anchor, targetDevice, targetInode } : "invalid";
}

/** Why what was opened for reading is not what the caller expects; null when it is. */
export function whyNotExpected(expected: unknown, path: string, found: Identity): Refusal | null {
  const binding = readBinding(expected);
  if (binding === null) return null;
  const same =
    binding !== "invalid" &&
    binding.kind === "existing" &&
    binding.device === found.device &&
    binding.inode === found.inode;
  return same ? null : identityChanged(path);
}

/** What the gateway's node host says to each failure, and what only this node finds. */
const answers: Readonly<Record<OpenFailure["why"], readonly [code: string, message: string]>> = {
  "not-found": ["NOT_FOUND", "not found"],
  link: ["SYMLINK_REDIRECT", "path traverses a symlink; this node follows none: name the real path"],
  "not-a-folder": ["NOT_FOUND", "a part of the path is not a directory"],
  "not-a-file": ["UNSUPPORTED_FILE_TYPE", "only regular files and directories are supported"],
  "is-folder": ["IS_DIRECTORY", "path is a directory"],
  "hard-links": [
    "HARDLINK_TARGET_DENIED",
    "the file has further names (hard links), so this node leaves it alone",
  ],
  private: ["PERMISSION_DENIED", "this computer never shows what is there"],
  changed: [CHANGED, "it was replaced while it was being opened"],
  "not-permitted": ["PERMISSION_DENIED", "permission denied"],
  failed: ["READ_ERROR", "it could not be opened"],
};

export function answerTo({ why, path, code }: OpenFailure): Refusal {
  const [known, message] = answers[why];
  const isThere = why !== "not-found" && why !== "not-a-folder";
  return refusal(known, code === undefined ? message : `${message} (${code})`, isThere ? path : undefined);
}
