import {
  MAX_PICTURE_NAME,
  type Picture,
  type PictureRefusal,
  usualPictureLimits,
} from "../../shared/picture/picture.ts";
import { readPicture } from "../../shared/picture/read-picture.ts";
import { failure, type Result, success } from "../../shared/result.ts";

/** A picture that is to go with the next message. */
export interface ChosenPicture extends Picture {
  readonly id: number;
  /** Bytes. */
  readonly size: number;
  /** Small, to be drawn. */
  readonly thumbnail: ImageBitmap;
}

/** The longer side of a thumbnail, pixels: sharp on a dense screen as well. */
const THUMBNAIL = 144;

let lastId = 0;

/** What a file holds, by its bytes and by drawing it; a failure is the reason why it is no picture to send. */
export async function takePicture(file: File): Promise<Result<ChosenPicture, PictureRefusal>> {
  const name = file.name.slice(0, MAX_PICTURE_NAME);
  const refused = (problem: PictureRefusal["problem"], limit = 0) => failure({ problem, name, limit });
  const { each } = usualPictureLimits;
  if (file.size > each) return refused("too-large", each);
  // A folder, or a file that is gone by now.
  const buffer = await file.arrayBuffer().catch(() => null);
  if (buffer === null) return refused("not-a-picture");
  const type = readPicture(new Uint8Array(buffer));
  if (type === "empty" || type === "not-a-picture" || type === "broken") return refused(type);
  const blob = new Blob([buffer], { type });
  const thumbnail = await smallOf(blob);
  if (thumbnail === null) return refused("broken");
  lastId += 1;
  return success({ id: lastId, name, size: file.size, data: await base64Of(blob), thumbnail });
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
