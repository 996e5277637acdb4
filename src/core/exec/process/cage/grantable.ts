import { dirname, sep } from "node:path";
import type { CagePlaces, CageRequest } from "./grant.ts";
import { hiddenInHome } from "./places.ts";

/** Whether `path` is `folder` or lies in it. */
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

/** Below /usr and /var/lib these belong to whoever administers a program, not to the system. */
const exceptions: readonly string[] = ["/usr/local/src", "/usr/src", "/var/lib/jenkins"];

/** Folders shared by everybody on the computer: what lies in them may be granted, they may not. */
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

/** Of the folders that begin with a dot in a home directory, those an owner may grant by name: caches and build results. */
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

/**
 * Whether a folder may be changed by contained programs at all: never the home directory, what holds it, our state
 * folder, the system's folders, or what begins with a dot at home, but for caches. `path` is a real path. Pure.
 */
export function isGrantable(path: string, { home, state }: CagePlaces): boolean {
  if (shared.has(path) || isWithin(home, path)) return false;
  // A system that knows no home names the root.
  const inHome = home !== "/" && isWithin(path, home);
  if (state !== null && isWithin(path, state)) return false;
  if (exceptions.some((folder) => isWithin(path, folder))) return true;
  if (systemFolders.some((folder) => isWithin(path, folder)) && !inHome) return false;
  // Another person's home, or a home of ours by another way.
  if (path.startsWith("/root") && isWithin(path, "/root") && !inHome) return false;
  if (dirname(path) === "/home" || dirname(path) === "/Users") return false;
  if (!inHome) return true;
  const below = path.slice(home.length + 1);
  const first = below.split(sep)[0] ?? "";
  if (hiddenInHome.has(first)) return false;
  if (!first.startsWith(".")) return true;
  return dotFolders.some((folder) => isWithin(below, folder));
}

/** The granted folders, without the one it runs in where that is one nobody may grant: it stays read-only. Pure. */
export const writable = ({ grant, cwd }: CageRequest, places: CagePlaces): readonly string[] =>
  [...new Set(grant.write)].filter((path) => path !== cwd || isGrantable(path, places));
