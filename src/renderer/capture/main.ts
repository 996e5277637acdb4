import type { CaptureBridge, CaptureJob, CaptureOutcome } from "../../shared/capture-bridge.ts";
import { listCameras } from "./cameras.ts";
import { openStream } from "./open-stream.ts";
import { takePicture } from "./picture.ts";
import { problemOf } from "./problem.ts";
import { record } from "./recording.ts";

declare global {
  interface Window {
    /** Put there by the capture page's preload. */
    readonly clawtrayCapture: CaptureBridge;
  }
}

/** Whatever happens, every track is stopped before anything is handed in. */
async function carryOut(job: CaptureJob): Promise<CaptureOutcome> {
  if (job.kind === "list-cameras") return { kind: "cameras", cameras: await listCameras() };
  const stream = await openStream(job);
  try {
    return job.kind === "picture" ? await takePicture(stream, job) : await record(stream, job);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

/** Main answers with the job when the page may begin. */
async function doTheJob(): Promise<void> {
  const bridge = window.clawtrayCapture;
  const outcome = await bridge.job().then(carryOut).catch(problemOf);
  await bridge.finish(outcome);
}

void doTheJob();
