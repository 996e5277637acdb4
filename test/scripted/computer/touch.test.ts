import { expect, test, vi } from "vitest";
import { openX11Driver } from "../../../src/core/computer/x11/open.ts";
import { ANSWER_PATIENCE } from "../../../src/core/computer/x11/wire.ts";
import { ManualClock } from "../../support/clock.ts";
import { memoryMark } from "../../support/memory-mark.ts";
import {
  done,
  letThrough,
  never,
  openDriver,
  person,
  recorder,
  testDesktop,
  withWindowManager,
} from "./desktop.ts";

const programs = ["openbox", "xev", "xprop", "xwininfo", "xdotool"] as const;
const interrupted = { ok: false, failure: { kind: "interrupted" } };

test("hundreds of its own actions are no touch, and another's is one", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  await withWindowManager(desktop);
  const driver = await openDriver(desktop);
  const window = await recorder(desktop);
  const touched = vi.fn();
  driver.onTouch(touched);
  for (let time = 0; time < 300; time += 1) {
    expect(await driver.click(0, { x: 100 + time, y: 300 }, "left", 1, [], never)).toEqual(done);
    // The frame, which the window manager takes for itself.
    if (time % 10 === 0) await driver.click(0, { x: 100 + time, y: 52 }, "left", 1, [], never);
    if (time % 20 === 0) await driver.drag(0, { x: 100, y: 200 }, { x: 110, y: 220 }, [], never);
  }
  await expect.poll(() => window.buttons().length).toBeGreaterThanOrEqual(630);
  expect(touched).not.toHaveBeenCalled();
  // Twice to the same place, of which the server tells once.
  await driver.move(0, { x: 5, y: 5 }, never);
  await driver.move(0, { x: 5, y: 5 }, never);
  desktop.run("xdotool", "mousemove_relative", "9", "9");
  await expect.poll(() => touched.mock.calls.length).toBe(1);
});

test("a touch ends an action within 50 ms, with the button released", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  await withWindowManager(desktop);
  const [driver, somebody] = [await openDriver(desktop), await person(desktop)];
  const window = await recorder(desktop);
  const took: number[] = [];
  // A machine that is busy now and then may keep us waiting ourselves.
  for (let time = 1; time <= 3; time += 1) {
    const dragging = driver.drag(0, { x: 200, y: 200 }, { x: 400, y: 300 }, [], never);
    await expect.poll(window.buttons, { interval: 1 }).toHaveLength(time * 2 - 1);
    const touchedAt = performance.now();
    somebody.moveTo(500, 500 + time);
    expect(await dragging).toEqual(interrupted);
    took.push(performance.now() - touchedAt);
    await expect.poll(window.buttons).toHaveLength(time * 2);
    expect(window.buttons().at(-1)).toMatch(/^release 1 /);
  }
  expect(Math.min(...took)).toBeLessThan(50);
  expect(await driver.move(0, { x: 200, y: 200 }, never)).toEqual(done);
});

test("what another device does is a touch while the same is expected of ours", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  const driver = await openDriver(desktop);
  const somebody = await person(desktop, "another mouse");
  const touched = vi.fn();
  driver.onTouch(touched);
  const moved = driver.move(0, { x: 10, y: 10 }, never);
  somebody.moveTo(10, 10);
  await expect.poll(() => touched.mock.calls.length).toBe(1);
  await moved;
});

test("a touch releases a button that was pressed before", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  const driver = await openDriver(desktop);
  const window = await recorder(desktop);
  await driver.move(0, { x: 100, y: 100 }, never);
  await driver.press("left", true, never);
  desktop.run("xdotool", "key", "a");
  await expect
    .poll(window.buttons)
    .toEqual(["press 1 at 100,100 with 0x0", "release 1 at 100,100 with 0x100"]);
});

test("a touch ends a wheel that turns for long", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  const driver = await openDriver(desktop);
  const somebody = await person(desktop);
  const window = await recorder(desktop);
  const scrolling = driver.scroll(0, { x: 200, y: 200 }, "down", 1_000_000, [], never);
  await expect.poll(window.buttons, { interval: 5 }).not.toHaveLength(0);
  somebody.button(9, true);
  expect(await scrolling).toEqual(interrupted);
});

test("a signal ends an action as a touch does, and one that has ended begins nothing", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  const driver = await openDriver(desktop);
  const window = await recorder(desktop);
  const ending = new AbortController();
  const dragging = driver.drag(0, { x: 200, y: 200 }, { x: 400, y: 300 }, [], ending.signal);
  await expect.poll(window.buttons, { interval: 1 }).toHaveLength(1);
  ending.abort();
  expect(await dragging).toEqual(interrupted);
  await expect.poll(window.buttons).toHaveLength(2);
  expect(await driver.click(0, { x: 200, y: 200 }, "left", 1, [], ending.signal)).toEqual(interrupted);
  expect(await driver.click(0, { x: 210, y: 210 }, "right", 1, [], never)).toEqual(done);
  await expect
    .poll(() => window.buttons().slice(2))
    .toEqual(["press 3 at 210,210 with 0x0", "release 3 at 210,210 with 0x400"]);
});

