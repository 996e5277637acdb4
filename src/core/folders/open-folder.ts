import { type BigIntStats, constants, existsSync } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { posix, win32 } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import { codeOf } from "../files/problem.ts";
import { identityOf } from "./private-places.ts";

/**
 * Linux opens a folder that may only be passed through. Source: asm-generic/fcntl.h; x86 and ARM use it. Node does not
 * name it.
 */
const O_PATH = 0o10000000;

/** Why something was not opened. `path` is as far as the way led. */
export interface OpenFailure {
  readonly why:
    | "not-found"
    | "link"
    | "not-a-folder"
    | "not-a-file"
    | "is-folder"
    | "hard-links"
    | "private"
    /** It was replaced while it was being opened, or is no longer what was said to be expected. */
    | "changed"
    | "not-permitted"
    | "failed";
  readonly path: string;
  readonly code?: string;
}

/** What an opened name is, and by what it is recognized. */
export interface Identity {
  readonly device: string;
  readonly inode: string;
}

export const identity = ({ dev, ino }: Pick<BigIntStats, "dev" | "ino">): Identity => ({
  device: String(dev),
  inode: String(ino),
});

/** Whether names can be reached by way of an open folder, whatever becomes of the path that led to it. */
const byHandle = process.platform === "linux" && existsSync("/proc/self/fd");

export function openFailure(
  path: string,
  error: unknown,
): { readonly ok: false; readonly failure: OpenFailure } {
  const code = codeOf(error);
  const whys: Readonly<Record<string, OpenFailure["why"]>> = {
    ENOENT: "not-found",
    ENOTDIR: "not-a-folder",
    ELOOP: "link",
    EACCES: "not-permitted",
    EPERM: "not-permitted",
  };
  return failure({ why: whys[code] ?? "failed", path, code });
}

const refused = (
  why: OpenFailure["why"],
  path: string,
): { readonly ok: false; readonly failure: OpenFailure } => failure({ why, path });

const isSame = (one: BigIntStats, other: BigIntStats): boolean => identityOf(one) === identityOf(other);

/**
 * A folder that is held. On Linux what is done with a name in it happens in this very folder, even if its path leads
 * elsewhere by then. Other systems offer Node nothing of the kind: there every folder on the way is looked at again
 * after something was opened (`isStillThere`), which notices a swap and cannot prevent it.
 */
export class HeldFolder {
  readonly path: string;
  readonly stats: BigIntStats;
  readonly #handle: FileHandle | null;
  readonly #above: HeldFolder | null;
  readonly #forbidden: ReadonlySet<string>;

  private constructor(
    path: string,
    stats: BigIntStats,
    handle: FileHandle | null,
    above: HeldFolder | null,
    forbidden: ReadonlySet<string>,
  ) {
    this.path = path;
    this.stats = stats;
    this.#handle = handle;
    this.#above = above;
    this.#forbidden = forbidden;
  }

  /** The root of a whole path. `forbidden`: identities of folders that are never entered. */
  static async root(path: string, forbidden: ReadonlySet<string>): Promise<Result<HeldFolder, OpenFailure>> {
    const { root } = (process.platform === "win32" ? win32 : posix).parse(path);
    try {
      const handle = byHandle ? await open(root, O_PATH | constants.O_DIRECTORY) : null;
      const stats = await lstat(root, { bigint: true });
      return success(new HeldFolder(root, stats, handle, null, forbidden));
    } catch (error) {
      return openFailure(root, error);
    }
  }

  /** Where the system finds a name of this folder. */
  at(name: string): string {
    return this.#handle === null ? this.#join(name) : `/proc/self/fd/${this.#handle.fd}/${name}`;
  }

  /** Where the system finds this folder itself, for listing it. */
  get self(): string {
    return this.#handle === null ? this.path : `/proc/self/fd/${this.#handle.fd}/.`;
  }

