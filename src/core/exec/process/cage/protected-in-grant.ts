import { join } from "node:path";
import { isWithin } from "./grantable.ts";
import type { LookAround } from "./look-around.ts";
import type { Mount } from "./mount.ts";
import { readOnOpening } from "./places.ts";
import { namedBySettings, wordsOf } from "./repository-words.ts";

/** How deep below a granted folder repositories are looked for, and in how many folders, the nearest first. */
const DEEPEST = 4;
const MAX_FOLDERS = 600;

type Protected = readonly Mount[] | null;

/** What a repository's settings name inside the granted folder; null for what does not exist yet, or for a link. */
function named(folder: string, top: string, look: LookAround): Protected {
  const mounts: Mount[] = [];
  const paths = namedBySettings(folder, look).filter((path) => path !== top && isWithin(path, top));
  const there = paths.filter((path) => look.kindOf(path) !== null);
  if (paths.length > 0 && there.length === 0) return null;
  for (const path of there) mounts.push({ kind: "show", path });
  return mounts;
}

/** The same for the repository of a working tree. */
function ofWorkingTree(folder: string, top: string, look: LookAround): Protected {
  const words = wordsOf(join(folder, ".git"), look);
  const more = named(folder, top, look);
  return words === null || more === null ? null : [...words, ...more];
}

/**
 * What stays as it is inside a granted folder: hooks and settings of the repositories in it, and what editors, shells
 * and assistants read on opening a folder. Null when there is a link in such a place.
 */
export function protectedIn(top: string, look: LookAround): Protected {
  const mounts = new Map<string, Mount>();
  const add = (found: Protected): boolean => {
    for (const mount of found ?? []) if (!mounts.has(mount.path)) mounts.set(mount.path, mount);
    return found !== null;
  };
  const queue = [{ folder: top, depth: 0 }];
  for (let at = 0; at < Math.min(queue.length, MAX_FOLDERS); at++) {
    const { folder, depth } = queue[at] as { folder: string; depth: number };
    const listed = look.list(folder);
    const kinds = new Map(listed.map(({ name, kind }) => [name, kind]));
    if (kinds.get("HEAD") === "file" && kinds.get("objects") === "folder" && kinds.get("refs") === "folder") {
      if (!add(wordsOf(folder, look))) return null;
      continue;
    }
    for (const { name, kind } of listed) {
      const path = join(folder, name);
      if (name === ".git" || readOnOpening.includes(name)) {
        if (kind === "link") return null;
        if (name === ".git" && kind === "folder") {
          if (!add(ofWorkingTree(folder, top, look))) return null;
        } else add([{ kind: "show", path }]);
      } else if (kind === "folder" && depth < DEEPEST && name !== "node_modules")
        queue.push({ folder: path, depth: depth + 1 });
    }
  }
  return [...mounts.values()];
}
