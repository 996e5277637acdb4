import {
  type CaptureOutcome,
  type CapturePageProblem,
  capturePageProblems,
  type ListedCamera,
} from "../../shared/capture-bridge.ts";

const MAX_CAMERAS = 64;

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === "string" && value.length <= 1_000;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Reads what a capture page handed in; null when it is nothing a capture page says. Pure. */
export function readOutcome(value: unknown): CaptureOutcome | null {
  if (typeof value !== "object" || value === null) return null;
  const { kind, bytes, width, height, durationMs, hasAudio, problem, detail, cameras } = value as Fields;
  switch (kind) {
    case "cameras": {
      if (!Array.isArray(cameras) || cameras.length > MAX_CAMERAS) return null;
      const read = cameras.map(readCamera);
      return read.includes(null) ? null : { kind, cameras: read.flatMap((camera) => camera ?? []) };
    }
    case "picture":
      return bytes instanceof Uint8Array && isCount(width) && isCount(height)
        ? { kind, bytes, width, height }
        : null;
    case "recording":
      return bytes instanceof Uint8Array && isCount(durationMs) && typeof hasAudio === "boolean"
        ? { kind, bytes, durationMs, hasAudio }
        : null;
    case "problem":
      return capturePageProblems.includes(problem as CapturePageProblem) && isText(detail)
        ? { kind, problem: problem as CapturePageProblem, detail }
        : null;
    default:
      return null;
  }
}

function readCamera(value: unknown): ListedCamera | null {
  if (typeof value !== "object" || value === null) return null;
  const { id, name, facing } = value as Fields;
  if (!isText(id) || !isText(name)) return null;
  return { id, name, facing: facing === "front" || facing === "back" ? facing : "unknown" };
}
