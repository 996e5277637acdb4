import { randomBytes } from "node:crypto";
import { constants, lstatSync, readdirSync, rmSync } from "node:fs";
import { type FileHandle, link, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { failure, type Result, success } from "../../shared/result.ts";
import { cautious } from "../files/checks.ts";
import { makeFolder } from "../files/make-folder.ts";
import { codeOf } from "../files/problem.ts";
import { readOwnFile } from "../files/read.ts";
import { writeOwnFile } from "../files/write.ts";

/** How long an old version is kept, ms. */
const KEPT = 7 * 24 * 3_600_000;
/** The largest old version, and all of them together, bytes: beyond the latter the oldest go first. */
export const LARGEST_KEPT = 64 * 1024 * 1024;
const MOST_KEPT = 512 * 1024 * 1024;
const PIECE = 1024 * 1024;

const itemSchema = v.strictObject({
  schemaVersion: v.literal(1),
  path: v.string(),
  /** Milliseconds since the epoch. */
  at: v.number(),
  /** Bytes. */
  size: v.number(),
  mode: v.number(),
});

/** An old version of a file that was overwritten. */
export interface Kept extends Omit<v.InferOutput<typeof itemSchema>, "schemaVersion"> {
  readonly id: string;
}

/** Where the old versions of overwritten files stay for a week. */
export interface TrashCan {
  /** Keeps what an open file holds; a failure is why it cannot be kept, in a few words. */
  keep(handle: FileHandle, about: Pick<Kept, "path" | "size" | "mode">): Promise<Result<string, string>>;
  /** What is there, newest first. */
  list(): readonly Kept[];
  /** Puts an old version under a path where nothing is; a failure is a sentence. */
  restore(id: string, to: string): Promise<Result<void, string>>;
  /** Removes what has been kept long enough. */
  clean(): void;
}

/** The trash of a state folder. */
export function createTrash(stateDir: string, now: () => number): TrashCan {
  const folder = join(stateDir, "folders-trash");
  const contentOf = (id: string): string => join(folder, `${id}.old`);
  const aboutOf = (id: string): string => join(folder, `${id}.json`);

  function list(): readonly Kept[] {
    const ids = idsIn(folder);
    const items = ids.flatMap((id): readonly Kept[] => {
      const text = readOwnFile(aboutOf(id));
      const item = v.safeParse(itemSchema, text.ok && text.value !== null ? parsed(text.value) : null);
      if (!item.success || lstatSync(contentOf(id), { throwIfNoEntry: false })?.isFile() !== true) return [];
      const { path, at, size, mode } = item.output;
      return [{ id, path, at, size, mode }];
    });
    return items.sort((one, other) => other.at - one.at || (other.id < one.id ? -1 : 1));
  }

  function remove(id: string): void {
    for (const path of [aboutOf(id), contentOf(id)]) rmSync(path, { force: true });
  }

  /** Old ones, the oldest beyond what is kept in all, and what an interrupted write left. */
  function clean(room = 0): void {
    try {
      const items = list();
      let total = room;
      const kept = new Set<string>();
      for (const { id, at, size } of items) {
        total += size;
        if (now() - at < KEPT && total <= MOST_KEPT) kept.add(id);
      }
      for (const id of idsIn(folder)) if (!kept.has(id) && !isBeingWritten(id)) remove(id);
    } catch {
      // The next time will do.
    }
  }

  /** The name holds when it was made. */
  const isBeingWritten = (id: string): boolean =>
    !list().some((item) => item.id === id) && now() - Number.parseInt(id.slice(0, 12), 16) < 3_600_000;

  return {
    list,
    clean: () => clean(),
    async keep(handle, about) {
      if (about.size > LARGEST_KEPT) return failure("its old version is too large to keep");
      clean(about.size);
      const id = `${now().toString(16).padStart(12, "0")}${randomBytes(6).toString("hex")}`;
      try {
        makeFolder(folder);
        const size = await copy(handle, contentOf(id));
        const item = { schemaVersion: 1, path: about.path, at: now(), size, mode: about.mode };
        const written = await writeOwnFile(aboutOf(id), `${JSON.stringify(item)}\n`);
        if (written.ok) return success(id);
      } catch {
        // Said below: an error names the state folder, which is nobody's business at the gateway.
      }
      remove(id);
      return failure("its old version could not be kept");
    },
    async restore(id, to) {
      const item = list().find((each) => each.id === id);
      if (item === undefined) return failure(`There is no "${id.slice(0, 40)}" in the trash.`);
      const draft = `${to}.clawtray-${randomBytes(6).toString("hex")}`;
      const source = await open(contentOf(id), constants.O_RDONLY | cautious);
      try {
        await copy(source, draft, item.mode & 0o777);
        // A link takes no other file's place.
        await link(draft, to);
        return success(undefined);
      } catch (error) {
        return failure(
          codeOf(error) === "EEXIST"
            ? "There is a file of that name. Move it away, or choose another name with --to."
            : `It could not be written (${codeOf(error)}).`,
        );
      } finally {
        await source.close();
        await unlink(draft).catch(() => {});
      }
    },
  };
}

const ID = /^[0-9a-f]{24}$/;

function idsIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).map((name) => name.replace(/\.(old|json)$/, ""));
    return [...new Set(names.filter((name) => ID.test(name)))];
  } catch {
    return [];
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Copies an open file from its beginning into a new one; how many bytes. */
async function copy(from: FileHandle, path: string, mode = 0o600): Promise<number> {
  const to = await open(path, "wx", mode);
  try {
    const piece = Buffer.allocUnsafe(PIECE);
    let at = 0;
    for (;;) {
      const { bytesRead } = await from.read(piece, 0, PIECE, at);
      if (bytesRead === 0) break;
      await to.writeFile(piece.subarray(0, bytesRead));
      at += bytesRead;
    }
    await to.sync();
    return at;
  } finally {
    await to.close();
  }
}
