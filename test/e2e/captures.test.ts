import { expect, test } from "vitest";
import type { App } from "./app.ts";
import { declares, flip, keep, look, type MediaPayload, play, turn } from "./captures.ts";
import { connectedApp, displaySize, notInOldElectron, simulated, trayLabels } from "./scenario.ts";
import { until } from "./until.ts";

/** Real Electron meets the devices of the machine it runs on; these are Chromium's own fake ones. */
/** A page of it lists no camera (electron #42775) and hands every request for a screen to the wrong handler (#52824). */
const scenario = notInOldElectron("screen and camera");

const CAMERA_SIGN = "Camera in use";
const SCREEN_SIGN = "Screen is being captured";

const media = (outcome: { readonly ok: boolean; readonly payload?: unknown }): MediaPayload => {
  expect(outcome).toMatchObject({ ok: true });
  return outcome.payload as MediaPayload;
};

const shows = (app: App, sign: string) => async () => trayLabels(await app.facts()).includes(sign);

/** Only the person's own window is left, and no sign is up. */
async function untilAllIsOver(app: App): Promise<void> {
  await until("no capture is left", async () => {
    const facts = await app.facts();
    const signs = trayLabels(facts).filter((label) => label === CAMERA_SIGN || label === SCREEN_SIGN);
    return facts.windows.length === 1 && signs.length === 0;
  });
}

test("screen and camera are not declared before their owner switches them on", async () => {
  const { page, gateway } = await connectedApp();
  expect(declares(gateway, "camera.")).toBe(false);
  expect(declares(gateway, "screen.")).toBe(false);
  const refused = await gateway.invoke("camera.snap", {}, { force: true }).result;
  expect(refused.error?.code).toBe("CAMERA_DISABLED");

  await turn(page, gateway, "camera", true);
  expect(gateway.node().surface).toEqual(
    expect.arrayContaining(["camera.list", "camera.snap", "camera.clip"]),
  );
  expect(declares(gateway, "screen.")).toBe(false);
});

scenario("the cameras are listed by name without one being switched on", async () => {
  const { app, page, gateway } = await connectedApp();
  await turn(page, gateway, "camera", true);
  const listed = await gateway.invoke("camera.list", {}).result;
  expect(listed).toMatchObject({
    ok: true,
    payload: { devices: [{ name: expect.stringContaining("fake_device_0"), position: "unknown" }] },
  });
  await untilAllIsOver(app);
  expect((await app.facts()).trays[0]?.labelsSet).not.toContain(CAMERA_SIGN);
});

scenario("a photo arrives as a JPEG of the width asked for, with a sign in the tray meanwhile", async () => {
  const { app, page, gateway } = await connectedApp();
  await turn(page, gateway, "camera", true);
  const before = (await app.facts()).trays[0]?.image;

  const snap = gateway.invoke("camera.snap", { maxWidth: 640, delayMs: 1_500, quality: 0.8 });
  await until("the sign is up", shows(app, CAMERA_SIGN));
  const during = await app.facts();
  expect(during.trays[0]?.image).toMatch(/capturing/);
  expect(during.trays[0]?.tooltip).toContain(CAMERA_SIGN);
  expect(during.windows.at(-1)).toMatchObject({ visible: false, focused: false });

  const photo = media(await snap.result);
  keep("camera-snap.jpg", photo);
  expect(photo).toMatchObject({ format: "jpg", width: 640, height: 480 });
  const seen = await look(page, "image/jpeg", photo.base64);
  expect(seen).toMatchObject({ width: 640, height: 480 });
  expect(seen.colours).toBeGreaterThan(3);
  await untilAllIsOver(app);
  expect((await app.facts()).trays[0]?.image).toBe(before);
});

