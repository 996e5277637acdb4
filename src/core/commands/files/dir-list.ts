import { Buffer } from "node:buffer";
import type { BigIntStats } from "node:fs";
import { readdir } from "node:fs/promises";
import { isSecret } from "../../folders/judge.ts";
import { type HeldFolder, identity, openFolder } from "../../folders/open-folder.ts";
import type { Command } from "../command.ts";
import { type FileCall, type FileSetup, fileCommand } from "./file-setup.ts";
import { typeOfName } from "./media-type.ts";
import { answerTo, refusal, whyNotExpected } from "./reply.ts";

/** Source: openclaw 2026.9.6, its file-transfer plugin. */
const DEFAULT_ENTRIES = 200;
const MOST_ENTRIES = 5_000;
/** How many names are looked at together. */
const AT_ONCE = 64;

/** Hands on the folder that the call names, when it is the one that the caller expects; it is closed afterwards. */
export async function withFolder<Reply>(
  { path, params, forbidden }: FileCall,
  act: (folder: HeldFolder) => Promise<Reply>,
): Promise<Reply | ReturnType<typeof refusal>> {
  const reached = await openFolder(path, forbidden);
  if (!reached.ok) {
    const { failure } = reached;
    const isFile = failure.why === "not-a-folder" && failure.path === path;
    return isFile ? refusal("IS_FILE", "path is not a directory", path) : answerTo(failure);
  }
  const { folder, missing } = reached.value;
  try {
    if (missing.length > 0) return refusal("NOT_FOUND", "path not found");
    const unexpected = whyNotExpected(params.expectedBinding, path, identity(folder.stats));
    return unexpected ?? (await act(folder));
  } finally {
    await folder.close();
  }
}

/**
 * The names in a folder that may be shown, sorted as the gateway's node host sorts them. A name that is not UTF-8
 * cannot be sent, and is left out like what is secret.
 */
export async function namesIn(folder: HeldFolder, { places }: FileCall): Promise<readonly string[]> {
  const all = await readdir(folder.self, { encoding: "buffer" });
  const names = all.map((bytes) => ({ bytes, name: bytes.toString("utf8") }));
  return names
    .filter(({ bytes, name }) => Buffer.from(name).equals(bytes) && !isSecret(folder.pathOf(name), places))
    .map(({ name }) => name)
    .sort((one, other) => one.localeCompare(other));
}

interface Found {
  readonly name: string;
  readonly stats: BigIntStats;
}

/** What these names are; those that have gone meanwhile are left out. */
export async function lookAtAll(folder: HeldFolder, names: readonly string[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const some = names.slice(from, from + AT_ONCE);
    const looked = await Promise.all(some.map((name) => folder.look(name)));
    for (const [index, stats] of looked.entries())
      if (stats.ok) found.push({ name: some[index] as string, stats: stats.value });
  }
  return found;
}

const clamp = (asked: unknown): number =>
  typeof asked === "number" && Number.isFinite(asked) && asked >= 1
    ? Math.min(Math.floor(asked), MOST_ENTRIES)
    : DEFAULT_ENTRIES;

/** The gateway itself continues from a count, so that is what a page's token is. */
const offsetOf = (token: unknown): number =>
  typeof token === "string" && /^\d{1,9}$/.test(token) ? Number(token) : 0;

const listFolder = (call: FileCall) =>
  withFolder(call, async (folder) => {
    const { params, preflight, path } = call;
    const binding = { kind: "existing", ...identity(folder.stats) } as const;
    if (preflight)
      return { ok: true, path, entries: [], truncated: false, preflight: true, binding } as const;
    const names = await namesIn(folder, call).catch(() => null);
    if (names === null) return refusal("READ_ERROR", "list failed", path);
    const from = offsetOf(params.pageToken);
    const to = from + clamp(params.maxEntries);
    const page = await lookAtAll(folder, names.slice(from, to));
    if (!(await folder.isStillThere())) return answerTo({ why: "changed", path });
    const truncated = to < names.length;
    return {
      ok: true,
      path,
      entries: page.map(({ name, stats }) => entryOf(folder.pathOf(name), name, stats)),
      ...(truncated ? { nextPageToken: String(to) } : {}),
      truncated,
      binding,
    } as const;
  });

function entryOf(path: string, name: string, stats: BigIntStats) {
  const isDir = stats.isDirectory();
  return {
    name,
    path,
    size: isDir ? 0 : Number(stats.size),
    mimeType: isDir ? "inode/directory" : typeOfName(name),
    isDir,
    // The nanoseconds of today are more than a number holds exactly.
    mtime: Number(stats.mtimeNs / 1_000_000n) + Number(stats.mtimeNs % 1_000_000n) / 1e6,
  };
}

/** `dir.list {path, pageToken?, maxEntries?}` -> `{ok, path, entries, nextPageToken?, truncated, binding}`. */
export const dirList = (setup: FileSetup): Command =>
  fileCommand({ name: "dir.list", access: "read", bytesOf: () => undefined, answer: listFolder }, setup);
