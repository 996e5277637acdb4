import { nativeImage } from "electron";
import type { Picture } from "../../core/commands/capture.ts";
import type { SnapshotRequest } from "../../core/commands/screen.ts";
import { type DisplayArea, displayCaptured } from "../../core/computer/displays.ts";
import { screenPixels } from "../../core/computer/x11/screen-pixels.ts";

/**
 * A picture of a display without a page, which would be opened and closed for it; null where the system does not give
 * one to whoever asks for it, or the signal is aborted. `displays` are as they are counted.
 */
export type DirectPicture = (
  request: SnapshotRequest,
  displays: readonly DisplayArea[],
  signal: AbortSignal,
) => Promise<Picture | null>;

/** An X server of this computer gives one; the environment names it. */
export function x11Picture(environment: Readonly<Record<string, string | undefined>>): DirectPicture {
  return async ({ display, format, maxWidth, quality }, displays, signal) => {
    const chosen = (found: Parameters<typeof displayCaptured>[2]) =>
      displayCaptured(display, displays, found);
    const pixels = await screenPixels(environment, chosen, signal);
    if (pixels === null || signal.aborted) return null;
    const { bytes: bitmap, ...size } = pixels;
    const width = Math.min(maxWidth, size.width);
    const height = Math.max(1, Math.round((size.height * width) / size.width));
    const whole = nativeImage.createFromBitmap(bitmap, size);
    const image = width === size.width ? whole : whole.resize({ width, height, quality: "best" });
    const bytes = format === "png" ? image.toPNG() : image.toJPEG(Math.round(quality * 100));
    return bytes.length === 0 ? null : { bytes, width, height };
  };
}

/** For systems that give none. */
export const noDirectPicture: DirectPicture = async () => null;
