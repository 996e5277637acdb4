import {
  MAX_FILE_NAME,
  type Picture,
  type PictureRefusal,
  usualPictureLimits,
} from "../../shared/picture/picture.ts";
import { readPicture } from "../../shared/picture/read-picture.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { readText, type TextFile } from "../../shared/text-file.ts";
import type { FileRefusal } from "../../shared/words/file-refusal.ts";

interface Chosen {
  readonly id: number;
  /** Bytes. */
  readonly size: number;
}

/** A picture that is to go with the next message. */
export interface ChosenPicture extends Picture, Chosen {
  /** Small, to be drawn. */
  readonly thumbnail: ImageBitmap;
}

/** A picture or a text that is to go with the next message. */
export type ChosenFile = ChosenPicture | (TextFile & Chosen);

export const isPicture = (file: ChosenFile): file is ChosenPicture => "thumbnail" in file;

/** The longer side of a thumbnail, pixels: sharp on a dense screen as well. */
const THUMBNAIL = 144;

let lastId = 0;

/** What a file holds, by its bytes and by drawing it; a failure is the reason why it does not go with a message. */
export async function takeFile(file: File): Promise<Result<ChosenFile, FileRefusal>> {
  const name = file.name.slice(0, MAX_FILE_NAME);
  const refused = (problem: PictureRefusal["problem"], limit = 0) => failure({ problem, name, limit });
  const { each } = usualPictureLimits;
  // One byte more than a picture may have: it tells which of the two is too large. Not a folder, nor a file that is gone.
  const buffer = await file
    .slice(0, each + 1)
    .arrayBuffer()
    .catch(() => null);
  if (buffer === null) return failure({ problem: "not-text", name });
  const bytes = new Uint8Array(buffer);
  const type = readPicture(bytes);
  if (type === "not-a-picture") return asText(name, bytes);
  if (file.size > each) return refused("too-large", each);
  if (type === "empty" || type === "broken") return refused(type);
  const blob = new Blob([buffer], { type });
  const thumbnail = await smallOf(blob);
  if (thumbnail === null) return refused("broken");
  lastId += 1;
  return success({ id: lastId, name, size: file.size, data: await base64Of(blob), thumbnail });
}

function asText(name: string, bytes: Uint8Array): Result<ChosenFile, FileRefusal> {
  const read = readText(bytes);
  if (!read.ok) return failure({ problem: read.failure, name });
  lastId += 1;
  return success({ id: lastId, name, size: bytes.length, text: read.value });
}

/** Null when it cannot be drawn. */
async function smallOf(blob: Blob): Promise<ImageBitmap | null> {
  try {
    const whole = await createImageBitmap(blob);
    const scale = Math.min(1, THUMBNAIL / Math.max(whole.width, whole.height));
    const small = await createImageBitmap(whole, {
      resizeWidth: Math.max(1, Math.round(whole.width * scale)),
      resizeHeight: Math.max(1, Math.round(whole.height * scale)),
      resizeQuality: "medium",
    });
    whole.close();
    return small;
  } catch {
    return null;
  }
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = String(reader.result);
      resolve(url.slice(url.indexOf(",") + 1));
    };
    reader.onerror = () => reject(reader.error ?? new Error("not read"));
    reader.readAsDataURL(blob);
  });
}
