import { MAX_MESSAGE_LENGTH } from "./conversation.ts";
import { MAX_FILE_NAME, type SentFile } from "./picture/picture.ts";
import { printable } from "./printable.ts";
import { failure, type Result, success } from "./result.ts";

/** A text that goes with a question to the agent: gateways take no files of a node but pictures, so it is sent in the message. */
export interface TextFile {
  /** What its file is called. */
  readonly name: string;
  readonly text: string;
}

export type TextProblem =
  /** Neither a picture nor text. */
  | "not-text"
  | "empty"
  /** Longer than a message may be, alone or with what else is in it. */
  | "too-long"
  | "too-many";

/** Why a text is not sent. */
export interface TextRefusal {
  readonly problem: TextProblem;
  /** Empty where it is all of them. */
  readonly name: string;
}

/** As many go with one question. */
export const MAX_TEXTS = 10;
/** No file with more bytes can be a text that fits: three bytes of UTF-8 are at least one UTF-16 unit, and a mark comes first. */
export const MAX_TEXT_BYTES = 3 * MAX_MESSAGE_LENGTH + 3;

/** UTF-8, or UTF-16 that begins with its mark; the mark is left out, and lines end as on Unix. Pure; never throws. */
export function readText(bytes: Uint8Array): Result<string, TextProblem> {
  if (bytes.length > MAX_TEXT_BYTES) return failure("too-long");
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch {
    return failure("not-text");
  }
  if (text.includes("\0")) return failure("not-text");
  if (text.trim() === "") return failure("empty");
  return text.length > MAX_MESSAGE_LENGTH ? failure("too-long") : success(text);
}

/** The message as it is sent: below it each text in a fence that nothing in it closes, under its name. Pure. */
export function messageWith(message: string, texts: readonly TextFile[] = []): string {
  return [message, ...texts.map(fenced)].join("\n\n");
}

function fenced({ name, text }: TextFile): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const language = /\.([a-z\d]{1,12})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const body = text.endsWith("\n") ? text : `${text}\n`;
  // A name that began the line could itself open a fence.
  return `File ${JSON.stringify(printable(name, MAX_FILE_NAME))}:\n${fence}${language}\n${body}${fence}`;
}

/** Whether these go with one message; null when they do. Pure. */
export function refusedTexts(message: string, texts: readonly TextFile[]): TextRefusal | null {
  if (texts.length > MAX_TEXTS) return { problem: "too-many", name: "" };
  const isTooLong = texts.length > 0 && messageWith(message, texts).length > MAX_MESSAGE_LENGTH;
  return isTooLong ? { problem: "too-long", name: texts.at(-1)?.name ?? "" } : null;
}

/** What is kept of them. Pure. */
export const sentTexts = (texts: readonly TextFile[]): readonly SentFile[] =>
  texts.map(({ name, text }) => ({ name, size: new TextEncoder().encode(text).length }));
