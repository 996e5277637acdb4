import { extname } from "node:path";

/** Bytes of a file that are looked at. Source: openclaw 2026.9.6, its file-transfer plugin. */
const SAMPLE = 8_192;
const UNKNOWN = "application/octet-stream";

/** By extension, as the gateway names them; measured on openclaw 2026.9.6. */
const byExtension: Readonly<Record<string, string>> = {
  avif: "image/avif",
  bmp: "image/bmp",
  css: "text/css",
  csv: "text/csv",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  flac: "audio/flac",
  gif: "image/gif",
  gz: "application/gzip",
  heic: "image/heic",
  htm: "text/html",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript",
  json: "application/json",
  m4a: "audio/mp4",
  md: "text/markdown",
  mov: "video/quicktime",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  ogg: "audio/ogg",
  pdf: "application/pdf",
  png: "image/png",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  svg: "image/svg+xml",
  tar: "application/x-tar",
  txt: "text/plain",
  wav: "audio/wav",
  webm: "video/webm",
  webp: "image/webp",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  xml: "text/xml",
  zip: "application/zip",
};

/** By the first bytes, which count more than a name. */
const byBeginning: readonly (readonly [hex: string, type: string])[] = [
  ["89504e470d0a1a0a", "image/png"],
  ["ffd8ff", "image/jpeg"],
  ["474946383761", "image/gif"],
  ["474946383961", "image/gif"],
  ["255044462d", "application/pdf"],
  ["1f8b08", "application/gzip"],
];

/** The type that a file's name stands for. */
export const typeOfName = (name: string): string =>
  byExtension[extname(name).slice(1).toLowerCase()] ?? UNKNOWN;

/** The type of a file with this content: by its first bytes, its name, or whether it reads as text. Pure. */
export function contentType(name: string, bytes: Buffer): string {
  const beginning = bytes.subarray(0, 16).toString("hex");
  const known = byBeginning.find(([hex]) => beginning.startsWith(hex));
  if (known !== undefined) return known[1];
  const named = typeOfName(name);
  if (named !== UNKNOWN) return named;
  return isText(bytes.subarray(0, SAMPLE), bytes.length > SAMPLE) ? "text/plain" : UNKNOWN;
}

function isText(sample: Buffer, cut: boolean): boolean {
  if (sample.includes(0)) return false;
  try {
    // A character may be cut in two at the end of the sample.
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: cut });
  } catch {
    return false;
  }
  const control = sample.filter((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13).length;
  return sample.length === 0 || control / sample.length < 0.01;
}
