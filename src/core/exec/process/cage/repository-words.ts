import { isAbsolute, join, normalize } from "node:path";
import type { LookAround } from "./look-around.ts";
import type { Mount } from "./mount.ts";

/** How many folders of one kind are looked at, and how deep names with a slash go. */
const MAX_FOLDERS = 200;
const DEEPEST_NAME = 4;

/** Files in which a repository says what git runs, or where else to look for that. */
const wordsOfGit = ["config", "config.worktree", "commondir", "gitdir"];

/** Settings that name a file or a folder from which git takes what it runs, or further settings. */
const NAMES_PATH =
  /^\s*(?:\[[^\]]*\]\s*)?(?:hookspath|path|fsmonitor|attributesfile)\s*=\s*"?([^"#;\n]+?)"?\s*$/gim;

/** Whether git would take this folder itself for a repository, such as one without a working tree. */
export const isRepositoryFolder = (folder: string, look: LookAround): boolean =>
  look.kindOf(join(folder, "HEAD")) === "file" &&
  look.kindOf(join(folder, "objects")) === "folder" &&
  look.kindOf(join(folder, "refs")) === "folder";

/** Absolute paths that the settings of the repository in `folder/.git` may mean, existing or not. */
export function namedBySettings(folder: string, look: LookAround): readonly string[] {
  const text = look.text(join(folder, ".git", "config")) ?? "";
  return [...text.matchAll(NAMES_PATH)].flatMap(([, written = ""]) => {
    // `true` makes git ask the file system itself what changed; it is not a path.
    if (/^(true|false|~.*)$/i.test(written)) return [];
    if (isAbsolute(written)) return [normalize(written)];
    // Hooks are looked up from the working tree, further settings from beside these.
    return [join(folder, written), join(folder, ".git", written)];
  });
}

/** Repositories of submodules: their names may contain slashes. Null when one cannot be protected. */
function ofModules(folder: string, look: LookAround, depth: number): readonly Mount[] | null {
  const mounts: Mount[] = [];
  for (const { name, kind } of look.list(folder).slice(0, MAX_FOLDERS)) {
    const inner = join(folder, name);
    if (kind !== "folder") continue;
    const isRepository = look.kindOf(join(inner, "HEAD")) === "file";
    if (!isRepository && depth >= DEEPEST_NAME) return null;
    const words = isRepository ? wordsOf(inner, look) : ofModules(inner, look, depth + 1);
    if (words === null) return null;
    mounts.push(...words);
  }
  return mounts;
}

/**
 * A repository's own instructions: read by whatever git runs there later, outside any cage. Null when they cannot be
 * kept as they are.
 */
export function wordsOf(directory: string, look: LookAround): readonly Mount[] | null {
  const names = new Map(look.list(directory).map(({ name, kind }) => [name, kind]));
  const mounts: Mount[] = [{ kind: "pin", path: directory }];
  for (const name of [...wordsOfGit, "hooks"]) {
    const kind = names.get(name);
    // A link could be pointed elsewhere: nothing holds it in place.
    if (kind === "link") return null;
    if (kind !== undefined) mounts.push({ kind: "show", path: join(directory, name) });
  }
  // Created where it is missing: an empty folder outside as well.
  if (!names.has("hooks")) mounts.push({ kind: "empty", path: join(directory, "hooks") });
  if (names.get("modules") === "folder") {
    const modules = ofModules(join(directory, "modules"), look, 0);
    if (modules === null) return null;
    mounts.push(...modules);
  }
  if (names.get("worktrees") === "folder")
    for (const { name, kind } of look.list(join(directory, "worktrees")).slice(0, MAX_FOLDERS)) {
      const inner = join(directory, "worktrees", name);
      if (kind !== "folder") continue;
      for (const file of wordsOfGit)
        if (look.kindOf(join(inner, file)) === "file") mounts.push({ kind: "show", path: join(inner, file) });
    }
  return mounts;
}
