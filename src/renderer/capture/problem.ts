import type { CaptureOutcome, CapturePageProblem } from "../../shared/capture-bridge.ts";

/** Source of the names: W3C Media Capture and Streams, getUserMedia(); Screen Capture, getDisplayMedia(). */
const names: Readonly<Record<string, CapturePageProblem>> = {
  NotAllowedError: "permission-missing",
  SecurityError: "permission-missing",
  NotFoundError: "no-device",
  OverconstrainedError: "no-device",
  NotReadableError: "in-use",
  AbortError: "in-use",
};

/** What a browser error means to the caller. Pure. */
export function problemOf(error: unknown): CaptureOutcome {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "Error";
  const problem = names[name] ?? "failed";
  const detail = error instanceof Error ? `${name}: ${error.message}` : name;
  return { kind: "problem", problem, detail: detail.slice(0, 200) };
}
