import { createHash, randomBytes } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { constants } from "node:fs";
import { link, mkdir, open, opendir, unlink } from "node:fs/promises";
import { codeOf } from "../../files/problem.ts";
import { renameWithRetry } from "../../files/rename.ts";
import {
  type HeldFolder,
  identity,
  openFolder,
  type Reached,
  whyNotOpened,
} from "../../folders/open-folder.ts";
import type { Command } from "../command.ts";
import { MOST_BYTES, partsOf } from "./file-fetch.ts";
import { type FileCall, type FileSetup, fileCommand } from "./file-setup.ts";
import { answerTo, identityChanged, type Refusal, readBinding, refusal, type WriteBinding } from "./reply.ts";

/** What content of `MOST_BYTES` needs as base64, and what surrounds it, bytes. */
const LARGEST_PARAMS = Math.ceil((MOST_BYTES * 4) / 3) + 64 * 1024;

const isRefusal = (value: object): value is Refusal => "ok" in value && value.ok === false;

/** The bytes to be written; otherwise why there are none. Both alphabets, with and without padding, as the gateway. */
function contentOf({ contentBase64: text }: FileCall["params"]): Buffer | Refusal {
  if (typeof text !== "string") return refusal("INVALID_BASE64", "contentBase64 is required");
  const padding = /^[\w+/-]*(={0,2})$/.exec(text)?.[1]?.length ?? -1;
  const length = text.length - padding;
  const isWhole = padding === 0 ? length % 4 !== 1 : text.length % 4 === 0 && length > 0;
  if (padding < 0 || !isWhole || !endsWell(text.slice(length - (length % 4), length)))
    return refusal("INVALID_BASE64", "contentBase64 is not valid base64");
  const size = Math.floor((length * 3) / 4);
  return size > MOST_BYTES
    ? refusal("FILE_TOO_LARGE", `decoded content is ${size} bytes; maximum is ${MOST_BYTES} bytes (16 MB)`)
    : Buffer.from(text, "base64");
}

/** Whether the last characters hold no bits that would be lost. */
function endsWell(end: string): boolean {
  const plain = end.replaceAll("-", "+").replaceAll("_", "/");
  return Buffer.from(plain, "base64").toString("base64").replace(/=+$/, "") === plain;
}

/** What is to be written, where, and what is there now. */
interface Target {
  readonly folder: HeldFolder;
  /** Folders to be created first. */
  readonly missing: readonly string[];
  readonly name: string;
  readonly present: BigIntStats | null;
  readonly binding: WriteBinding;
}

/** What is at the place of the file, and whether the caller may have it changed. */
async function look(
  { folder, missing }: Reached,
  name: string,
  { path, params }: FileCall,
): Promise<Target | Refusal> {
  if (missing.length > 0 && params.createParents !== true)
    return refusal("PARENT_NOT_FOUND", `parent directory does not exist: ${partsOf(path).folder}`);
  const seen = missing.length > 0 ? null : await folder.look(name);
  if (seen?.ok === false && seen.failure.why !== "not-found") return answerTo(seen.failure);
  const present = seen?.ok === true ? seen.value : null;
  if (present !== null) {
    const why = whyNotOpened(present);
    if (why === "is-folder") return refusal("IS_DIRECTORY", "path resolves to a directory");
    if (why !== null && why !== "hard-links") return answerTo({ why, path });
    if (params.overwrite !== true)
      return refusal("EXISTS_NO_OVERWRITE", `file already exists and overwrite is false: ${path}`);
    if (why !== null) return answerTo({ why, path });
  }
  const anchor = identity(folder.stats);
  const target = present === null ? null : identity(present);
  const binding: WriteBinding = {
    kind: "write",
    anchorPath: folder.path,
    anchorDevice: anchor.device,
    anchorInode: anchor.inode,
    ...(target === null ? {} : { targetDevice: target.device, targetInode: target.inode }),
  };
  return isExpected(params.expectedBinding, binding)
    ? { folder, missing, name, present, binding }
    : identityChanged(path);
}

function isExpected(given: unknown, found: WriteBinding): boolean {
  const expected = readBinding(given);
  if (expected === null) return true;
  return (
    expected !== "invalid" &&
    expected.kind === "write" &&
    expected.anchorPath === found.anchorPath &&
    expected.anchorDevice === found.anchorDevice &&
    expected.anchorInode === found.anchorInode &&
    expected.targetDevice === found.targetDevice &&
    expected.targetInode === found.targetInode
  );
}

async function write(call: FileCall) {
  const { params, path, forbidden, preflight } = call;
  const bytes = contentOf(params);
  if (!Buffer.isBuffer(bytes)) return bytes;
  const { folder, name } = partsOf(path);
  const reached = await openFolder(folder, forbidden);
  if (!reached.ok) return answerTo(reached.failure);
  try {
    const target = await look(reached.value, name, call);
    if (isRefusal(target)) return target;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const expected = typeof params.expectedSha256 === "string" ? params.expectedSha256.toLowerCase() : "";
    if (expected !== "" && expected !== sha256)
      return refusal("INTEGRITY_FAILURE", `sha256 mismatch: expected ${expected}, got ${sha256}`, path);
    const reply = {
      ok: true,
      path,
      size: bytes.length,
      sha256,
      overwritten: target.present !== null,
    } as const;
    if (preflight)
      return {
        ...reply,
        binding: target.binding,
        ...(params.rejectHardlinks === true ? { rejectHardlinks: true } : {}),
      };
    const written = await inParents(target, (inner) => publish(inner, target, bytes, call));
    return isRefusal(written) ? written : { ...reply, binding: { kind: "existing", ...written } };
  } catch (error) {
    const code = codeOf(error);
    return code === "EACCES" || code === "EPERM" || code === "EROFS"
      ? refusal("PERMISSION_DENIED", `permission denied (${code})`, path)
      : refusal("WRITE_ERROR", `failed to write file (${code})`, path);
  } finally {
    await reached.value.folder.close();
  }
}

