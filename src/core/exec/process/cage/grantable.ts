import { dirname, join, sep } from "node:path";
import type { CagePlaces, CageRequest } from "./grant.ts";
import type { LookAround } from "./look-around.ts";
import { hiddenInHome, readOnOpening } from "./places.ts";
import { isRepositoryFolder, namedBySettings } from "./repository-words.ts";

/** Whether `path` is `folder` or is in it. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** The system's own, and what starts or opens things for others. */
const systemFolders: readonly string[] = [
  "/Applications",
  "/Library",
  "/System",
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/lib",
  "/lib32",
  "/lib64",
  "/proc",
  "/run",
  "/sbin",
  "/sys",
  "/usr",
  "/var/lib",
  "/var/run",
  "/var/spool",
];

/** Below /usr and /var/lib these belong to the person who administers a program, not to the system. */
const exceptions: readonly string[] = ["/usr/local/src", "/usr/src", "/var/lib/jenkins"];

/** Folders shared by everybody on the computer: what is in them may be granted, they themselves may not. */
const shared: ReadonlySet<string> = new Set([
  "/",
  "/home",
  "/Users",
  "/media",
  "/mnt",
  "/opt",
  "/private",
  "/private/tmp",
  "/private/var",
  "/srv",
  "/tmp",
  "/var",
  "/var/tmp",
]);

/**
 * Of the home directory's folders that begin with a dot, those an owner may grant by name: caches and build results.
 */
const dotFolders: readonly string[] = [
  ".cache",
  ".cargo/git",
  ".cargo/registry",
  ".gradle/caches",
  ".ivy2",
  ".m2/repository",
  ".npm",
  ".openclaw/workspace",
  ".clawdbot/workspace",
];

/** What a program other than the owner's editor or git has no business changing on its own. */
const settingsFolders: ReadonlySet<string> = new Set([".git", ...readOnOpening]);

/**
 * Whether contained programs may change a folder at all: never the home directory, what holds it, our state folder, the
 * system's folders, settings of repositories and editors, or, caches aside, what begins with a dot at home. `path` is a
 * real path. Pure.
 */
export function isGrantable(path: string, { home, state }: CagePlaces): boolean {
  if (shared.has(path) || isWithin(home, path)) return false;
  if (path.split(sep).some((name) => settingsFolders.has(name.toLowerCase()))) return false;
  // A system that knows no home names the root.
  const inHome = home !== "/" && isWithin(path, home);
  if (state !== null && isWithin(path, state)) return false;
  if (exceptions.some((folder) => isWithin(path, folder))) return true;
  if (systemFolders.some((folder) => isWithin(path, folder)) && !inHome) return false;
  // Another person's home, or our own home by another path.
  if (path.startsWith("/root") && isWithin(path, "/root") && !inHome) return false;
  if (dirname(path) === "/home" || dirname(path) === "/Users") return false;
  if (!inHome) return true;
  const below = path.slice(home.length + 1);
  const first = below.split(sep)[0] ?? "";
  if (hiddenInHome.has(first)) return false;
  if (!first.startsWith(".")) return true;
  return dotFolders.some((folder) => isWithin(below, folder));
}

/** Whether a folder belongs to what a repository above it is made of: its hooks, or a bare repository's own folder. */
function isOfRepository(path: string, look: LookAround): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (at !== path && isRepositoryFolder(at, look)) return true;
    if (look.kindOf(join(at, ".git")) === "folder") {
      const named = namedBySettings(at, look);
      if (named.some((each) => isWithin(path, each))) return true;
    }
    if (dirname(at) === at) return false;
  }
}

/** The same as `isGrantable`, with what surrounds the folder: neither on the search path nor a repository's hooks. */
export const isWritable = (
  path: string,
  { searchPath }: Pick<CageRequest, "searchPath">,
  places: CagePlaces,
  look: LookAround,
): boolean =>
  isGrantable(path, places) &&
  !searchPath.some((folder) => isWithin(path, folder)) &&
  !isOfRepository(path, look);

/** The granted folders, without the one it runs in if that is one nobody may grant: it stays read-only. */
export const writable = (request: CageRequest, places: CagePlaces, look: LookAround): readonly string[] =>
  [...new Set(request.grant.write)].filter(
    (path) => path !== request.cwd || isWritable(path, request, places, look),
  );

/** Agents' own folders inside a dot folder at home. */
const workspaces: readonly string[] = [".openclaw/workspace", ".clawdbot/workspace"];

/**
 * Whether a folder that a caller chose to run in is a place to work in: at home, what begins with a dot holds settings
 * and what was downloaded for programs to run. Its owner may grant that by name. Pure.
 */
export function isWorkFolder(path: string, home: string): boolean {
  if (home === "/" || !isWithin(path, home)) return true;
  const below = path.slice(home.length + 1);
  return !below.startsWith(".") || workspaces.some((folder) => isWithin(below, folder));
}
