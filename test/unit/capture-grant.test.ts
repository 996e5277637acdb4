import type { DesktopCapturerSource } from "electron";
import { describe, expect, test } from "vitest";
import { type CaptureGrant, mayKnow, mayUse } from "../../src/main/capture/grant.ts";
import { readOutcome } from "../../src/main/capture/read-outcome.ts";
import { createCaptureSigns, SIGN_MS } from "../../src/main/capture/signs.ts";
import { ManualClock } from "../support/clock.ts";

const nothing: CaptureGrant = { camera: false, microphone: false, screen: null };
const names: CaptureGrant = { ...nothing, camera: "names" };
const camera: CaptureGrant = { ...nothing, camera: "use" };
const clip: CaptureGrant = { ...camera, microphone: true };
const screen: CaptureGrant = { ...nothing, screen: { id: "screen:1:0" } as DesktopCapturerSource };

describe("a capture page", () => {
  test("gets nothing without a grant, and never a permission of another kind", () => {
    expect(mayUse(null, "media", ["video"])).toBe(false);
    expect(mayUse(clip, "geolocation", [])).toBe(false);
    expect(mayUse(clip, "media", [])).toBe(false);
    expect(mayKnow(null, "media", "video")).toBe(false);
    expect(mayKnow(clip, "notifications", undefined)).toBe(false);
  });

  test("gets camera and microphone only when both were granted", () => {
    expect(mayUse(camera, "media", ["video"])).toBe(true);
    expect(mayUse(camera, "media", ["video", "audio"])).toBe(false);
    expect(mayUse(clip, "media", ["video", "audio"])).toBe(true);
  });

  test("that lists cameras may know their names and use none", () => {
    expect(mayKnow(names, "media", "video")).toBe(true);
    expect(mayKnow(names, "media", "audio")).toBe(false);
    expect(mayUse(names, "media", ["video"])).toBe(false);
  });

  test("that sees the screen hears nothing and gets no camera", () => {
    expect(mayUse(screen, "display-capture", ["video"])).toBe(true);
    expect(mayUse(screen, "display-capture", ["video", "audio"])).toBe(false);
    expect(mayUse(screen, "media", ["video"])).toBe(false);
    expect(mayUse(camera, "display-capture", ["video"])).toBe(false);
  });
});

describe("what a capture page hands in", () => {
  test("is read when it is an outcome, and only its known fields are taken", () => {
    const bytes = Uint8Array.of(1, 2);
    expect(readOutcome({ kind: "picture", bytes, width: 2, height: 1, more: true })).toEqual({
      kind: "picture",
      bytes,
      width: 2,
      height: 1,
    });
    const odd = { id: "a", name: "b", facing: "sideways" };
    expect(readOutcome({ kind: "cameras", cameras: [odd] })).toEqual({
      kind: "cameras",
      cameras: [{ id: "a", name: "b", facing: "unknown" }],
    });
  });

  test.each([
    null,
    "picture",
    { kind: "picture", bytes: "text", width: 1, height: 1 },
    { kind: "picture", bytes: new Uint8Array(), width: -1, height: 1 },
    { kind: "recording", bytes: new Uint8Array(), durationMs: Number.NaN, hasAudio: true },
    { kind: "cameras", cameras: [{ id: 1, name: "b", facing: "front" }] },
    { kind: "problem", problem: "locked", detail: "" },
    { kind: "anything" },
  ])("is refused when it is none: %j", (value) => {
    expect(readOutcome(value)).toBeNull();
  });
});

describe("the signs", () => {
  test("are up while the work lasts, also when it fails, and once for two captures", async () => {
    const clock = new ManualClock();
    const signs = createCaptureSigns(clock);
    const seen: string[] = [];
    signs.subscribe(() => seen.push(signs.now().join("+")));
    let end = (): void => {};
    const first = signs.during("camera", () => new Promise<void>((resolve) => (end = resolve)));
    const second = signs.during("camera", () => Promise.reject(new Error("broken")));
    await expect(second).rejects.toThrow("broken");
    clock.advance(SIGN_MS);
    expect(signs.now()).toEqual(["camera"]);
    end();
    await first;
    expect(seen).toEqual(["camera", "camera", "camera", ""]);
  });

  test("are up long enough to be seen, and the work is not kept waiting for that", async () => {
    const clock = new ManualClock();
    const signs = createCaptureSigns(clock);
    await signs.during("screen", async () => {});
    clock.advance(SIGN_MS / 2);
    await signs.during("screen", async () => {});
    clock.advance(SIGN_MS / 2);
    expect(signs.now()).toEqual(["screen"]);
    clock.advance(SIGN_MS / 2);
    expect(signs.now()).toEqual([]);
  });
});
