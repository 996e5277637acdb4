import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { putAside } from "../../files/aside.ts";
import { withLock } from "../../files/lock.ts";
import type { FileFailure } from "../../files/problem.ts";
import { readOwnFile } from "../../files/read.ts";
import { writeOwnFile } from "../../files/write.ts";
import { failure, type Result, success } from "../../result.ts";
import { type ApprovalsFile, closedFile, defaultFile } from "./policy.ts";
import { readPolicyFile } from "./policy-file.ts";

const fileName = "exec-approvals.json";

export interface ApprovalsSnapshot {
  readonly path: string;
  readonly exists: boolean;
  /** SHA-256 of the file's text, hex: what a change must name to be accepted. */
  readonly hash: string;
  readonly file: ApprovalsFile;
  /** The file could not be understood or read, and nothing runs. */
  readonly closed: boolean;
  /** Why it could not be read; null when it could, or was only not understood. */
  readonly problem: FileFailure | null;
}

export type StoreFailure =
  | { readonly kind: "changed" }
  | { readonly kind: "not-a-policy" }
  | { readonly kind: "unwritable"; readonly file: FileFailure };

type Outcome = Promise<Result<ApprovalsSnapshot, StoreFailure>>;

/**
 * The owner's policy on disk, read at every command and changed by several processes: the node, and
 * the owner's own commands beside it. A change is one exclusive step. Nothing throws.
 */
export interface ApprovalsStore {
  /** Reads the file now, so that a change by hand counts from the next command on. Changes nothing. */
  read(): ApprovalsSnapshot;
  /**
   * Writes the defaults when there is no file yet, then reads. A file that cannot be understood is
   * put aside, and the closed policy takes its place.
   */
  ensure(): Promise<ApprovalsSnapshot>;
  /** Replaces the document if it still has this hash. */
  replace(next: ApprovalsFile, baseHash: string): Outcome;
  /** Changes what is there now; used for the owner's own answers. */
  change(edit: (file: ApprovalsFile) => ApprovalsFile): Outcome;
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
const missingHash = `missing:${hashOf("")}`;

/** Entries without an id get one that stays as long as the text does, so that they can be named. */
function parse(text: string): ApprovalsFile | null {
  let named = 0;
  try {
    return readPolicyFile(JSON.parse(text), () => hashOf(`${named++}\0${text}`).slice(0, 32));
  } catch {
    return null;
  }
}

const unwritable = (file: FileFailure): Result<never, StoreFailure> => failure({ kind: "unwritable", file });

/** The store in this state directory. Its folder is made at the first change where there is none. */
export function createApprovalsStore(stateDirectory: string): ApprovalsStore {
  const path = join(stateDirectory, fileName);
  /** Once a file was seen broken, a missing file is no fresh start: it stays closed until one is written. */
  let wasBroken = false;

  const closed = (hash: string, exists: boolean, problem: FileFailure | null = null): ApprovalsSnapshot => ({
    path,
    exists,
    hash,
    file: closedFile,
    closed: true,
    problem,
  });

  const read = (): ApprovalsSnapshot => {
    const text = readOwnFile(path);
    if (!text.ok) return closed(`unreadable:${text.failure.problem}`, true, text.failure);
    if (text.value === null) {
      return wasBroken
        ? closed(missingHash, false)
        : { path, exists: false, hash: missingHash, file: defaultFile, closed: false, problem: null };
    }
    const hash = hashOf(text.value);
    const file = parse(text.value);
    if (file !== null) return { path, exists: true, hash, file, closed: false, problem: null };
    wasBroken = true;
    return closed(hash, true);
  };

  const write = async (file: ApprovalsFile): Outcome => {
    const complete = readPolicyFile(file, randomUUID);
    if (complete === null) return failure({ kind: "not-a-policy" });
    const written = await writeOwnFile(path, `${JSON.stringify(complete, null, 2)}\n`);
    if (!written.ok) return unwritable(written.failure);
    wasBroken = false;
    return success(read());
  };

  const change = async (decide: (now: ApprovalsSnapshot) => Outcome): Outcome => {
    const step = await withLock(path, async (): Outcome => {
      const now = read();
      if (now.problem !== null) return unwritable(now.problem);
      return decide(now);
    });
    return step.ok ? step.value : unwritable(step.failure);
  };

  /** Keeps a broken file under another name; what takes its place starts from the closed policy. */
  const replaceBroken = async (now: ApprovalsSnapshot, next: ApprovalsFile): Outcome => {
    if (now.exists && now.closed) {
      const aside = putAside(path, Date.now());
      if (!aside.ok) return unwritable(aside.failure);
    }
    return write(next);
  };

  return {
    read,
    async ensure() {
      const now = read();
      if (now.problem !== null || (now.exists && !now.closed)) return now;
      const written = await change(async (found) =>
        found.exists && !found.closed ? success(found) : replaceBroken(found, found.file),
      );
      return written.ok ? written.value : now;
    },
    replace(next, baseHash) {
      return change(async (now) =>
        now.hash === baseHash ? replaceBroken(now, next) : failure({ kind: "changed" }),
      );
    },
    change(edit) {
      return change(async (now) => replaceBroken(now, edit(now.file)));
    },
  };
}