/** Creates the missing folders, each inside the one that is held, and hands on the innermost. */
async function inParents<Value>(
  { folder, missing }: Reached,
  act: (folder: HeldFolder) => Promise<Value>,
): Promise<Value | Refusal> {
  const [first, ...rest] = missing;
  if (first === undefined) return act(folder);
  await mkdir(folder.at(first)).catch((error: unknown) => {
    if (codeOf(error) !== "EEXIST") throw error;
  });
  const inner = await folder.enter(first);
  if (!inner.ok) return answerTo(inner.failure);
  try {
    return await inParents({ folder: inner.value, missing: rest }, act);
  } finally {
    await inner.value.close();
  }
}

/**
 * Fills a file beside the target and gives it the target's name: what is there is replaced as a whole or not at all,
 * and never written through. The version that is replaced is kept first.
 */
async function publish(folder: HeldFolder, { name, present }: Target, bytes: Buffer, call: FileCall) {
  const { path } = call;
  await removeLeftDrafts(folder, call.setup.now());
  const draft = `.clawtray-${randomBytes(8).toString("hex")}.part`;
  const handle = await open(folder.at(draft), "wx", present === null ? 0o666 : 0o600);
  try {
    await handle.writeFile(bytes);
    if (present !== null && process.platform !== "win32") await handle.chmod(Number(present.mode) & 0o777);
    await handle.sync();
    const kept = present === null ? null : await keepOld(folder, name, present, call);
    if (kept !== null) return kept;
    const now = await folder.look(name);
    const same =
      present === null ? !now.ok && now.failure.why === "not-found" : now.ok && isSame(now.value, present);
    if (!same || !(await folder.isStillThere())) return identityChanged(path);
    if (present !== null) await renameWithRetry(folder.at(draft), folder.at(name));
    else if (!(await takeFreeName(folder, draft, name))) return identityChanged(path);
    await syncFolder(folder);
    return identity(await handle.stat({ bigint: true }));
  } finally {
    await handle.close().catch(() => {});
    await unlink(folder.at(draft)).catch(() => {});
  }
}

const DRAFT = /^\.clawtray-[0-9a-f]{16}\.part$/;
/** What is older is of a node that died while it wrote, ms. */
const LEFT_AFTER = 3_600_000;
/** A folder with more names is not looked through to its end. */
const MOST_LOOKED_AT = 20_000;

/** Removes what a write that was cut off has left in this folder. A failure hinders nothing. */
async function removeLeftDrafts(folder: HeldFolder, now: number): Promise<void> {
  try {
    let looked = 0;
    for await (const entry of await opendir(folder.self)) {
      if (++looked > MOST_LOOKED_AT) return;
      if (!DRAFT.test(entry.name)) continue;
      const seen = await folder.look(entry.name);
      if (!seen.ok || !seen.value.isFile() || now - Number(seen.value.mtimeMs) < LEFT_AFTER) continue;
      await unlink(folder.at(entry.name));
    }
  } catch {
    // The next write will do.
  }
}

const isSame = (one: BigIntStats, other: BigIntStats): boolean =>
  one.dev === other.dev && one.ino === other.ino;

async function keepOld(
  folder: HeldFolder,
  name: string,
  present: BigIntStats,
  { path, setup }: FileCall,
): Promise<Refusal | null> {
  const old = await folder.openFile(name);
  if (!old.ok) return answerTo(old.failure);
  try {
    if (!isSame(old.value.stats, present)) return identityChanged(path);
    const about = { path, size: Number(old.value.stats.size), mode: Number(present.mode) & 0o777 };
    const kept = await setup.trash.keep(old.value.handle, about);
    return kept.ok ? null : refusal("WRITE_ERROR", `it was not overwritten: ${kept.failure}`, path);
  } finally {
    await old.value.handle.close().catch(() => {});
  }
}

/** Takes a name that nothing has; false when something has it by now. */
async function takeFreeName(folder: HeldFolder, draft: string, name: string): Promise<boolean> {
  try {
    await link(folder.at(draft), folder.at(name));
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    // FAT and some network file systems have no hard links.
    if (!["EPERM", "EOPNOTSUPP", "ENOTSUP", "ENOSYS", "EMLINK"].includes(codeOf(error))) throw error;
    await renameWithRetry(folder.at(draft), folder.at(name));
    return true;
  }
}

/** A name is on the disk only once its folder is; some file systems cannot do that, and Windows needs none. */
async function syncFolder(folder: HeldFolder): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder.self, constants.O_RDONLY).catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/**
 * `file.write {path, contentBase64, overwrite?, createParents?, expectedSha256?}` -> `{ok, path, size, sha256,
 * overwritten, binding}`.
 */
export const fileWrite = (setup: FileSetup): Command =>
  fileCommand(
    {
      name: "file.write",
      access: "write",
      largestParams: LARGEST_PARAMS,
      bytesOf: ({ size }) => size,
      answer: write,
    },
    setup,
  );
