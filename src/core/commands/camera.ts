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
import { invalid, type Parameters, readParameters } from "./parameters.ts";

/** One camera, with the documented field names. */
export interface CameraDevice {
  /** Stable while the camera stays connected. */
  readonly id: string;
  readonly name: string;
  /** "unknown" where the system does not say; never guessed. */
  readonly position: "front" | "back" | "unknown";
  /** For example "external" or "builtin", as far as known. */
  readonly deviceType: string;
}

export interface SnapRequest {
  readonly deviceId: string;
  /** Scaled down to this, aspect kept; never up. Pixels. */
  readonly maxWidth: number;
  /** 0 to 1; the picture is a JPEG. */
  readonly quality: number;
  /** How long the camera may adjust to the light before the picture is taken. */
  readonly delayMs: number;
}

export interface CameraRecordRequest {
  readonly deviceId: string;
  readonly durationMs: number;
  readonly includeAudio: boolean;
  /** Give up with `too-large` as soon as it exceeds this. */
  readonly maxBytes: number;
}

/**
 * What the desktop app provides. Each call may be ended by its signal, then releases the camera and keeps nothing.
 * While a call lasts the source shows a person that the camera is in use.
 */
export interface CameraSource {
  /** The default camera first. Must not switch a camera on. */
  devices(): Promise<Result<readonly CameraDevice[], CaptureProblem>>;
  /** A JPEG. */
  snap(request: SnapRequest, signal: AbortSignal): Promise<Result<Picture, CaptureProblem>>;
  record(request: CameraRecordRequest, signal: AbortSignal): Promise<Result<Recording, CaptureProblem>>;
}

/** Base64 of a photo stays under 5 MB. Source: openclaw 2026.9.6, docs/nodes/camera.md. */
const MAX_PHOTO = 5_000_000;
/** An MP4 before base64. Source: openclaw 2026.9.6, docs/nodes/camera.md. */
const MAX_CLIP = 18 * 1024 * 1024;

/**
 * `camera.list {}` -> `{devices}`, `camera.snap` -> `{format, base64, width, height}`,
 * `camera.clip` -> `{format, base64, durationMs, hasAudio}`. Parameters, defaults and limits:
 * openclaw 2026.9.6, docs/nodes/camera.md.
 */
export function cameraCommands(source: CameraSource): readonly Command[] {
  return [
    {
      name: "camera.list",
      capability: "camera",
      async run() {
        return { devices: await devicesOf(source) };
      },
    },
    {
      name: "camera.snap",
      capability: "camera",
      async run(params, context) {
        const given = readParameters(params);
        // The answer names the format with the word that was requested.
        const format = given.choice("format", ["jpg", "jpeg"], "jpg");
        const quality = given.number("quality", { least: 0.05, most: 1, otherwise: 0.9 });
        const maxWidth = given.whole("maxWidth", { least: 16, most: 8_192, otherwise: 1_600 });
        const delayMs = given.whole("delayMs", { least: 0, most: 10_000, otherwise: 2_000 });
        const { id: deviceId } = await chosenDevice(source, given);
        const request = { deviceId, quality, maxWidth, delayMs };
        const most = Math.min(maxBytes(MAX_PHOTO), maxBytes(context.largestResult));
        const picture = await fittingPicture("camera", request, most, context.signal, (request, signal) =>
          source.snap(request, signal),
        );
        return { format, base64: base64Of(picture.bytes), width: picture.width, height: picture.height };
      },
    },
    {
      name: "camera.clip",
      capability: "camera",
      async run(params, context) {
        const given = readParameters(params);
        given.choice("format", ["mp4"], "mp4");
        const durationMs = given.whole("durationMs", { least: 250, most: 60_000, otherwise: 3_000 });
        const includeAudio = given.flag("includeAudio", true);
        const { id: deviceId } = await chosenDevice(source, given);
        const most = Math.min(MAX_CLIP, maxBytes(context.largestResult));
        const request = { deviceId, durationMs, includeAudio };
        return fittingRecording("camera", request, most, context.signal, (request, signal) =>
          source.record(request, signal),
        );
      },
    },
  ];
}

async function devicesOf(source: CameraSource): Promise<readonly CameraDevice[]> {
  const devices = await source.devices();
  if (!devices.ok) throw captureError("camera", devices.failure);
  return devices.value.map(({ id, name, position, deviceType }) => ({ id, name, position, deviceType }));
}

/**
 * A device requested by id is that one or none. A facing chooses among cameras that say where they are; when none does,
 * the default one is taken, as the official Linux node does.
 */
async function chosenDevice(source: CameraSource, given: Parameters): Promise<CameraDevice> {
  const id = given.text("deviceId");
  const facing = given.choice("facing", ["front", "back"], "front");
  const devices = await devicesOf(source);
  const usual = devices[0];
  if (usual === undefined) throw captureError("camera", { kind: "no-device" });
  if (id === null) return devices.find((device) => device.position === facing) ?? usual;
  const device = devices.find((one) => one.id === id);
  if (device === undefined) throw invalid("INVALID_REQUEST: camera device not found");
  return device;
}
