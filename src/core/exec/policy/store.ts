import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { isRecord } from "../../../shared/record.ts";
import { failure, type Result, success } from "../../../shared/result.ts";
import { putAside } from "../../files/aside.ts";
import { withLock } from "../../files/lock.ts";
import type { FileFailure } from "../../files/problem.ts";
import { readOwnFile } from "../../files/read.ts";
import { writeOwnFile } from "../../files/write.ts";
import { type ApprovalsFile, closedFile, defaultFile } from "./policy.ts";
import { LAYOUT, readPolicyFile } from "./policy-file.ts";

/** Where the owner's policy of a state folder is. */
export const approvalsPath = (stateDir: string): string => join(stateDir, "exec-approvals.json");

export interface ApprovalsSnapshot {
  readonly path: string;
  readonly exists: boolean;
  /** SHA-256 of the file's text, hex: what a change must name to be accepted. */
  readonly hash: string;
  readonly file: ApprovalsFile;
  /** The file could not be understood or read, and nothing runs. */
  readonly closed: boolean;
  /** A newer version wrote it: nothing runs, and it is left as it is. */
  readonly newer: boolean;
  /** Why it could not be read; null when it could, or was merely not understood. */
  readonly problem: FileFailure | null;
}

export type StoreFailure =
  | { readonly kind: "changed" }
  | { readonly kind: "not-a-policy" }
  /** A newer version wrote the file; this version never changes it. */
  | { readonly kind: "newer"; readonly path: string }
  | { readonly kind: "unwritable"; readonly file: FileFailure };

type Outcome = Promise<Result<ApprovalsSnapshot, StoreFailure>>;

/**
 * The owner's policy on disk, read at every command and changed by several processes: the node, and the owner's own
 * commands beside it. A change is one exclusive step. Nothing throws.
 */
export interface ApprovalsStore {
  /** Reads the file now, so that a change by hand counts from the next command on. Changes nothing. */
  read(): ApprovalsSnapshot;
  /**
   * Writes the defaults when there is no file yet, then reads. A file that cannot be understood is set aside, and the
   * closed policy takes its place; one from a newer version stays.
   */
  ensure(): Promise<ApprovalsSnapshot>;
  /** Replaces the document if it still has this hash. */
  replace(next: ApprovalsFile, baseHash: string): Outcome;
  /** Changes what is there now; used for the owner's own answers. */
  change(edit: (file: ApprovalsFile) => ApprovalsFile): Outcome;
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
const missingHash = `missing:${hashOf("")}`;

/** Whether this is a document in a layout that only a newer version knows. */
function isNewer(text: string): boolean {
  try {
    const document: unknown = JSON.parse(text);
    return isRecord(document) && typeof document.version === "number" && document.version > LAYOUT;
  } catch {
    return false;
  }
}

/** An entry without an id gets one that stays the same as long as its text does, so that it can be named. */
function parse(text: string): ApprovalsFile | null {
  let named = 0;
  try {
    return readPolicyFile(JSON.parse(text), () => hashOf(`${named++}\0${text}`).slice(0, 32));
  } catch {
    return null;
  }
}

const unwritable = (file: FileFailure): Result<never, StoreFailure> => failure({ kind: "unwritable", file });

/** The store in this state directory. Its folder is created at the first change if it does not exist. */
export function createApprovalsStore(stateDirectory: string): ApprovalsStore {
  const path = approvalsPath(stateDirectory);
  /**
   * Once a file was seen damaged, a missing file is not a fresh start: the policy stays closed until one is written.
   */
  let wasBroken = false;

  const opened = (hash: string, file: ApprovalsFile, exists: boolean): ApprovalsSnapshot => ({
    path,
    exists,
    hash,
    file,
    closed: false,
    newer: false,
    problem: null,
  });
  const closed = (hash: string, exists: boolean, problem: FileFailure | null = null): ApprovalsSnapshot => ({
    ...opened(hash, closedFile, exists),
    closed: true,
    problem,
  });

  const read = (): ApprovalsSnapshot => {
    const text = readOwnFile(path);
    if (!text.ok) return closed(`unreadable:${text.failure.problem}`, true, text.failure);
    if (text.value === null) {
      return wasBroken ? closed(missingHash, false) : opened(missingHash, defaultFile, false);
    }
    const hash = hashOf(text.value);
    const file = parse(text.value);
    if (file !== null) return opened(hash, file, true);
    if (isNewer(text.value)) return { ...closed(hash, true), newer: true };
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
      if (now.newer) return failure({ kind: "newer", path });
      return decide(now);
    });
    return step.ok ? step.value : unwritable(step.failure);
  };

  /** Keeps a broken file under another name; its replacement starts from the closed policy. */
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
      if (now.problem !== null || now.newer || (now.exists && !now.closed)) return now;
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
