import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Every regular file below a folder in which files may come and go meanwhile. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const kind = statSync(path, { throwIfNoEntry: false });
    if (kind === undefined) return [];
    return kind.isDirectory() ? filesBelow(path) : kind.isFile() ? [path] : [];
  });
}
