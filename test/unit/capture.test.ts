import { describe, expect, test } from "vitest";
import { type CameraSource, cameraCommands } from "../../src/core/commands/camera.ts";
import type { CaptureProblem } from "../../src/core/commands/capture.ts";
import type { Command } from "../../src/core/commands/command.ts";
import { type ScreenSource, screenCommands } from "../../src/core/commands/screen.ts";
import { failure, success } from "../../src/shared/result.ts";
import { someContext } from "../support/invoke-context.ts";

const front = { id: "cam-1", name: "Built-in", position: "front", deviceType: "builtin" } as const;
const back = { id: "cam-2", name: "USB", position: "back", deviceType: "external" } as const;

/** Sources whose pictures weigh `bytesPerPixel`, and what they were asked for. */
function sources(problem: CaptureProblem | null = null, bytesPerPixel = 0.1) {
  const asked: Record<string, unknown>[] = [];
  const picture = (maxWidth: number) => {
    const width = Math.min(2_000, maxWidth);
    const height = Math.round(width / 2);
    return { bytes: new Uint8Array(Math.round(width * height * bytesPerPixel)), width, height };
  };
  const answer = <Value>(value: Value) => (problem === null ? success(value) : failure(problem));
  const recording = (durationMs: number, maxBytes: number) => ({
    bytes: new Uint8Array(Math.min(1_000, maxBytes)).fill(7),
    format: "mp4" as const,
    durationMs: durationMs - 3,
    hasAudio: true,
  });
  const screen: ScreenSource = {
    displays: async () => success(2),
    async snapshot(request) {
      asked.push({ ...request });
      return answer(picture(request.maxWidth));
    },
    async record(request) {
      asked.push({ ...request });
      return answer(recording(request.durationMs, request.maxBytes));
    },
  };
  const camera: CameraSource = {
    devices: async () => success([front, back]),
    async snap(request) {
      asked.push({ ...request });
      return answer(picture(request.maxWidth));
    },
    async record(request) {
      asked.push({ ...request });
      return answer(recording(request.durationMs, request.maxBytes));
    },
  };
  return { asked, screen, camera };
}

function runner(commands: readonly Command[], largestResult?: number, controller?: AbortController) {
  return (name: string, params: unknown = {}) => {
    const command = commands.find((one) => one.name === name);
    if (command === undefined) throw new Error(`no ${name}`);
    return command.run(params, someContext(largestResult, controller)) as Promise<Record<string, unknown>>;
  };
}

const screenOf = (source: ScreenSource, largestResult?: number) =>
  runner(
    screenCommands(source, () => 1_234),
    largestResult,
  );

