import { execFileSync, spawn } from "node:child_process";
import { expect, onTestFinished, type TestContext } from "vitest";
import type { DriverProblem } from "../../../src/core/computer/driver.ts";
import { openX11Driver, type X11Options } from "../../../src/core/computer/x11/open.ts";
import { findProgram } from "../../../src/core/tools/desktop/program.ts";
import type { Result } from "../../../src/shared/result.ts";
import { startX11Display } from "../../e2e/x11-display.ts";

/** A desktop of its own, on which programs are started and seen to get what the driver does. */
export interface TestDesktop {
  readonly DISPLAY: string;
  run(program: string, ...words: readonly string[]): string;
  /** Lasts as long as the test; its lines so far. */
  start(
    program: string,
    ...words: readonly string[]
  ): { readonly pid: number; readonly output: () => string };
  /** Ends the X server. */
  end(): Promise<void>;
}

/** Skips the test where one of the programs is missing. */
export async function testDesktop(
  context: TestContext,
  ...programs: readonly string[]
): Promise<TestDesktop> {
  for (const name of ["Xvfb", ...programs]) {
    if (process.platform !== "linux" || findProgram(name, process.env, "linux") === null) {
      return context.skip(`no ${name} on this machine`);
    }
  }
  const display = await startX11Display();
  let isOn = true;
  const end = async () => {
    if (isOn) await display.dispose();
    isOn = false;
  };
  onTestFinished(end);
  const env = { ...process.env, DISPLAY: display.name, NO_AT_BRIDGE: "1" };
  return {
    DISPLAY: display.name,
    end,
    run: (program, ...words) => execFileSync(program, words, { env, encoding: "utf8", stdio: "pipe" }),
    start(program, ...words) {
      const child = spawn(program, words, { env, stdio: ["ignore", "pipe", "ignore"] });
      onTestFinished(() => void child.kill());
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (data: string) => {
        output += data;
      });
      if (child.pid === undefined) throw new Error(`${program} was not started`);
      return { pid: child.pid, output: () => output };
    },
  };
}

/** A window manager that is ready: it takes every click first, and holds back what comes after it. */
export async function withWindowManager(desktop: TestDesktop): Promise<void> {
  desktop.start("openbox", "--sm-disable", "--config-file", "/dev/null");
  await expect.poll(() => desktop.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")).toContain("window id");
}

export async function openDriver(desktop: TestDesktop, options: Partial<X11Options> = {}) {
  const { DISPLAY } = desktop;
  const opened = await openX11Driver({ environment: { DISPLAY }, ownPids: () => new Set(), ...options });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  onTestFinished(() => opened.value.dispose());
  return opened.value;
}

/** A window that writes down what reaches it. */
export async function recorder(desktop: TestDesktop, geometry = "600x500+50+60") {
  const xev = desktop.start(
    "xev",
    "-geometry",
    geometry,
    "-event",
    "mouse",
    "-event",
    "button",
    "-event",
    "keyboard",
  );
  await expect.poll(() => desktop.run("xwininfo", "-name", "Event Tester")).toContain("IsViewable");
  return {
    pid: xev.pid,
    /** `press 1 at 100,120 with 0x0`, in the pixels of the whole desktop. */
    buttons: () => happenings(xev.output()).filter((line) => !line.startsWith("move")),
    all: () => happenings(xev.output()),
  };
}

function happenings(output: string): string[] {
  return output.split(/\n(?=\S)/).flatMap((entry) => {
    const kind = /^(\w+) event/.exec(entry)?.[1];
    const [, x, y] = /root:\((-?\d+),(-?\d+)\)/.exec(entry) ?? [];
    const [, state] = /state (0x[0-9a-f]+)/.exec(entry) ?? [];
    const [, button] = /button (\d+)/.exec(entry) ?? [];
    const name = { ButtonPress: "press", ButtonRelease: "release", MotionNotify: "move" }[kind ?? ""];
    if (name === undefined) return [];
    return [[name, ...(button ? [button] : []), "at", `${x},${y}`, "with", state].join(" ")];
  });
}

export const done: Result<void, DriverProblem> = { ok: true, value: undefined };
export const never = new AbortController().signal;
