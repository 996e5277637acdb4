import type { DesktopCapturerSource } from "electron";
import { expect, test } from "vitest";
import { newlyNeeded } from "../../src/main/capture/ask-at-switch.ts";
import { MAX_CHOICE, screenChoice } from "../../src/main/capture/screen-choice.ts";
import type { CapabilityName, CapabilityStatus } from "../../src/shared/capability.ts";
import { ManualClock } from "../support/clock.ts";

const screen = { id: "screen:1:0" } as DesktopCapturerSource;
const never = () => new AbortController().signal;

/** A desktop whose dialog stays open until the test answers it. */
function dialogs() {
  const open: ((sources: DesktopCapturerSource[]) => void)[] = [];
  const list = () => new Promise<DesktopCapturerSource[]>((resolve) => open.push(resolve));
  return { open, list };
}

test("a dialog that nobody answers ends after two minutes with a sentence, and not before", async () => {
  const clock = new ManualClock();
  const { list } = dialogs();
  let ended: unknown = null;
  void screenChoice(
    list,
    clock,
  )(never()).then((result) => {
    ended = result;
  });
  clock.advance(MAX_CHOICE - 1);
  await Promise.resolve();
  expect(ended).toBe(null);
  clock.advance(1);
  await expect.poll(() => ended).toMatchObject({ ok: false, failure: { kind: "failed" } });
  expect(JSON.stringify(ended)).toContain("nobody chose a screen");
});

test("while a dialog is open no second one is opened over it; whoever asked meanwhile is asked for after it", async () => {
  const { open, list } = dialogs();
  const choose = screenChoice(list, new ManualClock());
  const first = choose(never());
  const second = choose(never());
  await expect.poll(() => open.length).toBe(1);
  open[0]?.([screen]);
  expect(await first).toEqual({ ok: true, value: [screen] });
  await expect.poll(() => open.length).toBe(2);
  open[1]?.([]);
  expect(await second).toMatchObject({ ok: false, failure: { kind: "failed" } });
});

test("a capture that is no longer wanted waits for no dialog and opens none", async () => {
  const { open, list } = dialogs();
  const choose = screenChoice(list, new ManualClock());
  const first = choose(never());
  const cancelled = new AbortController();
  const second = choose(cancelled.signal);
  cancelled.abort();
  expect(await second).toMatchObject({ ok: false });
  await expect.poll(() => open.length).toBe(1);
  open[0]?.([screen]);
  await first;
  await new Promise((resolve) => setImmediate(resolve));
  expect(open).toHaveLength(1);
});

test("a list that fails is a failure with its reason", async () => {
  const choose = screenChoice(() => Promise.reject(new Error("no portal")), new ManualClock());
  expect(JSON.stringify(await choose(never()))).toContain("no portal");
});

const status = (name: CapabilityName, on: boolean): CapabilityStatus => ({
  name,
  on,
  available: true,
  commands: [],
});

test("the system is asked when screen or camera is switched on here, and for nothing that was on before", () => {
  const off = [status("screen", false), status("camera", false), status("run", false)];
  expect(newlyNeeded(off, [status("screen", true), status("camera", false), status("run", true)])).toEqual([
    "screen",
  ]);
  expect(newlyNeeded(off, [status("screen", false), status("camera", true)])).toEqual([
    "camera",
    "microphone",
  ]);
  expect(newlyNeeded([], [status("screen", true)])).toEqual([]);
  expect(newlyNeeded([status("screen", true)], [status("screen", true)])).toEqual([]);
});
