import type { CameraSource } from "../../core/commands/camera.ts";
import type { CaptureProblem } from "../../core/commands/capture.ts";
import type { CaptureJob } from "../../shared/capture-bridge.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { Captured, CapturePages } from "./capture-pages.ts";
import type { LockWatch } from "./lock.ts";
import type { CaptureSigns } from "./signs.ts";
import type { SystemPermission } from "./system-permission.ts";
import type { Turns } from "./turns.ts";

export interface CaptureParts {
  readonly pages: CapturePages;
  readonly lock: LockWatch;
  readonly permission: SystemPermission;
  readonly signs: CaptureSigns;
  /** Shared by all gateways of this computer: one of them captures at a time. */
  readonly turns: Turns;
}

/** Listing takes no longer than this, ms. */
const MAX_LIST_MS = 10_000;

/** The cameras of this computer, as Chromium lists them. */
export function cameraSource({ pages, lock, permission, signs, turns }: CaptureParts): CameraSource {
  const capture = (job: CaptureJob, microphone: boolean, wanted: AbortSignal) =>
    turns.during(signs, wanted, async () =>
      lock.isLocked() ? failure({ kind: "locked" }) : captureNow(job, microphone, wanted),
    );

  async function captureNow(
    job: CaptureJob,
    microphone: boolean,
    wanted: AbortSignal,
  ): Promise<Result<Captured, CaptureProblem>> {
    if (!(await permission("camera"))) return failure({ kind: "permission-missing" });
    if (microphone && !(await permission("microphone"))) {
      return failure({ kind: "microphone-permission-missing" });
    }
    return lock.unlocked(wanted, (signal) =>
      signs.during("camera", () => pages(job, { camera: "use", microphone, screen: null }, signal)),
    );
  }

  return {
    async devices() {
      const grant = { camera: "names", microphone: false, screen: null } as const;
      const listed = await pages({ kind: "list-cameras" }, grant, AbortSignal.timeout(MAX_LIST_MS));
      if (!listed.ok) return listed;
      if (listed.value.kind !== "cameras") return unexpected;
      return success(
        listed.value.cameras.map(({ id, name, facing }) => ({
          id,
          name,
          position: facing,
          deviceType: "unknown",
        })),
      );
    },
    async snap({ deviceId, maxWidth, quality, delayMs }, signal) {
      const from = { kind: "camera", deviceId } as const;
      const made = await capture(
        { kind: "picture", from, format: "jpeg", maxWidth, quality, delayMs },
        false,
        signal,
      );
      if (!made.ok) return made;
      return made.value.kind === "picture" ? success(made.value) : unexpected;
    },
    async record({ deviceId, durationMs, includeAudio, maxBytes }, signal) {
      const from = { kind: "camera", deviceId } as const;
      const made = await capture(
        { kind: "recording", from, durationMs, framesPerSecond: null, includeAudio, maxBytes },
        includeAudio,
        signal,
      );
      if (!made.ok) return made;
      return made.value.kind === "recording" ? success({ ...made.value, format: "mp4" }) : unexpected;
    },
  };
}

/** A page answered with something other than what it was asked for. */
export const unexpected = failure({ kind: "failed", detail: "the capture ended unexpectedly" } as const);
