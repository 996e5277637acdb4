import { isAbsolute, relative } from "node:path";

type Variables = Record<string, string | undefined>;

/** Variables an AppImage's runtime sets for the one program it starts. */
const OF_THE_RUNTIME: ReadonlySet<string> = new Set(["APPIMAGE", "APPDIR", "ARGV0", "OWD"]);

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}

/**
 * The AppImage file this program runs from, or null when it does not. `APPIMAGE` alone proves nothing: a
 * program that was started from another AppImage inherits that one's variables. Pure.
 */
export function ownImage(env: Readonly<Variables>, executable: string): string | null {
  const { APPIMAGE: image, APPDIR: mount } = env;
  if (image === undefined || mount === undefined || !isAbsolute(image) || !isAbsolute(mount)) return null;
  return isInside(mount, executable) ? image : null;
}

/**
 * What has to change so that the programs we start see the person's session and not the inside of an AppImage: its own
 * variables go, and so does every search path entry inside it. Undefined deletes. Pure.
 */
export function withoutImage(env: Readonly<Variables>): Variables {
  const mount = env.APPDIR;
  const changes: Variables = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    if (OF_THE_RUNTIME.has(name)) changes[name] = undefined;
    else if (mount !== undefined && isAbsolute(mount) && mount !== "/" && value.includes(mount)) {
      const entries = value.split(":");
      const left = entries.filter((entry) => entry !== mount && !isInside(mount, entry));
      if (left.length < entries.length) changes[name] = left.join(":") || undefined;
    }
  }
  return changes;
}

/**
 * Removes an AppImage's variables from this process, before it starts anything, and returns the image this program runs
 * from.
 */
export function leaveAppImage(env: Variables, executable: string): string | null {
  const image = ownImage(env, executable);
  for (const [name, value] of Object.entries(withoutImage(env))) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  return image;
}