  #join(name: string): string {
    return (process.platform === "win32" ? win32 : posix).join(this.path, name);
  }

  /** The path of a name in it. */
  pathOf(name: string): string {
    return this.#join(name);
  }

  /** What a name in it is; a link is not followed. */
  async look(name: string): Promise<Result<BigIntStats, OpenFailure>> {
    try {
      return success(await lstat(this.at(name), { bigint: true }));
    } catch (error) {
      return openFailure(this.#join(name), error);
    }
  }

  /** A folder in it. */
  async enter(name: string): Promise<Result<HeldFolder, OpenFailure>> {
    const path = this.#join(name);
    const seen = await this.look(name);
    if (!seen.ok) return seen;
    if (seen.value.isSymbolicLink()) return refused("link", path);
    if (!seen.value.isDirectory()) return refused("not-a-folder", path);
    if (this.#forbidden.has(identityOf(seen.value))) return refused("private", path);
    if (!byHandle) return success(new HeldFolder(path, seen.value, null, this, this.#forbidden));
    let handle: FileHandle | null = null;
    try {
      handle = await open(this.at(name), O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
      const stats = await handle.stat({ bigint: true });
      if (!isSame(stats, seen.value)) {
        await handle.close();
        return refused("changed", path);
      }
      return success(new HeldFolder(path, stats, handle, this, this.#forbidden));
    } catch (error) {
      await handle?.close().catch(() => {});
      return openFailure(path, error);
    }
  }

  /**
   * A file in it, for reading. Nothing but an ordinary file with one name is opened: a FIFO would hang, a device act,
   * and a second name may lead to what is private. `known`: what `look` said of it just now.
   */
  async openFile(
    name: string,
    known?: BigIntStats,
  ): Promise<Result<{ readonly handle: FileHandle; readonly stats: BigIntStats }, OpenFailure>> {
    const path = this.#join(name);
    const seen = known === undefined ? await this.look(name) : success(known);
    if (!seen.ok) return seen;
    const refusal = whyNotOpened(seen.value);
    if (refusal !== null) return refused(refusal, path);
    let handle: FileHandle | null = null;
    try {
      const flags =
        process.platform === "win32"
          ? constants.O_RDONLY
          : constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
      handle = await open(this.at(name), flags);
      const stats = await handle.stat({ bigint: true });
      if (isSame(stats, seen.value) && stats.nlink <= 1n && (await this.isStillThere()))
        return success({ handle, stats });
      await handle.close();
      return refused("changed", path);
    } catch (error) {
      await handle?.close().catch(() => {});
      return openFailure(path, error);
    }
  }

  /** Whether every folder on the way is still the one that was entered. Where folders are held it does not matter. */
  async isStillThere(): Promise<boolean> {
    for (let at: HeldFolder | null = this; at !== null && !byHandle; at = at.#above) {
      const now = await lstat(at.path, { bigint: true }).catch(() => null);
      if (now === null || now.isSymbolicLink() || !isSame(now, at.stats)) return false;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#handle?.close().catch(() => {});
  }
}

/** Why this is not opened as a file; null when it is. */
export function whyNotOpened(stats: BigIntStats): OpenFailure["why"] | null {
  if (stats.isSymbolicLink()) return "link";
  if (stats.isDirectory()) return "is-folder";
  if (!stats.isFile()) return "not-a-file";
  return stats.nlink > 1n ? "hard-links" : null;
}

/** How far `openFolder` came. */
export interface Reached {
  readonly folder: HeldFolder;
  /** The names of the path that do not exist, outermost first. */
  readonly missing: readonly string[];
}

/**
 * Opens the folder of a whole path, one folder after the other from the root; no link is followed. Names that do not
 * exist end the way and are named. The caller closes the folder.
 */
export async function openFolder(
  path: string,
  forbidden: ReadonlySet<string>,
): Promise<Result<Reached, OpenFailure>> {
  const paths = process.platform === "win32" ? win32 : posix;
  const names = path
    .slice(paths.parse(path).root.length)
    .split(paths.sep)
    .filter((name) => name !== "");
  const root = await HeldFolder.root(path, forbidden);
  if (!root.ok) return root;
  let folder = root.value;
  for (const [index, name] of names.entries()) {
    const next = await folder.enter(name);
    if (!next.ok && next.failure.why === "not-found") return success({ folder, missing: names.slice(index) });
    await folder.close();
    if (!next.ok) return next;
    folder = next.value;
  }
  return success({ folder, missing: [] });
}
