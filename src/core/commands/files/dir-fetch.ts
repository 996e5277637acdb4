import { createHash } from "node:crypto";
import { once } from "node:events";
import type { BigIntStats } from "node:fs";
import { createGzip, type Gzip } from "node:zlib";
import { type HeldFolder, identity, whyNotOpened } from "../../folders/open-folder.ts";
import type { Command } from "../command.ts";
import { lookAtAll, namesIn, withFolder } from "./dir-list.ts";
import { byteLimit, MOST_BYTES, readBounded } from "./file-fetch.ts";
import { type FileCall, type FileSetup, fileCommand } from "./file-setup.ts";
import { answerTo, type Refusal, refusal } from "./reply.ts";
import { tarEnd, tarHeader, tarPadding } from "./tar.ts";

/** Source: openclaw 2026.9.6, its file-transfer plugin: entries of a tree, and how far it may be compressed. */
const MOST_ENTRIES = 5_000;
const LARGEST_TREE = 64 * 1024 * 1024;
const COMPRESSION = 4;
/** How many small files are read together, and from how many bytes on one is read alone. */
const AT_ONCE = 32;
const LARGE = 256 * 1024;
/** What is compressed in one step, bytes. */
const STEP = 256 * 1024;
/** Each level keeps a folder open. */
const DEEPEST = 100;

/** Ends a walk through a tree with what the caller is told. */
class TreeRefused extends Error {
  readonly refusal: Refusal;
  constructor(told: Refusal) {
    super(told.message);
    this.refusal = told;
  }
}

const tooLarge = (message: string): TreeRefused => new TreeRefused(refusal("TREE_TOO_LARGE", message));

interface ToRead {
  readonly name: string;
  /** Within the tree. */
  readonly path: string;
  readonly stats: BigIntStats;
}

/** A tree on its way into an archive, or only counted. */
class Tree {
  readonly entries: string[] = [];
  /** Links, devices, files with further names and what could not be opened; what is secret is not counted. */
  leftOut = 0;
  readonly #call: FileCall;
  readonly #limit: number;
  readonly #archive: Archive | null;
  #bytes = 0;

  constructor(call: FileCall, limit: number, archive: Archive | null) {
    this.#call = call;
    this.#limit = limit;
    this.#archive = archive;
  }

  async add(folder: HeldFolder, prefix: string, depth: number): Promise<void> {
    if (depth > DEEPEST) throw tooLarge(`directory tree is deeper than ${DEEPEST} directories`);
    let files: ToRead[] = [];
    const flush = async (): Promise<void> => {
      const some = files;
      files = [];
      await this.#addFiles(folder, some);
    };
    for (const { name, stats } of await lookAtAll(folder, await namesIn(folder, this.#call))) {
      this.#call.context.signal.throwIfAborted();
      const path = prefix + name;
      if (stats.isDirectory()) {
        await flush();
        await this.#addFolder(folder, name, path, stats, depth);
      } else if (whyNotOpened(stats) === null) {
        if (stats.size > MOST_BYTES) throw tooLarge(`${path} is larger than ${MOST_BYTES} bytes`);
        files.push({ name, path, stats });
        if (files.length >= AT_ONCE || stats.size > LARGE) await flush();
      } else this.leftOut++;
    }
    await flush();
  }

  async #addFolder(
    folder: HeldFolder,
    name: string,
    path: string,
    stats: BigIntStats,
    depth: number,
  ): Promise<void> {
    const inner = await folder.enter(name);
    if (!inner.ok) {
      this.leftOut++;
      return;
    }
    try {
      this.#count(path, 0);
      const entry = { path: `${path}/`, kind: "folder", size: 0, mtime: secondsOf(stats) } as const;
      await this.#archive?.write(tarHeader({ ...entry, executable: false }));
      await this.add(inner.value, `${path}/`, depth + 1);
    } finally {
      await inner.value.close();
    }
  }

  /** Reads them together, and adds them in their order. */
  async #addFiles(folder: HeldFolder, files: readonly ToRead[]): Promise<void> {
    if (this.#archive === null) {
      for (const { path, stats } of files) this.#count(path, Number(stats.size));
      return;
    }
    const read = await Promise.all(files.map((file) => readFile(folder, file)));
    for (const [index, { path }] of files.entries()) {
      const found = read[index] ?? null;
      if (found === null) {
        this.leftOut++;
        continue;
      }
      const { bytes, stats } = found;
      this.#count(path, bytes.length);
      const executable = (stats.mode & 0o100n) !== 0n;
      const entry = { path, kind: "file", size: bytes.length, mtime: secondsOf(stats), executable } as const;
      await this.#archive.write(Buffer.concat([tarHeader(entry), bytes, tarPadding(bytes.length)]));
    }
  }

