import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { exclusively } from "../../exclusive.ts";
import { failure, type Result, success } from "../../result.ts";
import { type ApprovalsFile, closedFile, defaultFile } from "./policy.ts";
import { readPolicyFile } from "./policy-file.ts";

const fileName = "exec-approvals.json";
const largestFile = 4 * 1024 * 1024;

export interface ApprovalsSnapshot {
  readonly path: string;
  readonly exists: boolean;
  /** SHA-256 of the file's text, hex: what a change must name to be accepted. */
  readonly hash: string;
  readonly file: ApprovalsFile;
  /** The file could not be understood or read, and nothing runs. */
  readonly closed: boolean;
}

export type StoreFailure =
  | { readonly kind: "changed" }
  | { readonly kind: "unwritable"; readonly detail: string };

/**
 * The owner's policy on disk, read at every command and changed by several processes: the node, and
 * the owner's own commands beside it. A change is one exclusive step. Nothing throws.
 */
export interface ApprovalsStore {
  /** Reads the file now, so that a change by hand counts from the next command on. */
  read(): ApprovalsSnapshot;
  /** Writes the defaults when there is no file yet, then reads. */
  ensure(): ApprovalsSnapshot;
  /** Replaces the document if it still has this hash. */
  replace(next: ApprovalsFile, baseHash: string): Result<ApprovalsSnapshot, StoreFailure>;
  /** Changes what is there now; used for the owner's own answers. */
  change(edit: (file: ApprovalsFile) => ApprovalsFile): Result<ApprovalsSnapshot, StoreFailure>;
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
const missingHash = `missing:${hashOf("")}`;
const detailOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";

/** `null`: no file. Throws what the system says otherwise. */
function readText(path: string): string | null {
  try {
    const status = lstatSync(path);
    if (!status.isFile() || status.size > largestFile)
      throw Object.assign(new Error("unsafe"), { code: "EUNSAFE" });
    return readFileSync(path, "utf8");
  } catch (error) {
    if (detailOf(error) === "ENOENT") return null;
    throw error;
  }
}

function writeText(path: string, text: string): void {
  const draft = `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    const handle = openSync(draft, "wx", 0o600);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, path);
  } catch (error) {
    try {
      unlinkSync(draft);
    } catch {
      // It was never made.
    }
    throw error;
  }
}

/** Entries without an id get one that stays as long as the text does, so that they can be named. */
function parse(text: string): ApprovalsFile | null {
  let named = 0;
  try {
    return readPolicyFile(JSON.parse(text), () => hashOf(`${named++}\0${text}`).slice(0, 32));
  } catch {
    return null;
  }
}

/** The store in this state directory, which must exist and belong to the owner alone. */
export function createApprovalsStore(stateDirectory: string): ApprovalsStore {
  const path = join(stateDirectory, fileName);
  /** Once a file was seen broken, a missing file is no fresh start: it stays closed until one is written. */
  let wasBroken = false;

  const closed = (hash: string, exists: boolean): ApprovalsSnapshot => ({
    path,
    exists,
    hash,
    file: closedFile,
    closed: true,
  });

  const putAside = (broken: string) => {
    wasBroken = true;
    try {
      // Another process may have mended it meanwhile.
      if (readText(path) !== broken) return;
      // The closed policy takes its place, so that a restart is closed as well.
      renameSync(path, `${path}.broken-${Date.now()}-${randomUUID().slice(0, 8)}`);
      writeText(path, `${JSON.stringify(closedFile, null, 2)}\n`);
    } catch {
      // It stays where it is and is found broken again.
    }
  };

  const read = (step: (act: () => void) => unknown = (act) => exclusively(path, act)): ApprovalsSnapshot => {
    let text: string | null;
    try {
      text = readText(path);
    } catch (error) {
      return closed(`unreadable:${detailOf(error)}`, true);
    }
    if (text === null) {
      return wasBroken
        ? closed(missingHash, false)
        : { path, exists: false, hash: missingHash, file: defaultFile, closed: false };
    }
    const file = parse(text);
    if (file !== null) return { path, exists: true, hash: hashOf(text), file, closed: false };
    step(() => putAside(text));
    try {
      const placed = readText(path);
      return closed(placed === null ? missingHash : hashOf(placed), placed !== null);
    } catch (error) {
      return closed(`unreadable:${detailOf(error)}`, true);
    }
  };

  const write = (file: ApprovalsFile): Result<ApprovalsSnapshot, StoreFailure> => {
    const complete = readPolicyFile(file, randomUUID);
    if (complete === null) return failure({ kind: "unwritable", detail: "not a policy" });
    try {
      writeText(path, `${JSON.stringify(complete, null, 2)}\n`);
    } catch (error) {
      return failure({ kind: "unwritable", detail: detailOf(error) });
    }
    wasBroken = false;
    return success(readInside());
  };

  /** As `read`, for a step that is exclusive already. */
  const readInside = () => read((act) => act());
  const change = (decide: (now: ApprovalsSnapshot) => Result<ApprovalsSnapshot, StoreFailure>) => {
    const step = exclusively(path, () => decide(readInside()));
    return step.ok ? step.value : failure({ kind: "unwritable", detail: step.failure.detail } as const);
  };

  return {
    read: () => read(),
    ensure() {
      const now = read();
      if (now.exists || now.closed) return now;
      const written = change((found) => (found.exists || found.closed ? success(found) : write(defaultFile)));
      return written.ok ? written.value : now;
    },
    replace(next, baseHash) {
      return change((now) => (now.hash === baseHash ? write(next) : failure({ kind: "changed" })));
    },
    change(edit) {
      return change((now) =>
        now.closed ? failure({ kind: "unwritable", detail: "closed" }) : write(edit(now.file)),
      );
    },
  };
}
