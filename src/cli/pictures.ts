import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { examinePictures } from "../core/chat/pictures.ts";
import { MAX_PICTURE_NAME, type Picture, usualPictureLimits } from "../shared/picture/picture.ts";
import { printable } from "../shared/printable.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { ask } from "../shared/words/en/ask.ts";
import { describePictureRefusal } from "../shared/words/picture-refusal.ts";
import { shown } from "./argument-values.ts";

/** The pictures of these files; a failure is the sentence for the person. What a gateway takes is asked of the node. */
export function readPictures(paths: readonly string[]): Result<readonly Picture[], string> {
  const pictures: Picture[] = [];
  for (const path of paths) {
    const name = printable(basename(path), MAX_PICTURE_NAME - 1);
    const bytes = readAtMost(path, usualPictureLimits.each + 1);
    if (!bytes.ok) return failure(`--image: ${shown(path)} cannot be read (${bytes.failure}).`);
    pictures.push({ name, data: bytes.value.toString("base64") });
  }
  const examined = examinePictures(pictures, usualPictureLimits);
  return examined.ok
    ? success(pictures)
    : failure(`--image: ${describePictureRefusal(examined.failure, ask.pictures)}`);
}

/** Of a longer file only so much as tells that it is too long. Never waits for a pipe that nobody writes. */
function readAtMost(path: string, most: number): Result<Buffer, string> {
  let handle: number | null = null;
  try {
    handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = fstatSync(handle);
    if (!status.isFile()) return failure("not a file");
    return success(status.size < most ? readFileSync(handle) : Buffer.alloc(most));
  } catch (error) {
    return failure((error as NodeJS.ErrnoException).code ?? "unknown");
  } finally {
    if (handle !== null) closeSync(handle);
  }
}