test("the screen arrives as a JPEG and as a PNG", async () => {
  const { app, page, gateway } = await connectedApp();
  await turn(page, gateway, "screen", true);
  const jpeg = media(await gateway.invoke("screen.snapshot", { maxWidth: 800 }).result);
  keep("screen-snapshot.jpg", jpeg);
  const seen = await look(page, "image/jpeg", jpeg.base64);
  expect(seen).toMatchObject({ width: 800, height: (800 * displaySize.height) / displaySize.width });
  expect(seen.colours).toBeGreaterThan(3);

  const png = media(await gateway.invoke("screen.snapshot", { format: "png" }).result);
  keep("screen-snapshot.png", png);
  // Never scaled up.
  expect(await look(page, "image/png", png.base64)).toMatchObject(displaySize);

  const beyond = await gateway.invoke("screen.snapshot", { screenIndex: 1 }).result;
  expect(beyond.error?.code).toBe("INVALID_REQUEST");
  await untilAllIsOver(app);
});

scenario("a clip with sound and a recording of the screen arrive as mp4 and can be played", async () => {
  const { app, page, gateway } = await connectedApp();
  await turn(page, gateway, "camera", true);
  const clip = media(await gateway.invoke("camera.clip", { durationMs: 1_000 }).result);
  keep("camera-clip.mp4", clip);
  expect(clip).toMatchObject({ format: "mp4", hasAudio: true });
  expect(clip.durationMs).toBeGreaterThanOrEqual(1_000);
  expect(Buffer.from(clip.base64, "base64").subarray(4, 8).toString()).toBe("ftyp");
  expect((await play(page, clip.base64)).seconds).toBeGreaterThan(0.5);

  await turn(page, gateway, "screen", true);
  const recording = media(await gateway.invoke("screen.record", { durationMs: 1_000, fps: 5 }).result);
  keep("screen-record.mp4", recording);
  // The microphone is not part of what the owner switched on with the screen.
  expect(recording).toMatchObject({ format: "mp4", hasAudio: false, fps: 5 });
  expect(await play(page, recording.base64)).toMatchObject({ width: 1_280, height: 720 });
  await untilAllIsOver(app);
});

scenario("switching the camera off during a clip ends it at once", async () => {
  const { app, page, gateway } = await connectedApp();
  await turn(page, gateway, "camera", true);
  const clip = gateway.invoke("camera.clip", { durationMs: 30_000 }, { timeoutMs: 60_000 });
  await until("the clip is under way", shows(app, CAMERA_SIGN));
  const pages = () => page.context().pages();
  await until("its page is there", () => pages().some((one) => one.url().endsWith("/capture.html")));
  await flip(page, "camera", false);
  expect((await clip.result).error?.code).toBe("CAMERA_DISABLED");
  await untilAllIsOver(app);
  // A stream lives no longer than its page: with it the camera is let go.
  await until("its page is gone from Chromium", () => pages().length === 1);
});

scenario("a cancelled clip lets the camera go", async () => {
  const { app, page, gateway } = await connectedApp();
  await turn(page, gateway, "camera", true);
  const clip = gateway.invoke("camera.clip", { durationMs: 30_000 }, { timeoutMs: 60_000 });
  await until("the clip is under way", shows(app, CAMERA_SIGN));
  clip.cancel();
  await untilAllIsOver(app);
});

scenario("camera and screen are captured at once, each in its own page", async () => {
  const { app, page, gateway } = await connectedApp();
  await turn(page, gateway, "camera", true);
  await turn(page, gateway, "screen", true);
  const snap = gateway.invoke("camera.snap", { maxWidth: 320, delayMs: 2_000 });
  await until("the camera's sign is up", shows(app, CAMERA_SIGN));
  const record = gateway.invoke("screen.record", { durationMs: 1_500 });
  await until("both signs are up", async () => {
    const labels = trayLabels(await app.facts());
    return labels.includes(CAMERA_SIGN) && labels.includes(SCREEN_SIGN);
  });
  expect(media(await snap.result).width).toBe(320);
  expect(media(await record.result).format).toBe("mp4");
  await untilAllIsOver(app);
});