  /** What compresses further than this is refused by the gateway, or not sent in the first place. */
  #count(path: string, size: number): void {
    this.entries.push(path);
    const { mostEntries = MOST_ENTRIES } = this.#call.setup;
    if (this.entries.length > mostEntries) throw tooLarge(`directory tree exceeds ${mostEntries} entries`);
    this.#bytes += size;
    const most = Math.min(LARGEST_TREE, this.#limit * COMPRESSION);
    if (this.#bytes > most) throw tooLarge(`directory tree exceeds ${most} bytes`);
  }
}

const secondsOf = ({ mtimeNs }: BigIntStats): number => Number(mtimeNs / 1_000_000_000n);

/** What a file holds; null when it cannot be opened as what it was a moment ago. */
async function readFile(
  folder: HeldFolder,
  { name, path, stats }: ToRead,
): Promise<{ readonly bytes: Buffer; readonly stats: BigIntStats } | null> {
  const opened = await folder.openFile(name, stats);
  if (!opened.ok) return null;
  const { handle } = opened.value;
  try {
    const bytes = await readBounded(handle, Number(opened.value.stats.size), MOST_BYTES);
    if (bytes === null) throw tooLarge(`${path} is larger than ${MOST_BYTES} bytes`);
    return { bytes, stats: opened.value.stats };
  } finally {
    await handle.close().catch(() => {});
  }
}

/** A compressed archive in memory, never larger than its limit. */
class Archive {
  readonly #gzip: Gzip = createGzip();
  readonly #chunks: Buffer[] = [];
  readonly #limit: number;
  #length = 0;
  readonly #waiting: Buffer[] = [];
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#gzip.on("data", (chunk: Buffer) => {
      this.#length += chunk.length;
      if (this.#length <= limit) this.#chunks.push(chunk);
    });
  }

  async write(bytes: Buffer): Promise<void> {
    this.#waiting.push(bytes);
    this.#held += bytes.length;
    if (this.#held >= STEP) await this.#compress();
  }

  async #compress(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting.splice(0), this.#held);
    this.#held = 0;
    if (!this.#gzip.write(bytes)) await once(this.#gzip, "drain");
    this.#check();
  }

  async end(): Promise<Buffer> {
    await this.#compress();
    const ended = once(this.#gzip, "end");
    this.#gzip.end(tarEnd());
    await ended;
    this.#check();
    return Buffer.concat(this.#chunks, this.#length);
  }

  drop(): void {
    this.#gzip.destroy();
  }

  #check(): void {
    if (this.#length > this.#limit) throw tooLarge(`tarball exceeded ${this.#limit} byte limit`);
  }
}

const fetchTree = (call: FileCall) =>
  withFolder(call, async (folder) => {
    const { params, preflight, path, context } = call;
    const limit = byteLimit(params.maxBytes, context);
    const archive = preflight ? null : new Archive(limit);
    const tree = new Tree(call, limit, archive);
    try {
      await tree.add(folder, "", 0);
      const bytes = (await archive?.end()) ?? null;
      if (!(await folder.isStillThere())) return answerTo({ why: "changed", path });
      return {
        ok: true,
        path,
        tarBase64: bytes?.toString("base64") ?? "",
        tarBytes: bytes?.length ?? 0,
        sha256: bytes === null ? "" : createHash("sha256").update(bytes).digest("hex"),
        fileCount: tree.entries.length,
        entries: tree.entries,
        ...(tree.leftOut === 0 ? {} : { leftOut: tree.leftOut }),
        ...(preflight ? { preflightOnly: true } : {}),
        binding: { kind: "existing", ...identity(folder.stats) },
      } as const;
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof TreeRefused) return { ...error.refusal, canonicalPath: path };
      return refusal("READ_ERROR", "the tree could not be read", path);
    } finally {
      archive?.drop();
    }
  });

/**
 * `dir.fetch {path, maxBytes?}` -> `{ok, path, tarBase64, tarBytes, sha256, fileCount, entries, leftOut?, binding}`: a
 * gzipped tar. `leftOut` is this node's own: how many links, devices and hard-linked files are not in it.
 */
export const dirFetch = (setup: FileSetup): Command =>
  fileCommand(
    {
      name: "dir.fetch",
      access: "read",
      bytesOf: ({ tarBytes }) => tarBytes,
      answer: fetchTree,
    },
    setup,
  );