test("windows of these processes are not acted on", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  await withWindowManager(desktop);
  const own = new Set<number>();
  const driver = await openDriver(desktop, { ownPids: () => own });
  const window = await recorder(desktop);
  own.add(window.pid);
  const refused = { ok: false, failure: { kind: "own-window" } };
  const [inside, frame, outside] = [
    { x: 300, y: 300 },
    { x: 300, y: 70 },
    { x: 1_000, y: 600 },
  ];
  for (const at of [inside, frame]) {
    expect(await driver.click(0, at, "left", 1, [], never)).toEqual(refused);
    expect(await driver.scroll(0, at, "down", 1, [], never)).toEqual(refused);
    expect(await driver.press("left", true, never)).toEqual(refused);
    expect(await driver.drag(0, outside, at, [], never)).toEqual(refused);
    expect(await driver.drag(0, at, outside, [], never)).toEqual(refused);
  }
  expect(await driver.click(0, outside, "left", 1, [], never)).toEqual(done);
  own.clear();
  expect(await driver.click(0, { x: 301, y: 301 }, "left", 1, [], never)).toEqual(done);
  await expect
    .poll(window.buttons)
    .toEqual(["press 1 at 301,301 with 0x0", "release 1 at 301,301 with 0x100"]);
});

test("an own window through which clicks fall is not in their way", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  const below = await recorder(desktop, "600x500+50+60", "Below");
  const above = await recorder(desktop, "600x500+50+60", "Above");
  const driver = await openDriver(desktop, { ownPids: () => new Set([above.pid]) });
  const at = { x: 300, y: 300 };
  const refused = { ok: false, failure: { kind: "own-window" } };
  expect(await driver.click(0, at, "left", 1, [], never)).toEqual(refused);
  await letThrough(desktop, above.id());
  expect(await driver.click(0, at, "left", 1, [], never)).toEqual(done);
  await expect
    .poll(below.buttons)
    .toEqual(["press 1 at 300,300 with 0x0", "release 1 at 300,300 with 0x100"]);
});

test("what is held with the mouse is not carried into an own window", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  const own = await recorder(desktop, "200x200+900+600", "Own");
  const driver = await openDriver(desktop, { ownPids: () => new Set([own.pid]) });
  await recorder(desktop, "300x300+50+60");
  expect(await driver.move(0, { x: 100, y: 100 }, never)).toEqual(done);
  expect(await driver.press("left", true, never)).toEqual(done);
  const refused = { ok: false, failure: { kind: "own-window" } };
  expect(await driver.move(0, { x: 950, y: 650 }, never)).toEqual(refused);
  expect(await driver.cursor()).toEqual({ ok: true, value: { display: 0, x: 100, y: 100 } });
  // Without a button it is only looked at.
  expect(await driver.move(0, { x: 950, y: 650 }, never)).toEqual(done);
});

test("a server that goes away is told, in the middle of an action as well", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  const driver = await openDriver(desktop);
  const dragging = driver.drag(0, { x: 200, y: 200 }, { x: 400, y: 300 }, [], never);
  await desktop.end();
  const unavailable = { ok: false, failure: { kind: "unavailable", detail: expect.any(String) } };
  expect(await dragging).toEqual(unavailable);
  expect(await driver.click(0, null, "left", 1, [], never)).toEqual(unavailable);
  expect(await driver.displays()).toEqual(unavailable);
  await driver.release();
  driver.dispose();
});

test("a server that no longer answers is lost after a while, whatever was asked of it", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  const clock = new ManualClock();
  const driver = await openDriver(desktop, { clock });
  expect(await driver.move(0, { x: 100, y: 100 }, never)).toEqual(done);
  desktop.hang();
  let isOver = false;
  const typing = driver.type("a", never).finally(() => {
    isOver = true;
  });
  const looking = driver.displays();
  const later = () => {
    clock.advance(ANSWER_PATIENCE);
    return isOver;
  };
  await expect.poll(later).toBe(true);
  const unavailable = {
    ok: false,
    failure: { kind: "unavailable", detail: "the X server does not answer" },
  };
  expect(await typing).toEqual(unavailable);
  expect(await looking).toEqual(unavailable);
  await driver.release();
  driver.dispose();
});

test("a desktop of Wayland is not taken for one of X11", async (context) => {
  const { DISPLAY } = await testDesktop(context);
  const environment = { DISPLAY, WAYLAND_DISPLAY: "wayland-0" };
  expect(await openX11Driver({ environment, mark: memoryMark(), ownPids: () => new Set() })).toMatchObject({
    ok: false,
    failure: { kind: "unavailable", detail: expect.stringContaining("Wayland") },
  });
});

test.for([undefined, "", ":65000", "elsewhere:0", "nonsense"])(
  "no desktop is made up for %s",
  async (DISPLAY) => {
    expect(
      await openX11Driver({ environment: { DISPLAY }, mark: memoryMark(), ownPids: () => new Set() }),
    ).toEqual({
      ok: false,
      failure: { kind: "unavailable", detail: expect.any(String) },
    });
  },
);
