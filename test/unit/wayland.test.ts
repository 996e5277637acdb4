import { expect, test } from "vitest";
import { readSwitch } from "../../src/main/lifecycle/start-options.ts";
import { drawsOnWayland, isWaylandSession, isX11Desktop } from "../../src/main/window/wayland.ts";

const wayland = { XDG_SESSION_TYPE: "wayland" };
const ask = (ozonePlatform: string, env: Readonly<Record<string, string>>, platform = "linux") =>
  drawsOnWayland({ platform, ozonePlatform, env });

test("windows are Wayland's when the session is, unless the switch says otherwise", () => {
  expect(ask("", wayland)).toBe(true);
  expect(ask("auto", wayland)).toBe(true);
  expect(ask("x11", wayland)).toBe(false);
  expect(ask("wayland", { XDG_SESSION_TYPE: "x11" })).toBe(true);
  expect(ask("", { XDG_SESSION_TYPE: "x11" })).toBe(false);
  expect(ask("", {})).toBe(false);
  expect(ask("wayland", wayland, "win32")).toBe(false);
});

test("a switch is read by its whole name", () => {
  expect(readSwitch(["--ozone-platform-hint=auto", "--ozone-platform=x11"], "--ozone-platform")).toBe("x11");
  expect(readSwitch(["--ozone-platform-hint=auto"], "--ozone-platform")).toBe("");
});

test.each<[string, Record<string, string>, boolean]>([
  ["linux", { XDG_SESSION_TYPE: "wayland" }, true],
  ["linux", { WAYLAND_DISPLAY: "wayland-0" }, true],
  ["linux", { XDG_SESSION_TYPE: "x11", WAYLAND_DISPLAY: "wayland-0" }, false],
  ["linux", {}, false],
  ["darwin", { WAYLAND_DISPLAY: "wayland-0" }, false],
])("a Wayland session is told by its environment: %s %j", (platform, environment, expected) => {
  expect(isWaylandSession(platform, environment)).toBe(expected);
});

test.each<[string, boolean, Record<string, string>, boolean]>([
  ["linux", false, { DISPLAY: ":0" }, true],
  ["linux", false, { DISPLAY: ":0", XDG_SESSION_TYPE: "x11" }, true],
  ["linux", false, {}, false],
  ["linux", true, { DISPLAY: ":0" }, false],
  ["linux", false, { DISPLAY: ":0", XDG_SESSION_TYPE: "wayland" }, false],
  ["linux", false, { DISPLAY: ":0", WAYLAND_DISPLAY: "wayland-0" }, false],
  ["darwin", false, { DISPLAY: ":0" }, false],
])("an X11 desktop: %s, drawn by Wayland %s, %j", (platform, onWayland, environment, expected) => {
  expect(isX11Desktop(platform, onWayland, environment)).toBe(expected);
});
