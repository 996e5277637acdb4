import { expect, test } from "vitest";
import { readSwitch } from "../../src/main/lifecycle/start-options.ts";
import { drawsOnWayland } from "../../src/main/window/wayland.ts";

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
