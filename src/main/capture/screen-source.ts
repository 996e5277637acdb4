import { type Display, screen } from "electron";
import type { CaptureProblem, Picture } from "../../core/commands/capture.ts";
import type { ScreenSource, SnapshotRequest } from "../../core/commands/screen.ts";
import type { CaptureJob, CaptureOrigin } from "../../shared/capture-bridge.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { type CaptureParts, unexpected } from "./camera-source.ts";
import { type Captured, problemOfAbort } from "./capture-pages.ts";
import type { DirectPicture } from "./direct-picture.ts";
import type { ChooseSource } from "./screen-choice.ts";

/** Ways to what a display shows. */
interface ScreenWays {
  readonly chooseSource: ChooseSource;
  readonly directPicture: DirectPicture;
}

/** The displays of this computer: pictures as they are given, and everything else by Electron's desktopCapturer. */
export function screenSource(
  { pages, lock, permission, signs, turns }: CaptureParts,
  { chooseSource, directPicture }: ScreenWays,
): ScreenSource {
  const inTurn = <Value>(wanted: AbortSignal, work: () => Promise<Result<Value, CaptureProblem>>) =>
    turns.during(signs, wanted, async () => (lock.isLocked() ? failure({ kind: "locked" }) : work()));

  /** Null when there is no such picture: then there is the way through a page. */
  const captureDirectly = (
    request: SnapshotRequest,
    wanted: AbortSignal,
  ): Promise<Result<Picture, CaptureProblem> | null> =>
    lock.unlocked(wanted, (signal) =>
      signs.during("screen", async () => {
        const picture = await directPicture(request, displayAreas(), signal);
        if (signal.aborted) return failure(problemOfAbort(signal));
        return picture && success(picture);
      }),
    );

  async function captureNow(
    index: number,
    jobFor: (from: CaptureOrigin) => CaptureJob,
    wanted: AbortSignal,
  ): Promise<Result<Captured, CaptureProblem>> {
    const display = displaysInOrder()[index];
    if (display === undefined) return failure({ kind: "no-device" });
    // Asked first: macOS lists a program in its settings only once it has tried.
    const chosen = await chooseSource(wanted);
    if (!(await permission("screen"))) return failure({ kind: "permission-missing" });
    if (!chosen.ok) return chosen;
    const source = sourceOf(chosen.value, display, index);
    if (source === null) return failure({ kind: "failed", detail: "the screen could not be captured" });
    const { size, scaleFactor } = display;
    const from: CaptureOrigin = {
      kind: "screen",
      width: Math.round(size.width * scaleFactor),
      height: Math.round(size.height * scaleFactor),
    };
    const grant = { camera: false, microphone: false, screen: source } as const;
    return lock.unlocked(wanted, (signal) =>
      signs.during("screen", () => pages(jobFor(from), grant, signal)),
    );
  }

  return {
    displays: async () => success(displaysInOrder().length),
    snapshot: (request, signal) =>
      inTurn<Picture>(signal, async () => {
        const direct = await captureDirectly(request, signal);
        if (direct !== null) return direct;
        const { display, format, maxWidth, quality } = request;
        const job = { kind: "picture", format, maxWidth, quality, delayMs: 0 } as const;
        const made = await captureNow(display, (from) => ({ ...job, from }), signal);
        if (!made.ok) return made;
        return made.value.kind === "picture" ? success(made.value) : unexpected;
      }),
    async record({ display, durationMs, framesPerSecond, maxBytes }, signal) {
      // Silent: whoever lets the screen be seen has not let the microphone be heard. The answer says so.
      const job = {
        kind: "recording",
        durationMs,
        framesPerSecond,
        includeAudio: false,
        maxBytes,
      } as const;
      const made = await inTurn(signal, () => captureNow(display, (from) => ({ ...job, from }), signal));
      if (!made.ok) return made;
      return made.value.kind === "recording" ? success({ ...made.value, format: "mp4" }) : unexpected;
    },
  };
}

/** How large the displays are, in their own pixels; in the order of their indexes. */
export const displaySizes = () => displayAreas().map(({ width, height }) => ({ width, height }));

/**
 * Where the displays are in the desktop, in its own pixels and in the order of their indexes; exact where all have the
 * same scale.
 */
export const displayAreas = () =>
  displaysInOrder().map(({ bounds, scaleFactor }) => ({
    x: Math.round(bounds.x * scaleFactor),
    y: Math.round(bounds.y * scaleFactor),
    width: Math.round(bounds.width * scaleFactor),
    height: Math.round(bounds.height * scaleFactor),
  }));

/** The primary one first, the others as the system lists them. */
function displaysInOrder(): readonly Display[] {
  const primary = screen.getPrimaryDisplay().id;
  const all = screen.getAllDisplays();
  return [...all.filter(({ id }) => id === primary), ...all.filter(({ id }) => id !== primary)];
}

/** Not every system says which display a source is (Wayland lets the person choose): then its position decides. */
function sourceOf(
  sources: readonly Electron.DesktopCapturerSource[],
  display: Display,
  index: number,
): Electron.DesktopCapturerSource | null {
  const known = sources.filter((source) => source.display_id !== "");
  // What the person chose is the only screen there is, whichever index was requested.
  if (known.length === 0) return sources[index] ?? (sources.length === 1 ? (sources[0] ?? null) : null);
  return known.find((source) => source.display_id === String(display.id)) ?? null;
}
