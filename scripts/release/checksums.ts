import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Checksum {
  readonly name: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Written beside the files, and never one of them. */
const ours: ReadonlySet<string> = new Set(["SHA256SUMS", "NOTES.md", "provenance.json"]);

/** The checksum of every file of a release, by name. */
export function checksums(folder: string): readonly Checksum[] {
  return readdirSync(folder)
    .filter((name) => !ours.has(name))
    .sort()
    .map((name) => ({
      name,
      sha256: createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
    }));
}
