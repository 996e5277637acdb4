import type { CameraSource } from "../../core/commands/camera.ts";
import type { CaptureProblem } from "../../core/commands/capture.ts";
import { failure, type Result, success } from "../../core/result.ts";
import type { CaptureJob } from "../../shared/capture-bridge.ts";
import type { Captured, CapturePages } from "./capture-pages.ts";
import type { LockWatch } from "./lock.ts";
import type { CaptureSigns } from "./signs.ts";
import type { SystemPermission } from "./system-permission.ts";

export interface CaptureParts {
  readonly pages: CapturePages;
  readonly lock: LockWatch;
  readonly permission: SystemPermission;
  readonly signs: CaptureSigns;
}

/** Enumerating needs no longer than this, ms. */
const LONGEST_LIST = 10_000;

/** The cameras of this computer, by Chromium. */
export function cameraSource({ pages, lock, permission, signs }: CaptureParts): CameraSource {
  async function capture(
    job: CaptureJob,
    microphone: boolean,
    wanted: AbortSignal,
  ): Promise<Result<Captured, CaptureProblem>> {
    if (lock.isLocked()) return failure({ kind: "locked" });
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
      const listed = await pages({ kind: "list-cameras" }, grant, AbortSignal.timeout(LONGEST_LIST));
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
    async record({ deviceId, durationMs, includeAudio, mostBytes }, signal) {
      const from = { kind: "camera", deviceId } as const;
      const made = await capture(
        { kind: "recording", from, durationMs, framesPerSecond: null, includeAudio, mostBytes },
        includeAudio,
        signal,
      );
      if (!made.ok) return made;
      return made.value.kind === "recording" ? success({ ...made.value, format: "mp4" }) : unexpected;
    },
  };
}

/** A page answered another question than it was asked. */
export const unexpected = failure({ kind: "failed", detail: "the capture ended unexpectedly" } as const);
