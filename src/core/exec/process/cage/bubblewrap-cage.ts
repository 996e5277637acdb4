import { closeSync, constants, existsSync, openSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { failure, type Result, success } from "../../../../shared/result.ts";
import { bubblewrapArguments } from "./bubblewrap.ts";
import type { Cage, Launch } from "./cage.ts";
import type { CagePlaces, CageRefusal, CageRequest } from "./grant.ts";
import { isWithin, isWritable, writable } from "./grantable.ts";
import { inheritedDescriptors } from "./inherited-descriptors.ts";
import { type LookAround, realLook } from "./look-around.ts";
import type { Mount } from "./mount.ts";
import { isShown, mountsFor } from "./mounts.ts";
import { openScratch } from "./scratch-file.ts";
import { seccompFilter } from "./seccomp.ts";

export interface BubblewrapOptions {
  /** Absolute path of bwrap. */
  readonly program: string;
  readonly places: CagePlaces;
  /** Whether this bwrap accepts folders as descriptors. */
  readonly byDescriptor: boolean;
  readonly look?: LookAround;
}

/** Where our first descriptor is in the program's list. */
const FIRST_DESCRIPTOR = 3;

function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

/** The file that says how names are resolved, when /etc only links to it. */
function resolverFile(): string | null {
  const path = realPath("/etc/resolv.conf");
  return path !== null && !path.startsWith("/etc/") ? path : null;
}

interface Plan {
  readonly mounts: readonly Mount[];
  readonly write: readonly string[];
}

function planFor(request: CageRequest, places: CagePlaces, look: LookAround): Result<Plan, CageRefusal> {
  const { programs, searchPath } = request;
  const write = writable(request, places, look).filter((path) => look.kindOf(path) !== null);
  for (const path of write)
    if (realPath(path) !== path || look.kindOf(path) !== "folder" || !isWritable(path, request, places, look))
      return failure({ kind: "not-grantable", path });
  const mounts = mountsFor({ write, programs, searchPath, places }, look);
  if (mounts === null) return failure({ kind: "not-grantable", path: request.cwd });
  if (!isShown(request.cwd, mounts)) return failure({ kind: "folder-hidden", path: request.cwd });
  return success({ mounts, write });
}

/** Opens the folders themselves; what their names lead to later does not matter. */
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

/** Repositories that lack a file without which git could be made to read another repository's settings. */
const withoutPointer = (mounts: readonly Mount[]): readonly string[] =>
  mounts
    .filter(({ kind, path }) => kind === "pin" && /\/\.git(\/|$)/.test(path))
    .map(({ path }) => join(path, "commondir"))
    .filter((path) => !existsSync(path));

/** Whatever it is by now; what cannot be removed stays. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // git names it the next time it looks.
  }
}

/** Replaces descriptors that would be inherited with one of /dev/null. */
function covered(own: Launch["descriptors"], nothing: number): Launch["descriptors"] {
  const last = Math.max(FIRST_DESCRIPTOR + own.length - 1, ...inheritedDescriptors());
  const places = Array.from({ length: last - FIRST_DESCRIPTOR + 1 }, (_, index) => own[index] ?? nothing);
  return places;
}

/** What is judged and what starts a moment later are planned once, milliseconds. */
const PLANNED_FOR_MS = 100;

/** Returns the last answer again while it is fresh and the question is the same. */
function rememberBriefly<Value>(): (key: string, find: () => Value) => Value {
  let last: { readonly key: string; readonly at: number; readonly value: Value } | null = null;
  return (key, find) => {
    const now = performance.now();
    if (last === null || last.key !== key || now - last.at > PLANNED_FOR_MS)
      last = { key, at: now, value: find() };
    return last.value;
  };
}

/** Null when the machine's system calls are not known here. */
export function createBubblewrapCage(options: BubblewrapOptions): Cage | null {
  const { places, byDescriptor, look = realLook } = options;
  const bytes = seccompFilter(process.arch);
  if (bytes === null) return null;
  const filter = openScratch(bytes);
  const running = new Set<readonly string[]>();
  const recently = rememberBriefly<Result<Plan, CageRefusal>>();

  /**
   * Which mounts a run needs, or why it cannot be contained. Where bwrap takes folders by name only, no folder is
   * granted that a program running meanwhile could replace with something else.
   */
  const plan = (request: CageRequest): Result<Plan, CageRefusal> => {
    const planned = recently(
      JSON.stringify([request.grant.write, request.cwd, request.programs, request.searchPath]),
      () => planFor(request, places, look),
    );
    if (!planned.ok || byDescriptor) return planned;
    const above = [...running].flat();
    const loose = planned.value.write.find((path) =>
      above.some((folder) => folder !== path && isWithin(path, folder)),
    );
    return loose === undefined ? planned : failure({ kind: "not-grantable", path: loose });
  };

  const launch = (
    request: CageRequest,
    { mounts, write }: Plan,
    folders: ReadonlyMap<string, number>,
  ): Launch => {
    // Opened again: each start reads the filter from its beginning.
    const ownFilter = openSync(`/proc/self/fd/${filter}`, "r");
    const nothing = openSync("/dev/null", "r");
    const numbers = new Map([...folders.keys()].map((path, index) => [path, FIRST_DESCRIPTOR + 2 + index]));
    const pointers = withoutPointer(mounts);
    running.add(write);
    return {
      file: options.program,
      argv: [
        "bwrap",
        ...bubblewrapArguments({
          mounts,
          folders: byDescriptor ? numbers : null,
          filter: FIRST_DESCRIPTOR,
          // A pipe, so that bwrap ends when we end before it has asked to die with us.
          status: FIRST_DESCRIPTOR + 1,
          network: request.grant.network,
          resolver: resolverFile(),
          cwd: request.cwd,
          file: request.file,
          words: request.words,
        }),
      ],
      descriptors: covered([ownFilter, "pipe", ...(byDescriptor ? folders.values() : [])], nothing),
      temporary: "/tmp",
      started() {
        for (const descriptor of [ownFilter, nothing, ...folders.values()]) closeSync(descriptor);
      },
      // It is written when the program was started, and only then.
      wasReached: (told) => told.includes('"exit-code"'),
      ended() {
        running.delete(write);
        for (const path of pointers) removeQuietly(path);
      },
    };
  };

  return {
    check(request) {
      const planned = plan(request);
      return planned.ok ? success({ write: planned.value.write, network: request.grant.network }) : planned;
    },
    prepare(request) {
      const planned = plan(request);
      if (!planned.ok) return planned;
      const folders = openFolders(planned.value.write);
      return folders.ok ? success(launch(request, planned.value, folders.value)) : folders;
    },
  };
}
