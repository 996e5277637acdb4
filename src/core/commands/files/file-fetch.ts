import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { posix, win32 } from "node:path";
import { codeOf } from "../../files/problem.ts";
import { type HeldFolder, identity, openFolder } from "../../folders/open-folder.ts";
import type { Command, InvokeContext } from "../command.ts";
import { type FileCall, type FileSetup, fileCommand } from "./file-setup.ts";
import { contentType } from "./media-type.ts";
import { answerTo, refusal, whyNotExpected } from "./reply.ts";

/** Source: openclaw 2026.9.6, its file-transfer plugin: what is sent unless the caller asks for more, and the most. */
const DEFAULT_BYTES = 8 * 1024 * 1024;
export const MOST_BYTES = 16 * 1024 * 1024;
/** Room in a result for everything but the content, bytes. */
const REPLY_ROOM = 16 * 1024;

/** The most bytes that a reply may carry: what the caller asks for, and what fits into a frame as base64. */
export function byteLimit(asked: unknown, { largestResult }: InvokeContext): number {
  const wanted =
    typeof asked === "number" && Number.isFinite(asked) && asked > 0 ? Math.floor(asked) : DEFAULT_BYTES;
  const fitting = Math.floor(((largestResult - REPLY_ROOM) * 3) / 4);
  return Math.max(0, Math.min(wanted, MOST_BYTES, fitting));
}

/** The folder and the name of a path in it. */
export const partsOf = (path: string): { readonly folder: string; readonly name: string } => {
  const paths = process.platform === "win32" ? win32 : posix;
  return { folder: paths.dirname(path), name: paths.basename(path) };
};

/** Opens the folder of the call's path and hands it on with the last name; it is closed afterwards. */
export async function inFolder<Reply>(
  { path, forbidden }: FileCall,
  act: (folder: HeldFolder, name: string) => Promise<Reply>,
): Promise<Reply | ReturnType<typeof refusal>> {
  const { folder, name } = partsOf(path);
  const reached = await openFolder(folder, forbidden);
  if (!reached.ok) return answerTo(reached.failure);
  try {
    if (reached.value.missing.length > 0) return refusal("NOT_FOUND", "file not found");
    return await act(reached.value.folder, name);
  } finally {
    await reached.value.folder.close();
  }
}

/** At most `limit` bytes; null when there are more. */
export async function readBounded(handle: FileHandle, size: number, limit: number): Promise<Buffer | null> {
  const room = Math.min(size, limit) + 1;
  let bytes = Buffer.allocUnsafe(room);
  let length = 0;
  for (;;) {
    if (length === bytes.length) {
      if (length > limit) return null;
      // It has grown since it was opened.
      bytes = Buffer.concat([bytes], Math.min(limit + 1, length * 2 + 1024));
    }
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, null);
    length += bytesRead;
    // Of a file less is read than asked for only at its end.
    if (length < bytes.length) return length > limit ? null : bytes.subarray(0, length);
  }
}

async function fetchFile(call: FileCall) {
  const { params, preflight, context } = call;
  if (params.transport !== undefined)
    return refusal("INVALID_PARAMS", "this node sends files in one piece only, not by binary transport");
  const limit = byteLimit(params.maxBytes, context);
  return inFolder(call, async (folder, name) => {
    const opened = await folder.openFile(name);
    if (!opened.ok) return answerTo(opened.failure);
    const path = folder.pathOf(name);
    const { handle, stats } = opened.value;
    try {
      const found = identity(stats);
      const unexpected = whyNotExpected(params.expectedBinding, path, found);
      if (unexpected !== null) return unexpected;
      const binding = { kind: "existing", ...found } as const;
      const size = Number(stats.size);
      const tooLarge = () => refusal("FILE_TOO_LARGE", `file size ${size} exceeds limit ${limit}`, path);
      if (size > limit) return tooLarge();
      if (preflight)
        return {
          ok: true,
          path,
          size,
          mimeType: "",
          base64: "",
          sha256: "",
          preflightOnly: true,
          binding,
        } as const;
      const bytes = await readBounded(handle, size, limit);
      if (bytes === null) return tooLarge();
      return {
        ok: true,
        path,
        size: bytes.length,
        mimeType: contentType(name, bytes),
        base64: bytes.toString("base64"),
        sha256: createHash("sha256").update(bytes).digest("hex"),
        binding,
      } as const;
    } catch (error) {
      return refusal("READ_ERROR", `read failed: ${codeOf(error)}`, path);
    } finally {
      await handle.close().catch(() => {});
    }
  });
}

async function stateFile(call: FileCall) {
  const { params, preflight } = call;
  return inFolder(call, async (folder, name) => {
    const path = folder.pathOf(name);
    const seen = await folder.look(name);
    if (!seen.ok) return answerTo(seen.failure);
    const stats = seen.value;
    if (stats.isSymbolicLink()) return answerTo({ why: "link", path });
    if (!stats.isFile() && !stats.isDirectory()) return answerTo({ why: "not-a-file", path });
    if (!(await folder.isStillThere())) return answerTo({ why: "changed", path });
    const found = identity(stats);
    const unexpected = whyNotExpected(params.expectedBinding, path, found);
    if (unexpected !== null) return unexpected;
    return {
      ok: true,
      path,
      type: stats.isDirectory() ? "directory" : "file",
      size: Number(stats.size),
      mtimeMs: Number(stats.mtimeNs) / 1e6,
      binding: { kind: "existing", ...found },
      ...(preflight ? { preflightOnly: true } : {}),
    } as const;
  });
}

/** `file.fetch {path, maxBytes?}` -> `{ok, path, size, mimeType, base64, sha256, binding}`. */
export const fileFetch = (setup: FileSetup): Command =>
  fileCommand(
    {
      name: "file.fetch",
      access: "read",
      bytesOf: ({ size }) => size,
      answer: fetchFile,
    },
    setup,
  );

/** `file.stat {path}` -> `{ok, path, type, size, mtimeMs, binding}`. */
export const fileStat = (setup: FileSetup): Command =>
  fileCommand({ name: "file.stat", access: "read", bytesOf: () => undefined, answer: stateFile }, setup);
