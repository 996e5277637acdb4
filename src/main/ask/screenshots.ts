import { base64Of, type CaptureProblem } from "../../core/commands/capture.ts";
import type { ScreenSource } from "../../core/commands/screen.ts";
import type { Logger } from "../../core/log/log.ts";
import { usualPictureLimits } from "../../shared/picture/picture.ts";
import type { Screenshot, ScreenshotProblem } from "../../shared/screenshot.ts";
import type { AskWindow } from "./ask-window.ts";

interface ScreenshotParts {
  readonly askWindow: Pick<AskWindow, "isVisible" | "stepAside">;
  readonly screen: Pick<ScreenSource, "snapshot">;
  /** The primary one first; sizes in their own pixels. */
  readonly displays: () => readonly { readonly width: number; readonly height: number }[];
  /** The desktop asks which screen it is, and gives only that one. */
  readonly asksItself: boolean;
  readonly log: Logger;
}

/** Captures one display, or says which there are when none is named. */
export type TakeScreenshot = (display: number | null) => Promise<Screenshot>;

/** Letters stay legible, and few models look at more. Pixels. */
const MAX_WIDTH = 2_560;
const QUALITY = 0.9;

const refused = (problem: ScreenshotProblem): Screenshot => ({ kind: "refused", problem });

/**
 * Screenshots for the owner's own question. They do not depend on the switch that lets agents see the screen: the owner
 * takes them, sees them, and sends them or not. The window that asks is not in them.
 */
export function createScreenshots(parts: ScreenshotParts): TakeScreenshot {
  const { askWindow, screen, displays, asksItself, log } = parts;
  let busy = false;

  async function take(display: number): Promise<Screenshot> {
    const wanted = new AbortController().signal;
    const request = { display, maxWidth: MAX_WIDTH, quality: QUALITY };
    for (const format of ["png", "jpeg"] as const) {
      const made = await screen.snapshot({ ...request, format }, wanted);
      if (!made.ok) {
        log.log("info", "a screenshot for its owner was not taken", { problem: made.failure });
        return refused(problemOf(made.failure));
      }
      const { bytes } = made.value;
      if (format === "jpeg" || bytes.byteLength <= usualPictureLimits.each)
        return { kind: "taken", format, data: base64Of(bytes) };
    }
    return refused("failed");
  }

  return async (display) => {
    // Only who has the window before their eyes presses its button.
    if (busy || !askWindow.isVisible()) return refused("in-use");
    const all = displays();
    if (display === null && all.length > 1 && !asksItself)
      return { kind: "choose", displays: all.map(({ width, height }) => ({ width, height })) };
    busy = true;
    try {
      return await askWindow.stepAside(() => take(display ?? 0));
    } finally {
      busy = false;
    }
  };
}

function problemOf({ kind }: CaptureProblem): ScreenshotProblem {
  return kind === "permission-missing" || kind === "no-device" || kind === "in-use" || kind === "locked"
    ? kind
    : "failed";
}
