import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import type { BrowserWindow } from "electron";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyPageColor, whenFitToAppear } from "../../src/main/window/first-appearance.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A new window, with how often it was to appear. */
function newWindow(onWayland: boolean) {
  const page = new EventEmitter();
  const window = Object.assign(new EventEmitter(), { webContents: page, isDestroyed: () => false });
  let appeared = 0;
  whenFitToAppear(window as unknown as BrowserWindow, { onWayland }, () => {
    appeared += 1;
  });
  return { window, page, appeared: () => appeared };
}

test("under Wayland a new window appears at once, and once", () => {
  const { window, page, appeared } = newWindow(true);
  expect(appeared()).toBe(1);
  page.emit("did-finish-load");
  window.emit("ready-to-show");
  vi.advanceTimersByTime(10_000);
  expect(appeared()).toBe(1);
});

test.each(["ready-to-show", "did-finish-load", "did-fail-load"])("elsewhere it waits for %s", (event) => {
  const { window, page, appeared } = newWindow(false);
  expect(appeared()).toBe(0);
  (event === "ready-to-show" ? window : page).emit(event);
  expect(appeared()).toBe(1);
  page.emit("did-finish-load");
  vi.advanceTimersByTime(10_000);
  expect(appeared()).toBe(1);
});

test("one that is never drawn appears after two seconds, unless it was closed before", () => {
  const drawnNever = newWindow(false);
  const closed = newWindow(false);
  closed.window.emit("closed");
  vi.advanceTimersByTime(1_999);
  expect(drawnNever.appeared()).toBe(0);
  vi.advanceTimersByTime(1);
  expect([drawnNever.appeared(), closed.appeared()]).toEqual([1, 0]);
});

test("what it shows before its page is the colour of the page", () => {
  const tokens = readFileSync(new URL("../../src/renderer/styles/tokens.css", import.meta.url), "utf8");
  expect(tokens).toContain(
    `--page: light-dark(${emptyPageColor({ dark: false })}, ${emptyPageColor({ dark: true })});`,
  );
});
