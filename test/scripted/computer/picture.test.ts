import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { ScreenPixels } from "../../../src/core/computer/x11/pixels.ts";
import { screenPixels } from "../../../src/core/computer/x11/screen-pixels.ts";
import { missingForGtk } from "../../e2e/text-field.ts";
import { done, never, openDriver, python, recorder, type TestDesktop, testDesktop } from "./desktop.ts";

type Choose = Parameters<typeof screenPixels>[1];

const first: Choose = (displays) => displays[0] ?? null;
async function seen(
  { DISPLAY }: Pick<TestDesktop, "DISPLAY">,
  choose: Choose = first,
): Promise<ScreenPixels> {
  const pixels = await screenPixels({ DISPLAY }, choose, never);
  if (pixels === null) throw new Error("there is no picture");
  return pixels;
}

/** As eight hexadecimal digits: red, green, blue, opacity. */
function pixelAt({ bytes, width }: ScreenPixels, x: number, y: number): string {
  const [blue, green, red, opacity] = bytes.subarray((y * width + x) * 4);
  return Buffer.from([red, green, blue, opacity] as number[]).toString("hex");
}

test("a picture is what the display shows, to the pixel, with the pointer", async (context) => {
  const desktop = await testDesktop(context, "xev", "xsetroot", "xwininfo");
  const missing = missingForGtk();
  if (missing !== null) context.skip(missing);
  desktop.run("xsetroot", "-solid", "#12ab34");
  const driver = await openDriver(desktop);
  expect(await driver.move(0, { x: 700, y: 400 }, never)).toEqual(done);
  await recorder(desktop, "300x200+100+50");
  await expect.poll(async () => pixelAt(await seen(desktop), 200, 100)).not.toBe("12ab34ff");

  const picture = await seen(desktop);
  expect([picture.width, picture.height]).toEqual([1_280, 720]);
  const script = fileURLToPath(new URL("root-pixels.py", import.meta.url));
  const env = { ...process.env, DISPLAY: desktop.DISPLAY };
  const expected = execFileSync(python, [script], { env, maxBuffer: 16_000_000 });
  const differing: (readonly [x: number, y: number])[] = [];
  for (let at = 0; at < 1_280 * 720; at += 1) {
    const [x, y] = [at % 1_280, Math.floor(at / 1_280)] as const;
    if (pixelAt(picture, x, y) !== `${expected.toString("hex", at * 3, at * 3 + 3)}ff`)
      differing.push([x, y]);
  }
  // The other program leaves the pointer out.
  expect(differing.length).toBeGreaterThan(5);
  expect(differing.filter(([x, y]) => Math.abs(x - 700) > 32 || Math.abs(y - 400) > 32)).toEqual([]);
});

test("a part of the desktop, a pointer at its edge, and a part that does not exist", async (context) => {
  const desktop = await testDesktop(context, "xsetroot", "xdotool");
  desktop.run("xsetroot", "-solid", "#0000ff");
  desktop.run("xdotool", "mousemove", "0", "0");
  const part =
    (x: number, width: number): Choose =>
    () => ({ index: 1, x, y: 700, width, height: 20, primary: false });
  const picture = await seen(desktop, part(1_000, 280));
  expect([picture.width, picture.height, picture.bytes.length]).toEqual([280, 20, 280 * 20 * 4]);
  const blue = "0000ffff";
  expect([pixelAt(picture, 0, 0), pixelAt(picture, 279, 19)]).toEqual([blue, blue]);
  expect(await screenPixels({ DISPLAY: desktop.DISPLAY }, part(1_100, 280), never)).toBeNull();
  // Its tip is in the last pixel, and the rest of it nowhere.
  desktop.run("xdotool", "mousemove", "1279", "719");
  await expect.poll(async () => pixelAt(await seen(desktop, part(1_000, 280)), 279, 19)).not.toBe(blue);
});

test("there is none where it would not be the desktop, nor when it is not wanted", async (context) => {
  const desktop = await testDesktop(context);
  const { DISPLAY } = desktop;
  expect(await screenPixels({ DISPLAY }, () => null, never)).toBeNull();
  expect(await screenPixels({ DISPLAY, WAYLAND_DISPLAY: "wayland-0" }, first, never)).toBeNull();
  expect(await screenPixels({ DISPLAY }, first, AbortSignal.abort())).toBeNull();
  expect(await screenPixels({ DISPLAY: `${DISPLAY}.7` }, first, never)).toBeNull();
  expect(await screenPixels({ DISPLAY: "elsewhere:0" }, first, never)).toBeNull();
  expect(await screenPixels({}, first, never)).toBeNull();
  await desktop.end();
  expect(await screenPixels({ DISPLAY }, first, never)).toBeNull();
});
