import type { CaptureJob, CaptureOutcome } from "../../shared/capture-bridge.ts";

type RecordingJob = Extract<CaptureJob, { kind: "recording" }>;

/** The documented container, with what most players know first; which exist depends on the build. */
const SILENT = ["video/mp4;codecs=avc1", "video/mp4;codecs=vp9", "video/mp4"];
const WITH_SOUND = ["video/mp4;codecs=avc1,mp4a.40.2", "video/mp4;codecs=avc1,opus", "video/mp4"];

/** Enough for a screen with text, bits per second; less where the result has to be smaller. */
const USUAL_BITS = 2_500_000;
const PIECE = 250;

/** Records in memory until the time is over; stops at once when it grows larger than wanted. */
export async function record(stream: MediaStream, job: RecordingJob): Promise<CaptureOutcome> {
  const hasAudio = stream.getAudioTracks().length > 0;
  const mimeType = (hasAudio ? WITH_SOUND : SILENT).find((type) => MediaRecorder.isTypeSupported(type));
  if (mimeType === undefined) {
    return { kind: "problem", problem: "failed", detail: "mp4 cannot be recorded on this computer" };
  }
  const fitting = (job.maxBytes * 8 * 0.8 * 1_000) / job.durationMs;
  const recorder = new MediaRecorder(stream, {
    mimeType,
    videoBitsPerSecond: Math.round(Math.min(USUAL_BITS, fitting)),
  });
  const made = await piecesOf(recorder, stream, job);
  if (made === null) return { kind: "problem", problem: "too-large", detail: "" };
  return { kind: "recording", bytes: joined(made.pieces), durationMs: made.durationMs, hasAudio };
}

interface Made {
  readonly pieces: readonly Uint8Array[];
  readonly durationMs: number;
}

/** Null when it became too large. A stream that ends unexpectedly (a camera unplugged) is an error. */
function piecesOf(recorder: MediaRecorder, stream: MediaStream, job: RecordingJob): Promise<Made | null> {
  return new Promise((resolve, reject) => {
    const coming: Promise<Uint8Array>[] = [];
    let size = 0;
    let tooLarge = false;
    let endedEarly = false;
    let beganAt = performance.now();
    const stop = () => {
      if (recorder.state !== "inactive") recorder.stop();
    };
    recorder.onstart = () => {
      beganAt = performance.now();
      setTimeout(stop, job.durationMs);
    };
    recorder.ondataavailable = ({ data }) => {
      size += data.size;
      if (size > job.maxBytes) {
        tooLarge = true;
        coming.length = 0;
        return stop();
      }
      // Taken out of the blob at once: what stays a blob the browser may put into a file.
      coming.push(data.arrayBuffer().then((buffer) => new Uint8Array(buffer)));
    };
    recorder.onerror = () => reject(new DOMException("the recorder failed", "NotReadableError"));
    recorder.onstop = () => {
      const durationMs = Math.round(performance.now() - beganAt);
      if (tooLarge) return resolve(null);
      if (endedEarly) return reject(new DOMException("the device went away", "NotReadableError"));
      Promise.all(coming).then((pieces) => resolve({ pieces, durationMs }), reject);
    };
    for (const track of stream.getTracks()) {
      track.onended = () => {
        endedEarly = true;
        stop();
      };
    }
    recorder.start(PIECE);
  });
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