describe("screen.snapshot", () => {
  test("answers with the documented fields", async () => {
    const { screen, asked } = sources();
    const result = await screenOf(screen)("screen.snapshot", {
      screenIndex: 1,
      maxWidth: 800,
      format: "png",
    });
    expect(result).toEqual({
      format: "png",
      base64: expect.stringMatching(/^A+=*$/),
      width: 800,
      height: 400,
      screenIndex: 1,
      capturedAtMs: 1_234,
    });
    expect(asked).toEqual([{ display: 1, format: "png", maxWidth: 800, quality: 0.8 }]);
  });

  test("is scaled down until the result fits, keeping the display and the format", async () => {
    const { screen, asked } = sources(null, 4);
    const largest = 400_000;
    const result = await screenOf(screen, largest)("screen.snapshot");
    expect(JSON.stringify(result).length).toBeLessThanOrEqual(largest);
    expect(result.width).toBeLessThan(1_600);
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  test("is refused clearly where it can never fit", async () => {
    const { screen, asked } = sources(null, 4);
    await expect(screenOf(screen, 3_000)("screen.snapshot")).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
    });
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  test.each([
    [{ screenIndex: 2 }],
    [{ screenIndex: -1 }],
    [{ screenIndex: "0" }],
    [{ maxWidth: "wide" }],
    [{ maxWidth: Number.NaN }],
    [{ format: "gif" }],
    [[]],
    ["x"],
  ])("refuses %j before anything is captured", async (params) => {
    const { screen, asked } = sources();
    await expect(screenOf(screen)("screen.snapshot", params)).rejects.toMatchObject({
      code: "INVALID_REQUEST",
    });
    expect(asked).toEqual([]);
  });

  test("is not tried again once nobody wants it", async () => {
    const { screen, asked } = sources(null, 40);
    const controller = new AbortController();
    controller.abort();
    const commands = screenCommands(screen, () => 0);
    await expect(runner(commands, undefined, controller)("screen.snapshot")).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});

describe("screen.record", () => {
  test("is bounded in time and rate, and says what it really made", async () => {
    const { screen, asked } = sources();
    const result = await screenOf(screen)("screen.record", { durationMs: 3_600_000, fps: 500 });
    expect(asked[0]).toMatchObject({
      durationMs: 60_000,
      framesPerSecond: 30,
      includeAudio: true,
      display: 0,
    });
    expect(result).toEqual({
      format: "mp4",
      base64: expect.any(String),
      durationMs: 59_997,
      fps: 30,
      screenIndex: 0,
      hasAudio: true,
    });
  });

  test("that came out too large is refused, even when its source did not notice", async () => {
    const { screen } = sources();
    const heavy: ScreenSource = {
      ...screen,
      record: async () =>
        success({ bytes: new Uint8Array(50_000), format: "mp4", durationMs: 1, hasAudio: false }),
    };
    await expect(screenOf(heavy, 20_000)("screen.record")).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
    });
  });
});

describe("the camera", () => {
  test("is listed with the documented fields and nothing else", async () => {
    const { camera } = sources();
    const secretive = { ...front, groupId: "do-not-tell" };
    const source: CameraSource = { ...camera, devices: async () => success([secretive]) };
    expect(await runner(cameraCommands(source))("camera.list")).toEqual({ devices: [front] });
  });

  test("takes a photo with the documented defaults", async () => {
    const { camera, asked } = sources();
    const result = await runner(cameraCommands(camera))("camera.snap", { facing: null });
    expect(asked).toEqual([{ deviceId: "cam-1", quality: 0.9, maxWidth: 1_600, delayMs: 2_000 }]);
    expect(result).toEqual({ format: "jpg", base64: expect.any(String), width: 1_600, height: 800 });
  });

  test("is chosen by id or by where it looks, and never replaced by another one", async () => {
    const { camera, asked } = sources();
    const run = runner(cameraCommands(camera));
    await run("camera.snap", { facing: "back" });
    await run("camera.snap", { deviceId: " cam-2 " });
    expect(asked.map((request) => request.deviceId)).toEqual(["cam-2", "cam-2"]);
    await expect(run("camera.snap", { deviceId: "cam-9" })).rejects.toMatchObject({
      code: "INVALID_REQUEST",
    });
    expect(asked).toHaveLength(2);
  });

  test("keeps a photo's base64 under 5 MB, whatever the gateway takes", async () => {
    const { camera } = sources(null, 8);
    const result = await runner(cameraCommands(camera))("camera.snap", { maxWidth: 4_000 });
    expect(String(result.base64).length).toBeLessThan(5_000_000);
  });

  test("bounds a clip in time and size", async () => {
    const { camera, asked } = sources();
    const run = runner(cameraCommands(camera));
    await run("camera.clip", { durationMs: 1 });
    await run("camera.clip", { durationMs: 300_000, includeAudio: false });
    expect(asked[0]).toMatchObject({ durationMs: 250, includeAudio: true, maxBytes: 18 * 1024 * 1024 });
    expect(asked[1]).toMatchObject({ durationMs: 60_000, includeAudio: false });
    expect(await run("camera.clip", {})).toEqual({
      format: "mp4",
      base64: expect.any(String),
      durationMs: 2_997,
      hasAudio: true,
    });
  });

  test("that is not there is said to be not there", async () => {
    const { camera } = sources();
    const none: CameraSource = { ...camera, devices: async () => success([]) };
    await expect(runner(cameraCommands(none))("camera.snap")).rejects.toMatchObject({
      code: "CAMERA_UNAVAILABLE",
    });
  });
});

describe("what keeps a capture from being made", () => {
  test.each([
    ["permission-missing", "CAMERA_PERMISSION_REQUIRED", "SCREEN_RECORDING_PERMISSION_REQUIRED"],
    ["microphone-permission-missing", "MIC_PERMISSION_REQUIRED", "MIC_PERMISSION_REQUIRED"],
    ["no-device", "CAMERA_UNAVAILABLE", "SCREEN_UNAVAILABLE"],
    ["in-use", "CAMERA_UNAVAILABLE", "SCREEN_UNAVAILABLE"],
    ["locked", "NODE_BACKGROUND_UNAVAILABLE", "NODE_BACKGROUND_UNAVAILABLE"],
    ["too-large", "PAYLOAD_TOO_LARGE", "PAYLOAD_TOO_LARGE"],
  ] as const)("is told by its code: %s", async (kind, cameraCode, screenCode) => {
    const { camera, screen } = sources({ kind });
    const said = (code: string) => ({ code, message: expect.stringMatching(new RegExp(`^${code}: `)) });
    const runCamera = runner(cameraCommands(camera));
    await expect(runCamera("camera.snap")).rejects.toMatchObject(said(cameraCode));
    await expect(runCamera("camera.clip")).rejects.toMatchObject(said(cameraCode));
    await expect(screenOf(screen)("screen.snapshot")).rejects.toMatchObject(said(screenCode));
    await expect(screenOf(screen)("screen.record")).rejects.toMatchObject(said(screenCode));
  });
});
