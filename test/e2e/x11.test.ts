import { expect } from "vitest";
import { keep, look, type MediaPayload, play, turn } from "./captures.ts";
import { connectedApp, onRealElectron } from "./scenario.ts";
import { onX11Display } from "./shown-display.ts";
import { missingForX11 } from "./x11-display.ts";

/** Chromium captures a display that is really there, and meets the cameras that are: none. */
const { display, scenario } = onX11Display(
  onRealElectron ? "only the stand-in can pretend to be this computer" : missingForX11(),
);

/** Which of red, green and blue a corner of the picture is, whatever a codec made of it. */
const strongest = (corner: readonly number[]): string | undefined =>
  ["red", "green", "blue"][corner.indexOf(Math.max(...corner))];

scenario("what stands on the screen now is what arrives, in a picture and in a recording", async () => {
  const { page, gateway } = await connectedApp();
  await turn(page, gateway, "screen", true);
  const seen: unknown[] = [];
  for (const colour of ["red", "blue", "green"]) {
    display()?.paint(colour);
    const { payload } = await gateway.invoke("screen.snapshot", { format: "png" }).result;
    keep(`x11-${colour}.png`, payload as MediaPayload);
    const { width, height, corner } = await look(page, "image/png", (payload as MediaPayload).base64);
    seen.push([width, height, strongest(corner)]);
  }
  expect(seen).toEqual([
    [1_280, 720, "red"],
    [1_280, 720, "blue"],
    [1_280, 720, "green"],
  ]);

  const recording = await gateway.invoke("screen.record", { durationMs: 1_000, fps: 5 }).result;
  const { base64 } = recording.payload as MediaPayload;
  expect(await play(page, base64)).toMatchObject({ width: 1_280, height: 720 });
});

scenario("a picture comes from the X server, and no page is opened for it as for a recording", async () => {
  const env = { DISPLAY: display()?.name ?? "", XDG_SESSION_TYPE: "x11" };
  const { page, gateway } = await connectedApp({ env });
  await turn(page, gateway, "screen", true);
  let opened = 0;
  page.context().on("page", () => {
    opened += 1;
  });
  display()?.paint("blue");
  const { payload } = await gateway.invoke("screen.snapshot", { format: "png" }).result;
  const { corner } = await look(page, "image/png", (payload as MediaPayload).base64);
  expect([strongest(corner), opened]).toEqual(["blue", 0]);
  await gateway.invoke("screen.record", { durationMs: 500, fps: 5 }).result;
  expect(opened).toBe(1);
});

scenario("a computer without a camera lists none, and says so when one is asked for", async () => {
  const { page, gateway } = await connectedApp();
  await turn(page, gateway, "camera", true);
  expect(await gateway.invoke("camera.list", {}).result).toMatchObject({
    ok: true,
    payload: { devices: [] },
  });
  const snap = await gateway.invoke("camera.snap", {}).result;
  expect(snap.error?.code).toBe("CAMERA_UNAVAILABLE");
});
