import type { CaptureJob, CaptureOutcome } from "../../shared/capture-bridge.ts";

/** Chromium's own way to the frames of a track: needs no window that is drawn, as a video element may. */
declare class MediaStreamTrackProcessor {
  constructor(options: { readonly track: MediaStreamTrack });
  readonly readable: ReadableStream<VideoFrame>;
}

type PictureJob = Extract<CaptureJob, { kind: "picture" }>;

/** One frame of the stream, scaled down and encoded, in memory. */
export async function takePicture(stream: MediaStream, job: PictureJob): Promise<CaptureOutcome> {
  const frame = await frameAfter(stream, job.delayMs);
  try {
    const width = Math.min(job.maxWidth, frame.displayWidth);
    const height = Math.max(1, Math.round((frame.displayHeight * width) / frame.displayWidth));
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d")?.drawImage(frame, 0, 0, width, height);
    const blob = await canvas.convertToBlob({ type: `image/${job.format}`, quality: job.quality });
    return { kind: "picture", bytes: new Uint8Array(await blob.arrayBuffer()), width, height };
  } finally {
    frame.close();
  }
}

/** The first frame that is at least this old; earlier ones are released at once. */
async function frameAfter(stream: MediaStream, delayMs: number): Promise<VideoFrame> {
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new DOMException("the stream has no picture", "NotFoundError");
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  let first: number | null = null;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || value === undefined) throw new DOMException("the stream ended", "NotReadableError");
    first ??= performance.now();
    if (performance.now() - first >= delayMs) return value;
    value.close();
  }
}
