import type { Result } from "../../shared/result.ts";
import { CommandError, coded } from "./command.ts";

/** Why a picture or a recording could not be made. A source answers with this and never throws for it. */
export type CaptureProblem =
  /** The system does not let this program capture. */
  | { readonly kind: "permission-missing" }
  /** Only for recordings with sound. */
  | { readonly kind: "microphone-permission-missing" }
  | { readonly kind: "no-device" }
  /** Another program is using it. */
  | { readonly kind: "in-use" }
  /** The session is locked or asleep: nobody would see that something is captured. */
  | { readonly kind: "locked" }
  /** Already larger than `maxBytes` while it was being made. */
  | { readonly kind: "too-large" }
  | { readonly kind: "failed"; readonly detail: string };

/** A picture in memory; no part of it is in a file. */
export interface Picture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A recording in memory; no part of it is in a file. */
export interface Recording {
  readonly bytes: Uint8Array;
  /** The format actually produced. */
  readonly format: "mp4" | "webm";
  /** Its actual length. */
  readonly durationMs: number;
  readonly hasAudio: boolean;
}

/** Bytes of a JSON result that are not the picture: a generous allowance for its other fields. */
const RESULT_OVERHEAD = 1_024;

/** How many bytes, before base64, fit into a result of `largestResult` bytes. */
export function maxBytes(largestResult: number): number {
  return Math.max(0, Math.floor((largestResult - RESULT_OVERHEAD) / 4) * 3);
}

/** How many times a picture is taken again, smaller each time, before giving up. */
const MAX_TRIES = 4;

/**
 * The picture, scaled down until it fits `most` bytes: taken again, since a picture of another moment is still the
 * requested picture. Throws what the node answers when there is none.
 */
export async function fittingPicture<Request extends { readonly maxWidth: number }>(
  what: "camera" | "screen",
  request: Request,
  most: number,
  signal: AbortSignal,
  take: (request: Request, signal: AbortSignal) => Promise<Result<Picture, CaptureProblem>>,
): Promise<Picture> {
  let next = request;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (signal.aborted) throw new CommandError("CANCELLED", "no longer wanted");
    const made = await take(next, signal);
    if (!made.ok) throw captureError(what, made.failure);
    const { bytes, width } = made.value;
    if (bytes.byteLength <= most) return made.value;
    const maxWidth = smallerWidth(width, bytes.byteLength, most);
    if (maxWidth === null) break;
    next = { ...request, maxWidth };
  }
  throw tooLarge(what);
}

/** A recording of at most `most` bytes, as the fields of a result. Throws what the node answers when there is none. */
export async function fittingRecording<Request extends object>(
  what: "camera" | "screen",
  request: Request,
  most: number,
  signal: AbortSignal,
  record: (
    request: Request & { readonly maxBytes: number },
    signal: AbortSignal,
  ) => Promise<Result<Recording, CaptureProblem>>,
): Promise<{ format: string; base64: string; durationMs: number; hasAudio: boolean }> {
  const made = await record({ ...request, maxBytes: most }, signal);
  if (!made.ok) throw captureError(what, made.failure);
  const { bytes, format, durationMs, hasAudio } = made.value;
  if (bytes.byteLength > most) throw tooLarge(what);
  return { format, base64: base64Of(bytes), durationMs, hasAudio };
}

export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/**
 * The documented code of each problem; the screen's are formed like the camera's. Sources: openclaw 2026.9.6,
 * docs/nodes/camera.md, docs/nodes/troubleshooting.md ("Permissions matrix": `*_PERMISSION_REQUIRED`), its Linux node
 * plugin (`CAMERA_UNAVAILABLE`).
 */
export function captureError(what: "camera" | "screen", problem: CaptureProblem): CommandError {
  const family = what === "camera" ? "CAMERA" : "SCREEN";
  switch (problem.kind) {
    case "permission-missing":
      return what === "camera"
        ? coded("CAMERA_PERMISSION_REQUIRED", "the system does not let this program use the camera")
        : coded(
            "SCREEN_RECORDING_PERMISSION_REQUIRED",
            "the system does not let this program see the screen",
          );
    case "microphone-permission-missing":
      return coded("MIC_PERMISSION_REQUIRED", "the system does not let this program use the microphone");
    case "no-device":
      return coded(`${family}_UNAVAILABLE`, `this computer has no ${what} at the moment`);
    case "in-use":
      return coded(`${family}_UNAVAILABLE`, `another program uses the ${what}`);
    case "locked":
      return coded("NODE_BACKGROUND_UNAVAILABLE", "this computer is locked");
    case "too-large":
      return tooLarge(what);
    case "failed":
      return coded(`${family}_UNAVAILABLE`, problem.detail);
  }
}

/** Source of the code: openclaw 2026.9.6, docs/nodes/camera.md. */
function tooLarge(what: "camera" | "screen"): CommandError {
  return coded(
    "PAYLOAD_TOO_LARGE",
    `the ${what} result is larger than the gateway accepts; ask for a shorter or smaller one`,
  );
}

/** The next smaller try: the picture's bytes shrink roughly as its area does. Null when it would be useless. */
function smallerWidth(width: number, bytes: number, most: number): number | null {
  const next = Math.floor(width * Math.min(0.8, Math.sqrt(most / bytes) * 0.95));
  return next >= 160 ? next : null;
}
