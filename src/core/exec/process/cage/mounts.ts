import { join } from "node:path";
import type { CagePlaces } from "./grant.ts";
import { isWithin } from "./grantable.ts";
import type { LookAround } from "./look-around.ts";
import type { Mount } from "./mount.ts";
import {
  HOLDS_SECRET,
  hiddenAtRoot,
  hiddenInHome,
  KEY_FILE,
  privateOfHome,
  secretsOfSystem,
  shownOfHome,
  shownOfSystem,
} from "./places.ts";
import { protectedIn } from "./protected-in-grant.ts";

/** Further names in one folder are not looked at. */
const MAX_NAMES = 400;

function ofRoot(look: LookAround): Mount[] {
  const mounts: Mount[] = [];
  for (const { name, kind } of look.list("/")) {
    const path = `/${name}`;
    if (kind === "link") {
      const target = look.target(path);
      if (target !== null) mounts.push({ kind: "link", path, target });
    } else if (kind === "folder" && !hiddenAtRoot.has(name) && !name.startsWith("."))
      mounts.push({ kind: "show", path });
  }
  for (const path of shownOfSystem) if (look.kindOf(path) !== null) mounts.push({ kind: "show", path });
  return mounts;
}

function hide(path: string, look: LookAround): readonly Mount[] {
  const kind = look.kindOf(path);
  if (kind === null) return [];
  return [kind === "folder" ? { kind: "empty", path } : { kind: "blank", path }];
}

function ofSystemSecrets(look: LookAround): readonly Mount[] {
  const hostKeys = look
    .list("/etc/ssh")
    .filter(({ name }) => /^ssh_host_.*_key$/.test(name))
    .map(({ name }) => `/etc/ssh/${name}`);
  return [...secretsOfSystem, ...hostKeys].flatMap((path) => hide(path, look));
}

const givesAway = (path: string, look: LookAround): boolean =>
  look.kindOf(path) === "file" && /git|cargo/.test(path) && HOLDS_SECRET.test(look.text(path) ?? "token");

/** The home directory, made of what may be seen. */
function ofHome(home: string, look: LookAround): readonly Mount[] {
  const mounts: Mount[] = [{ kind: "empty", path: home }];
  for (const { name, kind } of look.list(home).slice(0, MAX_NAMES)) {
    const path = join(home, name);
    if (name.startsWith(".") || hiddenInHome.has(name) || kind === "other") continue;
    if (kind === "link") {
      const target = look.target(path);
      if (target !== null) mounts.push({ kind: "link", path, target });
    } else if (kind === "folder" || !KEY_FILE.test(name)) mounts.push({ kind: "show", path });
  }
  for (const name of shownOfHome) {
    const path = join(home, name);
    if (look.kindOf(path) !== null && !givesAway(path, look)) mounts.push({ kind: "show", path });
  }
  for (const name of privateOfHome) mounts.push({ kind: "private", path: join(home, name) });
  return mounts;
}

/** What is at a path: the last of the deepest mounts. */
function coverOf(path: string, mounts: readonly Mount[]): Mount | null {
  let found: Mount | null = null;
  for (const mount of mounts)
    if (isWithin(path, mount.path) && (found === null || mount.path.length >= found.path.length))
      found = mount;
  return found;
}

/** Whether a path from outside exists in the cage. Real paths only. */
export function isShown(path: string, mounts: readonly Mount[]): boolean {
  const cover = coverOf(path, mounts);
  if (cover === null) return false;
  if (cover.kind === "show" || cover.kind === "write" || cover.kind === "pin") return true;
  return cover.path === path && (cover.kind === "empty" || cover.kind === "private");
}

/** The folders between `top` and `path`, both excluded: none of them may be moved away with what is in it. */
function between(path: string, top: string): readonly string[] {
  const found: string[] = [];
  for (let at = path.lastIndexOf("/"); at > top.length; at = path.lastIndexOf("/", at - 1))
    found.unshift(path.slice(0, at));
  return found;
}

/** Mounts for paths inside a granted folder, none of which can be moved out of the way. */
function kept(mounts: readonly Mount[], top: string): readonly Mount[] {
  const pins = new Set(mounts.flatMap(({ path }) => between(path, top)));
  const all: Mount[] = [...[...pins].map((path): Mount => ({ kind: "pin", path })), ...mounts];
  return all.sort((one, other) => one.path.length - other.path.length);
}

/**
 * What stays as it is inside granted folders, and what must not be moved away for that; in the order of the folders,
 * outer ones first. Null when something there cannot be protected as it stands.
 */
export function heldIn(
  write: readonly string[],
  searchPath: readonly string[],
  look: LookAround,
): readonly Mount[] | null {
  const mounts: Mount[] = [];
  for (const path of [...write].sort((one, other) => one.length - other.length)) {
    const inside = protectedIn(path, look);
    if (inside === null) return null;
    const searched = searchPath
      .filter((folder) => isWithin(folder, path) && look.kindOf(folder) === "folder")
      .map((folder): Mount => ({ kind: "show", path: folder }));
    mounts.push(...kept([...inside, ...searched], path));
  }
  return mounts;
}

export interface MountInput {
  /** Real paths, each grantable and existing. */
  readonly write: readonly string[];
  readonly programs: readonly string[];
  readonly searchPath: readonly string[];
  readonly places: CagePlaces;
}

/** Null when something inside a granted folder cannot be protected as it stands. */
export function mountsFor(
  { write, programs, searchPath, places }: MountInput,
  look: LookAround,
): readonly Mount[] | null {
  const { home, state } = places;
  const mounts: Mount[] = [
    ...ofRoot(look),
    ...ofSystemSecrets(look),
    { kind: "private", path: "/tmp" },
    { kind: "private", path: "/var/tmp" },
    ...(home === "/" ? [] : ofHome(home, look)),
  ];
  const granted = [...write].sort((one, other) => one.length - other.length);
  for (const path of granted) mounts.push({ kind: "write", path });
  const held = heldIn(granted, searchPath, look);
  if (held === null) return null;
  mounts.push(...held);
  // Of a folder that is not shown, only the program in it is shown.
  for (const path of programs)
    if (!isShown(path, mounts) && look.kindOf(path) === "file" && !(state !== null && isWithin(path, state)))
      mounts.push({ kind: "show", path });
  if (state !== null && isShown(state, mounts)) {
    const top = granted.filter((path) => isWithin(state, path)).at(-1);
    mounts.push(...kept([{ kind: "empty", path: state }], top ?? state));
  }
  return mounts;
}
