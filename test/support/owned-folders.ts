import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** A home with a state folder and a working folder in it, below `root`; `place` makes another folder there. */
export function makeOwnedFolders(root: string) {
  const place = (name: string): string => {
    const path = join(root, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  return {
    root,
    place,
    home: place("home"),
    state: place("home/.config/clawtray"),
    work: place("home/work"),
  };
}
