import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";

export type Kind = "folder" | "file" | "link" | "other";

export interface Listed {
  readonly name: string;
  readonly kind: Kind;
}

/** What the builder of a cage may ask of the file system. Nothing throws; what cannot be read is not there. */
export interface LookAround {
  list(folder: string): readonly Listed[];
  /** Links followed; null when there is nothing. */
  kindOf(path: string): Kind | null;
  /** Where a link leads, as written. */
  target(link: string): string | null;
  /** A text of 64 kB at most. */
  text(path: string): string | null;
}

const largestText = 64 * 1024;

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
      const status = statSync(path);
      return status.isDirectory() ? "folder" : status.isFile() ? "file" : "other";
    }),
  target: (link) => attempt(() => readlinkSync(link)),
  text: (path) => attempt(() => (statSync(path).size <= largestText ? readFileSync(path, "utf8") : null)),
};
