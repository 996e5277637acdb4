import type { CaptureJob } from "../../shared/capture-bridge.ts";

type StreamJob = Exclude<CaptureJob, { kind: "list-cameras" }>;

/** `resizeMode` keeps Chromium from cropping to the size asked for. Source: W3C Media Capture and Streams. */
interface VideoConstraints extends MediaTrackConstraints {
  readonly resizeMode?: "none";
}

/** A clip needs no more than this, pixels. */
const CLIP_WIDTH = 1_280;

/** Switches the camera on, or begins to look at the screen that main has chosen. */
export async function openStream(job: StreamJob): Promise<MediaStream> {
  const { from } = job;
  const wanted = job.kind === "recording" ? job : null;
  const pace = wanted?.framesPerSecond ? { frameRate: { max: wanted.framesPerSecond } } : {};
  const audio = wanted?.includeAudio === true && (await hasMicrophone());
  if (from.kind === "screen") {
    const size = { width: { ideal: from.width }, height: { ideal: from.height } };
    return navigator.mediaDevices.getDisplayMedia({ video: { ...size, ...pace }, audio: false });
  }
  const video: VideoConstraints = {
    deviceId: { exact: from.deviceId },
    width: { ideal: job.kind === "picture" ? job.maxWidth : CLIP_WIDTH },
    resizeMode: "none",
    ...pace,
  };
  return navigator.mediaDevices.getUserMedia({ video, audio });
}

/** Without one a recording is silent, and says so. */
async function hasMicrophone(): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.some((device) => device.kind === "audioinput");
}
