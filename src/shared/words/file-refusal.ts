import type { PictureRefusal } from "../picture/picture.ts";
import type { TextRefusal } from "../text-file.ts";
import { fill } from "./describe.ts";
import type { Catalogue } from "./en/catalogue.ts";

/** Why a file does not go with a message. */
export type FileRefusal = PictureRefusal | TextRefusal;

/** Says why; sizes are rounded down, so that what is said is never too much. Pure. */
export function describeFileRefusal(
  refusal: FileRefusal,
  words: Pick<Catalogue["ask"], "files" | "pictures">,
): string {
  if (!("limit" in refusal)) return fill(words.files.problems[refusal.problem], { name: refusal.name });
  const { problem, name, limit } = refusal;
  return fill(words.pictures.problems[problem], {
    name,
    limit: problem === "too-many" ? `${limit}` : shortSize(limit),
  });
}

const shortSize = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.floor(bytes / 1_000)} kB` : `${Math.floor(bytes / 1_000_000)} MB`;
