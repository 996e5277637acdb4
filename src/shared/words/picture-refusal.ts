import type { PictureRefusal } from "../picture/picture.ts";
import { fill } from "./describe.ts";
import type { Catalogue } from "./en/catalogue.ts";

/** Says why pictures are not sent; sizes are rounded down, so that what is said is never too much. Pure. */
export function describePictureRefusal(
  { problem, name, limit }: PictureRefusal,
  words: Catalogue["ask"]["pictures"],
): string {
  return fill(words.problems[problem], {
    name,
    limit: problem === "too-many" ? `${limit}` : shortSize(limit),
  });
}

const shortSize = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.floor(bytes / 1_000)} kB` : `${Math.floor(bytes / 1_000_000)} MB`;
