import { join } from "node:path";
import type { LookAround } from "./look-around.ts";
import type { Mount } from "./mount.ts";
import { readOnOpening } from "./places.ts";

/** How deep below a granted folder repositories are looked for, and in how many folders. */
const deepest = 2;
const mostFolders = 200;

/** Files of a repository by which it says what git runs, or where else to look for that. */
const wordsOfGit = ["config", "config.worktree", "commondir", "gitdir"];

const ownFolder = /^\s*hookspath\s*=\s*"?([^"#;\n]+?)"?\s*$/im;

type Protected = readonly Mount[] | null;

/** A repository's own words: read by whatever git runs there later, outside any cage. */
function wordsOf(directory: string, look: LookAround): Protected {
  const names = new Map(look.list(directory).map(({ name, kind }) => [name, kind]));
  const mounts: Mount[] = [{ kind: "pin", path: directory }];
  for (const name of [...wordsOfGit, "hooks"]) {
    const kind = names.get(name);
    // A link could be turned into another one: nothing holds it in place.
    if (kind === "link") return null;
    if (kind !== undefined) mounts.push({ kind: "show", path: join(directory, name) });
  }
  // Made where it is missing: an empty folder outside as well.
  if (!names.has("hooks")) mounts.push({ kind: "empty", path: join(directory, "hooks") });
  for (const group of ["modules", "worktrees"]) {
    if (names.get(group) !== "folder") continue;
    for (const { name, kind } of look.list(join(directory, group)).slice(0, mostFolders)) {
      const inner = join(directory, group, name);
      if (kind !== "folder") continue;
      if (group === "modules") {
        const words = wordsOf(inner, look);
        if (words === null) return null;
        mounts.push(...words);
        continue;
      }
      for (const file of wordsOfGit)
        if (look.kindOf(join(inner, file)) === "file") mounts.push({ kind: "show", path: join(inner, file) });
    }
  }
  return mounts;
}

/** Where the settings of a repository say its hooks are, if that is inside the folder. */
function hooksFolder(folder: string, look: LookAround): readonly Mount[] {
  const written = ownFolder.exec(look.text(join(folder, ".git", "config")) ?? "")?.[1];
  if (written === undefined || /^[/~]|(^|\/)\.\.(\/|$)/.test(written)) return [];
  const path = join(folder, written);
  return look.kindOf(path) === "folder" ? [{ kind: "show", path }] : [];
}

/**
 * What inside a granted folder stays as it is: hooks and settings of the repositories in it, and what editors,
 * shells and assistants read on opening a folder. Null where a link stands in such a place.
 */
export function protectedIn(top: string, look: LookAround): Protected {
  const mounts: Mount[] = [];
  let folders = 0;
  const visit = (folder: string, depth: number): boolean => {
    if (++folders > mostFolders) return true;
    for (const { name, kind } of look.list(folder)) {
      const path = join(folder, name);
      if (name === ".git") {
        if (kind === "link") return false;
        if (kind === "file") mounts.push({ kind: "show", path });
        if (kind !== "folder") continue;
        const words = wordsOf(path, look);
        if (words === null) return false;
        mounts.push(...words, ...hooksFolder(folder, look));
      } else if (depth === 0 && readOnOpening.includes(name)) {
        if (kind === "link") return false;
        if (!mounts.some((mount) => mount.path === path)) mounts.push({ kind: "show", path });
      } else if (kind === "folder" && depth < deepest && name !== "node_modules") {
        if (!visit(path, depth + 1)) return false;
      }
    }
    return true;
  };
  return visit(top, 0) ? mounts : null;
}
