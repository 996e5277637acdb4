/**
 * The contract between main and the hidden page that captures. Each such page does one job: it asks
 * for it, does it, delivers the outcome and is gone. Stopping it means destroying it.
 */
export const captureChannels = {
  /** The page asks, main answers with its one job. */
  job: "clawtray-capture:job",
  /** The page hands in the outcome; only the first time counts. */
  finish: "clawtray-capture:finish",
} as const;

/** What a page is asked to do. Lengths in ms, widths in pixels, quality 0 to 1. */
export type CaptureJob =
  | { readonly kind: "list-cameras" }
  | {
      readonly kind: "picture";
      readonly from: CaptureOrigin;
      readonly format: "jpeg" | "png";
      /** Scaled down to this, aspect kept; never up. */
      readonly maxWidth: number;
      readonly quality: number;
      /** How long the picture may settle first. */
      readonly delayMs: number;
    }
  | {
      readonly kind: "recording";
      readonly from: CaptureOrigin;
      readonly durationMs: number;
      /** Null leaves it to the device. */
      readonly framesPerSecond: number | null;
      readonly includeAudio: boolean;
      readonly maxBytes: number;
    };

/** Where the picture comes from. A screen is chosen by main; the page only says how large it is. */
export type CaptureOrigin =
  | { readonly kind: "camera"; readonly deviceId: string }
  | { readonly kind: "screen"; readonly width: number; readonly height: number };

export interface ListedCamera {
  readonly id: string;
  readonly name: string;
  readonly facing: "front" | "back" | "unknown";
}

export type CaptureOutcome =
  | { readonly kind: "cameras"; readonly cameras: readonly ListedCamera[] }
  | {
      readonly kind: "picture";
      readonly bytes: Uint8Array;
      readonly width: number;
      readonly height: number;
    }
  | {
      readonly kind: "recording";
      readonly bytes: Uint8Array;
      readonly durationMs: number;
      readonly hasAudio: boolean;
    }
  | { readonly kind: "problem"; readonly problem: CapturePageProblem; readonly detail: string };

export const capturePageProblems = [
  "permission-missing",
  "no-device",
  "in-use",
  "too-large",
  "failed",
] as const;

export type CapturePageProblem = (typeof capturePageProblems)[number];

/** What the preload provides to the capture page. */
export interface CaptureBridge {
  job(): Promise<CaptureJob>;
  finish(outcome: CaptureOutcome): Promise<void>;
}
