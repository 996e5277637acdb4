import { expect, onTestFinished, test } from "vitest";
import { done, never, openDriver, recorder, testDesktop, withWindowManager } from "./desktop.ts";

const programs = ["openbox", "xev", "xprop", "xwininfo"] as const;

test("a click reaches the exact pixel, with each button and as often as asked for", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  await withWindowManager(desktop);
  const driver = await openDriver(desktop);
  const window = await recorder(desktop);
  expect(await driver.click(0, { x: 203, y: 307 }, "left", 1, [], never)).toEqual(done);
  expect(await driver.click(0, null, "right", 1, [], never)).toEqual(done);
  expect(await driver.click(0, { x: 204, y: 308 }, "middle", 2, [], never)).toEqual(done);
  const pair = (button: number, at: string, state: string) => [
    `press ${button} at ${at} with 0x0`,
    `release ${button} at ${at} with ${state}`,
  ];
  await expect
    .poll(window.buttons)
    .toEqual([
      ...pair(1, "203,307", "0x100"),
      ...pair(3, "203,307", "0x400"),
      ...pair(2, "204,308", "0x200"),
      ...pair(2, "204,308", "0x200"),
    ]);
  expect(await driver.cursor()).toEqual({ ok: true, value: { display: 0, x: 204, y: 308 } });
});

test("a click that a window manager holds back is not made a drag by what follows", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  const manager = await withWindowManager(desktop);
  const driver = await openDriver(desktop);
  const window = await recorder(desktop);
  await driver.move(0, { x: 200, y: 200 }, never);
  process.kill(manager.pid, "SIGSTOP");
  onTestFinished(() => void process.kill(manager.pid, "SIGCONT"));
  const clicked = driver.click(0, { x: 300, y: 300 }, "right", 1, [], never);
  const moved = driver.move(0, { x: 400, y: 400 }, never);
  await expect.poll(driver.cursor).toEqual({ ok: true, value: { display: 0, x: 300, y: 300 } });
  expect(window.buttons()).toEqual([]);
  process.kill(manager.pid, "SIGCONT");
  expect([await clicked, await moved]).toEqual([done, done]);
  const expected = ["press 3 at 300,300 with 0x0", "release 3 at 300,300 with 0x400"];
  await expect.poll(window.buttons).toEqual(expected);
});

test("the wheel turns in four directions, by as many steps as asked for", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  await withWindowManager(desktop);
  const driver = await openDriver(desktop);
  const window = await recorder(desktop);
  for (const direction of ["up", "down", "left", "right"] as const) {
    expect(await driver.scroll(0, { x: 300, y: 300 }, direction, 3, [], never)).toEqual(done);
  }
  await expect
    .poll(() => window.buttons().flatMap((line) => /press (\d) at 300,300/.exec(line)?.[1] ?? []))
    .toEqual([..."444555666777"]);
});

test("a drag moves with the button down, and lets go at its end", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  await withWindowManager(desktop);
  const driver = await openDriver(desktop);
  const window = await recorder(desktop);
  expect(await driver.drag(0, { x: 200, y: 200 }, { x: 400, y: 301 }, [], never)).toEqual(done);
  await expect.poll(() => window.buttons().length).toBe(2);
  expect(window.buttons()).toEqual(["press 1 at 200,200 with 0x0", "release 1 at 400,301 with 0x100"]);
  const moved = window.all().filter((line) => line.startsWith("move") && line.endsWith("with 0x100"));
  expect(moved.length).toBeGreaterThan(8);
});

test("a button that was pressed stays down from action to action, until it is released", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  const driver = await openDriver(desktop);
  const window = await recorder(desktop);
  await driver.move(0, { x: 100, y: 100 }, never);
  expect(await driver.press("left", true, never)).toEqual(done);
  expect(await driver.move(0, { x: 101, y: 102 }, never)).toEqual(done);
  expect(await driver.press("left", false, never)).toEqual(done);
  expect(await driver.press("left", true, never)).toEqual(done);
  await driver.release();
  const [pressed, released] = ["press 1 at 101,102 with 0x0", "release 1 at 101,102 with 0x100"];
  await expect.poll(window.buttons).toEqual(["press 1 at 100,100 with 0x0", released, pressed, released]);
});

test("a point beyond the edge is the edge, and another display is refused", async (context) => {
  const desktop = await testDesktop(context);
  const driver = await openDriver(desktop);
  expect(await driver.move(0, { x: 5_000, y: 99.6 }, never)).toEqual(done);
  expect(await driver.cursor()).toEqual({ ok: true, value: { display: 0, x: 1_279, y: 100 } });
  const refused = { ok: false, failure: { kind: "unsupported-display" } };
  expect(await driver.click(1, { x: 1, y: 1 }, "left", 1, [], never)).toEqual(refused);
});

test("points count from the top left of the monitor they name; the primary one is the first", async (context) => {
  const desktop = await testDesktop(context, "xrandr", "xdotool");
  const driver = await openDriver(desktop);
  desktop.run("xrandr", "--setmonitor", "left", "800/200x720/200+0+0", "screen");
  desktop.run("xrandr", "--setmonitor", "*right", "480/120x600/120+800+100", "none");
  const [right, left] = [
    { index: 0, x: 800, y: 100, width: 480, height: 600, primary: true },
    { index: 1, x: 0, y: 0, width: 800, height: 720, primary: false },
  ];
  expect(await driver.displays()).toEqual({ ok: true, value: [right, left] });
  expect(await driver.move(0, { x: 7, y: 8 }, never)).toEqual(done);
  expect(desktop.run("xdotool", "getmouselocation")).toContain("x:807 y:108");
  expect(await driver.cursor()).toEqual({ ok: true, value: { display: 0, x: 7, y: 8 } });
  expect(await driver.move(1, { x: 7, y: 8 }, never)).toEqual(done);
  expect(await driver.cursor()).toEqual({ ok: true, value: { display: 1, x: 7, y: 8 } });
});