scenario("a locked computer captures nothing, and locking ends what is captured", async () => {
  const { app, page, gateway } = await connectedApp();
  await turn(page, gateway, "screen", true);
  await app.power("lock-screen");
  const refused = await gateway.invoke("screen.snapshot", {}).result;
  expect(refused.error?.code).toBe("NODE_BACKGROUND_UNAVAILABLE");
  await app.power("unlock-screen");
  const record = gateway.invoke("screen.record", { durationMs: 30_000 }, { timeoutMs: 60_000 });
  await until("the recording is under way", shows(app, SCREEN_SIGN));
  await app.power("lock-screen");
  expect((await record.result).error?.code).toBe("NODE_BACKGROUND_UNAVAILABLE");
  await untilAllIsOver(app);
  await app.power("unlock-screen");
  media(await gateway.invoke("screen.snapshot", { maxWidth: 320 }).result);
});

scenario("what is too large for the gateway is scaled down or given up while it is made", async () => {
  const { app, page, gateway } = await connectedApp({}, { maxPayload: 48 * 1024 });
  await turn(page, gateway, "screen", true);
  const wanted = { format: "png", maxWidth: 1_280 };
  const png = media(await gateway.invoke("screen.snapshot", wanted).result);
  expect(png.base64.length).toBeLessThan(48 * 1024);

  await turn(page, gateway, "camera", true);
  const clip = gateway.invoke("camera.clip", { durationMs: 50_000 }, { timeoutMs: 60_000 });
  expect((await clip.result).error?.code).toBe("PAYLOAD_TOO_LARGE");
  await untilAllIsOver(app);
});

simulated("on a Mac, locking ends a clip, and a permission that is missing is told", async () => {
  const { app, page, gateway } = await connectedApp({
    platform: "darwin",
    mediaStatus: { camera: "not-determined", microphone: "denied", screen: "denied" },
  });
  await turn(page, gateway, "camera", true);
  await turn(page, gateway, "screen", true);
  const silent = { durationMs: 30_000, includeAudio: false };
  const clip = gateway.invoke("camera.clip", silent, { timeoutMs: 60_000 });
  await until("its page is there", async () => (await app.facts()).windows.length === 2);
  await until("the clip is under way", shows(app, CAMERA_SIGN));
  await app.power("lock-screen");
  expect((await clip.result).error?.code).toBe("NODE_BACKGROUND_UNAVAILABLE");
  await app.power("unlock-screen");

  const loud = await gateway.invoke("camera.clip", { durationMs: 1_000 }).result;
  expect(loud.error?.code).toBe("MIC_PERMISSION_REQUIRED");
  const screen = await gateway.invoke("screen.snapshot", {}).result;
  expect(screen.error?.code).toBe("SCREEN_RECORDING_PERMISSION_REQUIRED");
  await untilAllIsOver(app);
});

scenario("the person's own window gets no camera, no screen and no names while a capture lasts", async () => {
  const { app, page, gateway } = await connectedApp();
  await turn(page, gateway, "camera", true);
  const clip = gateway.invoke("camera.clip", { durationMs: 2_000 });
  await until("the clip is under way", shows(app, CAMERA_SIGN));
  const got = await page.evaluate(async () => {
    const { mediaDevices } = (
      globalThis as unknown as {
        navigator: {
          mediaDevices: {
            getUserMedia(request: object): Promise<unknown>;
            getDisplayMedia(request: object): Promise<unknown>;
            enumerateDevices(): Promise<{ label: string }[]>;
          };
        };
      }
    ).navigator;
    const nameOf = (error: { name: string }) => error.name;
    return {
      camera: await mediaDevices.getUserMedia({ video: true }).catch(nameOf),
      screen: await mediaDevices.getDisplayMedia({ video: true }).catch(nameOf),
      names: (await mediaDevices.enumerateDevices()).map(({ label }) => label).join(""),
    };
  });
  // Its session has nobody who could give it a screen.
  expect(got).toEqual({ camera: "NotAllowedError", screen: "NotSupportedError", names: "" });
  media(await clip.result);
});
