import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";

export type Kind = "folder" | "file" | "link" | "other";

export interface Listed {
  readonly name: string;
  readonly kind: Kind;
}

/** What the builder of a cage may ask of the file system. Nothing throws; what cannot be read counts as missing. */
export interface LookAround {
  list(folder: string): readonly Listed[];
  /** Links followed; null when there is nothing. */
  kindOf(path: string): Kind | null;
  /** Where a link leads, as written. */
  target(link: string): string | null;
  /** A text of at most 64 kB. */
  text(path: string): string | null;
}

const MAX_TEXT = 64 * 1024;

function attempt<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** The file system of this computer. */
export const realLook: LookAround = {
  list: (folder) =>
    attempt(() =>
      readdirSync(folder, { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        kind: entry.isSymbolicLink()
          ? ("link" as const)
          : entry.isDirectory()
            ? ("folder" as const)
            : entry.isFile()
              ? ("file" as const)
              : ("other" as const),
      })),
    ) ?? [],
  kindOf: (path) =>
    attempt(() => {
      // Most places are missing on most computers, and an exception costs more than the lookup.
      const status = statSync(path, { throwIfNoEntry: false });
      if (status === undefined) return null;
      return status.isDirectory() ? "folder" : status.isFile() ? "file" : "other";
    }),
  target: (link) => attempt(() => readlinkSync(link)),
  text: (path) => attempt(() => (statSync(path).size <= MAX_TEXT ? readFileSync(path, "utf8") : null)),
};
