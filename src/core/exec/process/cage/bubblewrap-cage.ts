import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readlinkSync,
  realpathSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failure, type Result, success } from "../../../result.ts";
import { bubblewrapArguments } from "./bubblewrap.ts";
import type { Cage, Launch } from "./cage.ts";
import type { CagePlaces, CageRefusal, CageRequest } from "./grant.ts";
import { isGrantable, writable } from "./grantable.ts";
import { inheritedDescriptors } from "./inherited-descriptors.ts";
import { type LookAround, realLook } from "./look-around.ts";
import type { Mount } from "./mount.ts";
import { isShown, mountsFor } from "./mounts.ts";
import { seccompFilter } from "./seccomp.ts";

export interface BubblewrapOptions {
  /** Absolute path of bwrap. */
  readonly program: string;
  readonly places: CagePlaces;
  /** Whether this bwrap takes folders as descriptors. */
  readonly byDescriptor: boolean;
  readonly look?: LookAround;
}

/** Where the first descriptor of ours stands in the program's list. */
const firstDescriptor = 3;

function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

/** The file that says where names are looked up, where /etc only links to it. */
function resolverFile(): string | null {
  const path = realPath("/etc/resolv.conf");
  return path !== null && !path.startsWith("/etc/") ? path : null;
}

/** An open file without a name that holds the filter; null for a machine whose system calls are not known. */
function openFilter(): number | null {
  const filter = seccompFilter(process.arch);
  if (filter === null) return null;
  const folder = mkdtempSync(join(tmpdir(), "clawtray-"));
  try {
    const path = join(folder, "filter");
    writeFileSync(path, filter, { mode: 0o600, flag: "wx" });
    const descriptor = openSync(path, "r");
    unlinkSync(path);
    return descriptor;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Plan {
  readonly mounts: readonly Mount[];
  readonly write: readonly string[];
}

/** Which mounts a run needs, or why it cannot be contained. */
function planFor(request: CageRequest, places: CagePlaces, look: LookAround): Result<Plan, CageRefusal> {
  const write = writable(request, places).filter((path) => look.kindOf(path) !== null);
  for (const path of write)
    if (realPath(path) !== path || look.kindOf(path) !== "folder" || !isGrantable(path, places))
      return failure({ kind: "not-grantable", path });
  const mounts = mountsFor({ write, programs: request.programs, places }, look);
  if (mounts === null) return failure({ kind: "not-grantable", path: request.cwd });
  if (!isShown(request.cwd, mounts)) return failure({ kind: "folder-hidden", path: request.cwd });
  return success({ mounts, write });
}

/** Opens the folders themselves; what their names lead to later is of no matter. */
function openFolders(write: readonly string[]): Result<ReadonlyMap<string, number>, CageRefusal> {
  const opened = new Map<string, number>();
  for (const path of write) {
    try {
      const descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
      opened.set(path, descriptor);
      if (readlinkSync(`/proc/self/fd/${descriptor}`) === path) continue;
    } catch {
      // Gone, or something else by now.
    }
    for (const descriptor of opened.values()) closeSync(descriptor);
    return failure({ kind: "not-grantable", path });
  }
  return success(opened);
}

/** Repositories that lack a file which would make git read another one's settings. */
const withoutPointer = (mounts: readonly Mount[]): readonly string[] =>
  mounts
    .filter(({ kind, path }) => kind === "pin" && /\/\.git(\/|$)/.test(path))
    .map(({ path }) => join(path, "commondir"))
    .filter((path) => !existsSync(path));

/** Fills the places of descriptors that would be inherited with one of nothing. */
function covered(own: readonly number[], nothing: number): readonly number[] {
  const last = Math.max(firstDescriptor + own.length - 1, ...inheritedDescriptors());
  const places = Array.from({ length: last - firstDescriptor + 1 }, (_, index) => own[index] ?? nothing);
  return places;
}

/** Null where the machine's system calls are not known here. */
export function createBubblewrapCage(options: BubblewrapOptions): Cage | null {
  const { places, look = realLook } = options;
  const filter = openFilter();
  if (filter === null) return null;

  const launch = (request: CageRequest, { mounts }: Plan, folders: ReadonlyMap<string, number>): Launch => {
    // Opened anew: each start reads the filter from its beginning.
    const ownFilter = openSync(`/proc/self/fd/${filter}`, "r");
    const nothing = openSync("/dev/null", "r");
    const numbers = new Map([...folders.keys()].map((path, index) => [path, firstDescriptor + 1 + index]));
    const pointers = withoutPointer(mounts);
    return {
      file: options.program,
      argv: [
        "bwrap",
        ...bubblewrapArguments({
          mounts,
          folders: options.byDescriptor ? numbers : null,
          filter: firstDescriptor,
          network: request.grant.network,
          resolver: resolverFile(),
          cwd: request.cwd,
          file: request.file,
          words: request.words,
        }),
      ],
      descriptors: covered([ownFilter, ...(options.byDescriptor ? folders.values() : [])], nothing),
      temporary: "/tmp",
      started() {
        for (const descriptor of [ownFilter, nothing, ...folders.values()]) closeSync(descriptor);
      },
      ended() {
        for (const path of pointers) rmSync(path, { force: true });
      },
    };
  };

  return {
    check(request) {
      const plan = planFor(request, places, look);
      return plan.ok ? success({ write: plan.value.write, network: request.grant.network }) : plan;
    },
    prepare(request) {
      const plan = planFor(request, places, look);
      if (!plan.ok) return plan;
      const folders = openFolders(plan.value.write);
      return folders.ok ? success(launch(request, plan.value, folders.value)) : folders;
    },
  };
}
