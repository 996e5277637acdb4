import { join } from "node:path";
import type { CagePlaces } from "./grant.ts";
import { isWithin } from "./grantable.ts";
import type { LookAround } from "./look-around.ts";
import type { Mount } from "./mount.ts";
import {
  hiddenAtRoot,
  hiddenInHome,
  holdsSecret,
  keyFile,
  privateOfHome,
  secretsOfSystem,
  shownOfHome,
  shownOfSystem,
} from "./places.ts";
import { protectedIn } from "./protected-in-grant.ts";

/** More names in one folder are not looked at. */
const mostNames = 400;

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
  look.kindOf(path) === "file" && /git|cargo/.test(path) && holdsSecret.test(look.text(path) ?? "token");

/** The home directory, made of what may be seen. */
function ofHome(home: string, look: LookAround): readonly Mount[] {
  const mounts: Mount[] = [{ kind: "empty", path: home }];
  for (const { name, kind } of look.list(home).slice(0, mostNames)) {
    const path = join(home, name);
    if (name.startsWith(".") || hiddenInHome.has(name) || kind === "other") continue;
    if (kind === "link") {
      const target = look.target(path);
      if (target !== null) mounts.push({ kind: "link", path, target });
    } else if (kind === "folder" || !keyFile.test(name)) mounts.push({ kind: "show", path });
  }
  for (const name of shownOfHome) {
    const path = join(home, name);
    if (look.kindOf(path) !== null && !givesAway(path, look)) mounts.push({ kind: "show", path });
  }
  for (const name of privateOfHome) mounts.push({ kind: "private", path: join(home, name) });
  return mounts;
}

/** What stands at a path, by the last of the deepest mounts. */
function coverOf(path: string, mounts: readonly Mount[]): Mount | null {
  let found: Mount | null = null;
  for (const mount of mounts)
    if (isWithin(path, mount.path) && (found === null || mount.path.length >= found.path.length))
      found = mount;
  return found;
}

/** Whether what is at a path outside is there in the cage. Real paths only. */
export function isShown(path: string, mounts: readonly Mount[]): boolean {
  const cover = coverOf(path, mounts);
  if (cover === null) return false;
  if (cover.kind === "show" || cover.kind === "write" || cover.kind === "pin") return true;
  return cover.path === path && (cover.kind === "empty" || cover.kind === "private");
}

/** The folders above `path` down from `top`, both left out: none of them may be moved away with what is in it. */
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

export interface MountInput {
  /** Real paths, each grantable, each there. */
  readonly write: readonly string[];
  readonly programs: readonly string[];
  readonly places: CagePlaces;
}

/** Null where something inside a granted folder cannot be protected as it stands. */
export function mountsFor(
  { write, programs, places }: MountInput,
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
  for (const path of granted) {
    const inside = protectedIn(path, look);
    if (inside === null) return null;
    mounts.push(...kept(inside, path));
  }
  // A program in a folder that is not shown is shown alone.
  for (const path of programs)
    if (!isShown(path, mounts) && look.kindOf(path) === "file" && !(state !== null && isWithin(path, state)))
      mounts.push({ kind: "show", path });
  if (state !== null && isShown(state, mounts)) {
    const top = granted.filter((path) => isWithin(state, path)).at(-1);
    mounts.push(...kept([{ kind: "empty", path: state }], top ?? state));
  }
  return mounts;
}
