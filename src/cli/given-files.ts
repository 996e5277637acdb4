import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { examinePictures } from "../core/chat/pictures.ts";
import { MAX_FILE_NAME, type Picture, usualPictureLimits } from "../shared/picture/picture.ts";
import { readPicture } from "../shared/picture/read-picture.ts";
import { printable } from "../shared/printable.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { readText, refusedTexts, type TextFile } from "../shared/text-file.ts";
import { ask } from "../shared/words/en/ask.ts";
import { describeFileRefusal, type FileRefusal } from "../shared/words/file-refusal.ts";
import { shown } from "./argument-values.ts";

/** What goes with a message. */
export interface GivenFiles {
  readonly pictures: readonly Picture[];
  readonly texts: readonly TextFile[];
}

/** What is in these files; a failure is the sentence for the person. Which pictures a gateway takes is asked of the node. */
export function readGivenFiles(paths: readonly string[], message: string): Result<GivenFiles, string> {
  const pictures: Picture[] = [];
  const texts: TextFile[] = [];
  const refused = (refusal: FileRefusal) => failure(`--file: ${describeFileRefusal(refusal, ask)}`);
  for (const path of paths) {
    const name = printable(basename(path), MAX_FILE_NAME - 1);
    const bytes = readAtMost(path, usualPictureLimits.each + 1);
    if (!bytes.ok) return failure(`--file: ${shown(path)} cannot be read (${bytes.failure}).`);
    if (readPicture(bytes.value) === "not-a-picture") {
      const text = readText(bytes.value);
      if (!text.ok) return refused({ problem: text.failure, name });
      texts.push({ name, text: text.value });
    } else pictures.push({ name, data: bytes.value.toString("base64") });
  }
  const examined = examinePictures(pictures, usualPictureLimits);
  if (!examined.ok) return refused(examined.failure);
  const tooMuch = refusedTexts(message, texts);
  return tooMuch === null ? success({ pictures, texts }) : refused(tooMuch);
}

/** Of a longer file only its beginning, which tells that it is too long. Never waits for a pipe that nobody writes. */
function readAtMost(path: string, most: number): Result<Buffer, string> {
  let handle: number | null = null;
  try {
    handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = fstatSync(handle);
    if (!status.isFile()) return failure("not a file");
    const bytes = Buffer.alloc(Math.min(most, status.size));
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.length; length += got)
      got = readSync(handle, bytes, length, bytes.length - length, null);
    return success(bytes.subarray(0, length));
  } catch (error) {
    return failure((error as NodeJS.ErrnoException).code ?? "unknown");
  } finally {
    if (handle !== null) closeSync(handle);
  }
}
