import type { Result } from "../../shared/result.ts";
import {
  base64Of,
  type CaptureProblem,
  captureError,
  fittingPicture,
  fittingRecording,
  maxBytes,
  type Picture,
  type Recording,
} from "./capture.ts";
import type { Command } from "./command.ts";
import { invalid, readParameters } from "./parameters.ts";

export interface SnapshotRequest {
  /** Index into the displays that `displays` counted. */
  readonly display: number;
  readonly format: "jpeg" | "png";
  /** Scaled down to this, aspect kept; never up. Pixels. */
  readonly maxWidth: number;
  /** 0 to 1, for jpeg. */
  readonly quality: number;
}

export interface ScreenRecordRequest {
  readonly display: number;
  readonly durationMs: number;
  readonly framesPerSecond: number;
  /** The microphone; a source that cannot record it may leave it out and say so. */
  readonly includeAudio: boolean;
  /** Give up with `too-large` as soon as it exceeds this. */
  readonly maxBytes: number;
}

/**
 * What the desktop app provides. Each call may be ended by its signal, then shows nothing more and keeps nothing. While
 * a call lasts the source shows a person that the screen is being captured.
 */
export interface ScreenSource {
  /** How many displays there are now; the first is the primary one. */
  displays(): Promise<Result<number, CaptureProblem>>;
  snapshot(request: SnapshotRequest, signal: AbortSignal): Promise<Result<Picture, CaptureProblem>>;
  record(request: ScreenRecordRequest, signal: AbortSignal): Promise<Result<Recording, CaptureProblem>>;
}

/** As the official macOS app scales; source: openclaw 2026.9.6, docs/nodes/camera.md (`maxWidth`). */
const USUAL_WIDTH = 1_600;
const MAX_WIDTH = 8_192;
/** Source: openclaw 2026.9.6, docs/nodes/camera.md: clips end at 60 s. */
const MAX_RECORDING = 60_000;

/**
 * `screen.snapshot {screenIndex?, maxWidth?, quality?, format?}` ->
 * `{format, base64, width, height, screenIndex, capturedAtMs}` and
 * `screen.record {screenIndex?, durationMs?, fps?, includeAudio?, format?}` ->
 * `{format, base64, durationMs, fps, screenIndex, hasAudio}`.
 * Source: openclaw 2026.9.6, docs/nodes/device-commands.md and the schemas of its computer tool.
 */
export function screenCommands(source: ScreenSource, now: () => number): readonly Command[] {
  return [
    {
      name: "screen.snapshot",
      capability: "screen",
      async run(params, context) {
        const given = readParameters(params);
        const format = given.choice("format", ["jpeg", "png"], "jpeg");
        const quality = given.number("quality", { least: 0.05, most: 1, otherwise: 0.8 });
        const maxWidth = given.whole("maxWidth", { least: 1, most: MAX_WIDTH, otherwise: USUAL_WIDTH });
        const display = await chosenDisplay(source, params);
        const capturedAtMs = now();
        const request = { display, format, quality, maxWidth };
        const most = maxBytes(context.largestResult);
        const picture = await fittingPicture("screen", request, most, context.signal, (request, signal) =>
          source.snapshot(request, signal),
        );
        return {
          format,
          base64: base64Of(picture.bytes),
          width: picture.width,
          height: picture.height,
          screenIndex: display,
          capturedAtMs,
        };
      },
    },
    {
      name: "screen.record",
      capability: "screen",
      async run(params, context) {
        const given = readParameters(params);
        given.choice("format", ["mp4"], "mp4");
        const durationMs = given.whole("durationMs", {
          least: 250,
          most: MAX_RECORDING,
          otherwise: 10_000,
        });
        const fps = given.number("fps", { least: 1, most: 30, otherwise: 10 });
        const includeAudio = given.flag("includeAudio", true);
        const display = await chosenDisplay(source, params);
        const most = maxBytes(context.largestResult);
        const request = { display, durationMs, framesPerSecond: fps, includeAudio };
        const recording = await fittingRecording("screen", request, most, context.signal, (request, signal) =>
          source.record(request, signal),
        );
        return { ...recording, fps, screenIndex: display };
      },
    },
  ];
}

async function chosenDisplay(source: ScreenSource, params: unknown): Promise<number> {
  const index = readParameters(params).whole("screenIndex", { least: -1, most: 1_000, otherwise: 0 });
  const displays = await source.displays();
  if (!displays.ok) throw captureError("screen", displays.failure);
  if (displays.value === 0) throw captureError("screen", { kind: "no-device" });
  if (index < 0 || index >= displays.value) throw invalid(`INVALID_REQUEST: invalid screen index ${index}`);
  return index;
}
