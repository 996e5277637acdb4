/** A picture that goes with a question to the agent. */
export interface Picture {
  /** What its file is called; only shown. */
  readonly name: string;
  /** Its bytes in base64. */
  readonly data: string;
}

/** What stays of a picture or a text once it was sent. */
export interface SentFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** How large pictures may be, bytes before base64. */
export interface PictureLimits {
  readonly each: number;
  readonly together: number;
}

/** "none": this gateway passes no pictures on to the agent. */
export type PicturesTaken = PictureLimits | "none";

/**
 * What a gateway takes whose administrator changed nothing, and the most that any takes. Source: openclaw 2026.9.6,
 * `hello.policy.attachments`, measured.
 */
export const usualPictureLimits: PictureLimits = { each: 6_291_456, together: 19_464_192 };

/**
 * As many as go with one question. Source: openclaw 2026.6.11 and 2026.9.6, which leave out those after the tenth where
 * the model reads only text.
 */
export const MAX_PICTURES = 10;

/** The longest name that is kept, UTF-16 units. */
export const MAX_FILE_NAME = 200;

/** The longest picture in base64, characters. */
export const MAX_PICTURE_DATA = Math.ceil(usualPictureLimits.each / 3) * 4;

export type PictureProblem =
  | "empty"
  /** No PNG, JPEG, GIF or WebP, whatever its name says. */
  | "not-a-picture"
  /** It begins as one, and ends too early or makes no sense. */
  | "broken"
  | "too-large"
  | "too-many"
  /** Too large together. */
  | "too-much"
  /** The gateway passes no pictures on. */
  | "not-taken";

/** Why pictures are not sent. */
export interface PictureRefusal {
  readonly problem: PictureProblem;
  /** The picture that is the reason; empty where it is all of them. */
  readonly name: string;
  /** Bytes, or how many; 0 where no limit is the reason. */
  readonly limit: number;
}

/** Whether so many pictures of these sizes may go with one question; null when they may. Pure. */
export function refusedSizes(
  pictures: readonly SentFile[],
  limits: PictureLimits = usualPictureLimits,
): PictureRefusal | null {
  if (pictures.length > MAX_PICTURES) return { problem: "too-many", name: "", limit: MAX_PICTURES };
  const large = pictures.find(({ size }) => size > limits.each);
  if (large !== undefined) return { problem: "too-large", name: large.name, limit: limits.each };
  const together = pictures.reduce((sum, { size }) => sum + size, 0);
  return together > limits.together ? { problem: "too-much", name: "", limit: limits.together } : null;
}

/** Its bytes are about as many; exact for base64 with its padding. Pure. */
export function sizeOf({ data }: Picture): number {
  const padding = data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0;
  return Math.max(0, Math.floor(data.length / 4) * 3 - padding);
}

/** What is kept of them. Pure. */
export const sentOf = (pictures: readonly Picture[]): readonly SentFile[] =>
  pictures.map((picture) => ({ name: picture.name, size: sizeOf(picture) }));
