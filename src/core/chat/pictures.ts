import {
  type Picture,
  type PictureRefusal,
  type PicturesTaken,
  refusedSizes,
  sizeOf,
} from "../../shared/picture/picture.ts";
import { type PictureType, readPicture } from "../../shared/picture/read-picture.ts";
import { failure, type Result, success } from "../../shared/result.ts";

/** A picture as it is sent. */
type ExaminedPicture = Picture & { readonly type: PictureType };

/** What each of these is, if a gateway takes them all; otherwise the first reason why not. Pure. */
export function examinePictures(
  pictures: readonly Picture[],
  taken: PicturesTaken,
): Result<readonly ExaminedPicture[], PictureRefusal> {
  if (pictures.length === 0) return success([]);
  if (taken === "none") return failure({ problem: "not-taken", name: "", limit: 0 });
  const sized = pictures.map((picture) => ({ name: picture.name, size: sizeOf(picture) }));
  // Before any is decoded.
  const refused = refusedSizes(sized, taken);
  if (refused !== null) return failure(refused);
  const examined: ExaminedPicture[] = [];
  for (const { name, data } of pictures) {
    const type = examine(data);
    if (type === "empty" || type === "not-a-picture" || type === "broken")
      return failure({ problem: type, name, limit: 0 });
    examined.push({ name, data, type });
  }
  return success(examined);
}

function examine(data: string): ReturnType<typeof readPicture> {
  const bytes = Buffer.from(data, "base64");
  // Node reads past whatever is no base64; a gateway does not.
  return bytes.toString("base64") === data ? readPicture(bytes) : "broken";
}
