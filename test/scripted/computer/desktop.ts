import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, type TestContext } from "vitest";
import type { DriverProblem } from "../../../src/core/computer/driver.ts";
import { displayPlace } from "../../../src/core/computer/x11/display-name.ts";
import { type Hands, openHands } from "../../../src/core/computer/x11/hands.ts";
import { inputDevices } from "../../../src/core/computer/x11/input-events.ts";
import { openX11Driver, type X11Options } from "../../../src/core/computer/x11/open.ts";
import { extension, inputFocus, words } from "../../../src/core/computer/x11/requests.ts";
import { connectTo, type XConnection } from "../../../src/core/computer/x11/wire.ts";
import { systemClock } from "../../../src/core/time/clock.ts";
import { findProgram } from "../../../src/core/tools/desktop/program.ts";
import type { Result } from "../../../src/shared/result.ts";
import { missingForGtk } from "../../e2e/text-field.ts";
import { startX11Display } from "../../e2e/x11-display.ts";
import { missingForAccessibility, startAccessibilityBus } from "../../support/accessibility-bus.ts";
import { memoryMark } from "../../support/memory-mark.ts";

interface Started {
  readonly pid: number;
  readonly output: () => string;
  readonly end: () => void;
}

/** A desktop of its own, on which programs are started and seen to get what the driver does. */
export interface TestDesktop {
  readonly DISPLAY: string;
  run(program: string, ...words: readonly string[]): string;
  /** Lasts as long as the test; its lines so far. */
  start(program: string, ...words: readonly string[]): Started;
  /** Ends the X server. */
  end(): Promise<void>;
  /** Makes it answer nobody any more. */
  hang(): void;
}

/** Skips the test where one of the programs is missing. */
export async function testDesktop(
  context: TestContext,
  ...programs: readonly string[]
): Promise<TestDesktop> {
  return desktopWith(context, programs, { NO_AT_BRIDGE: "1" });
}

/** One on which programs tell assistive technologies what they show; `environment` is what finds these. */
export async function telling(context: TestContext, ...programs: readonly string[]) {
  const missing = missingForAccessibility();
  if (missing !== null) context.skip(missing);
  const environment = await startAccessibilityBus();
  return { ...(await desktopWith(context, programs, environment)), environment };
}

async function desktopWith(
  context: TestContext,
  programs: readonly string[],
  environment: NodeJS.ProcessEnv,
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
  const env = { ...process.env, DISPLAY: display.name, LC_ALL: "C.UTF-8", ...environment };
  return {
    DISPLAY: display.name,
    end,
    hang: display.hang,
    run: (program, ...words) => execFileSync(program, words, { env, encoding: "utf8", stdio: "pipe" }),
    start(program, ...words) {
      const child = spawn(program, words, { env, stdio: ["ignore", "pipe", "ignore"] });
      const exited = new Promise((resolve) => child.once("close", resolve));
      onTestFinished(async () => {
        child.kill();
        // Its folder goes next.
        await exited;
      });
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (data: string) => {
        output += data;
      });
      if (child.pid === undefined) throw new Error(`${program} was not started`);
      return { pid: child.pid, output: () => output, end: () => void child.kill() };
    },
  };
}

/** A window manager that is ready: it takes every click first, and holds back what comes after it. */
export async function withWindowManager(desktop: TestDesktop): Promise<Started> {
  const started = desktop.start("openbox", "--sm-disable", "--config-file", "/dev/null");
  await expect.poll(() => desktop.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")).toContain("window id");
  return started;
}

export async function openDriver(desktop: TestDesktop, options: Partial<X11Options> = {}) {
  const { DISPLAY } = desktop;
  const environment = { DISPLAY, ...options.environment };
  const opened = await openX11Driver({
    mark: memoryMark(),
    ownPids: () => new Set(),
    ...options,
    environment,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  onTestFinished(() => opened.value.dispose());
  return opened.value;
}

const NO_COOKIE = { name: "", data: Buffer.alloc(0) };

/**
 * Somebody else's hand on the mouse, who does not wait for programs to start: through the device that the driver uses as
 * well, or one of its own.
 */
export async function person(desktop: TestDesktop, device?: "another mouse"): Promise<Hands> {
  const place = displayPlace(desktop.DISPLAY);
  const x = await connectTo(place?.socketPath ?? "", NO_COOKIE, systemClock);
  onTestFinished(() => x.close());
  const [xtest, input] = [await extension(x, "XTEST"), await extension(x, "XInputExtension")];
  const root = x.setup.screens[0]?.root;
  if (!xtest || !input || !root) throw new Error("there is no XTEST");
  if (device) await attachMouse(x, input);
  return openHands(x, xtest, root, () => {});
}

/**
 * A second pair of pointer and keyboard, through which XTEST acts for this connection. Source: the X Input Extension 2.x,
 * "XIChangeHierarchy" (43, adding a master: 1), "XISetClientPointer" (44).
 */
async function attachMouse(x: XConnection, input: number): Promise<void> {
  const name = Buffer.from("another\0", "latin1");
  const change = Buffer.from([1, 0, 0, 0, 1, 0, 4, 0, name.length, 0, 1, 1]);
  x.send(input, 43, Buffer.concat([change, name]));
  const made = (await inputDevices(x, input)).find((one) => /^another\W* pointer$/.test(one.name));
  if (made === undefined) throw new Error("no second mouse was made");
  x.send(input, 44, words(0, made.id));
}

/** Makes a window one that mice do not see. Source: the Shape Extension, "ShapeRectangles" (1), of kind input (2). */
export async function letThrough(desktop: TestDesktop, window: number): Promise<void> {
  const x = await connectTo(displayPlace(desktop.DISPLAY)?.socketPath ?? "", NO_COOKIE, systemClock);
  const shape = await extension(x, "SHAPE");
  x.send(shape ?? 0, 1, words(2 << 8, window, 0));
  await inputFocus(x);
  x.close();
}

export const python = "/usr/bin/python3";

/** A window of GTK with a field for text, which has the focus. */
export async function textField(context: TestContext, desktop: TestDesktop, ...words: readonly string[]) {
  const started = startEntry(context, desktop, ...words);
  await expect.poll(() => desktop.run("xdotool", "getwindowfocus", "getwindowname")).toBe("Entry\n");
  return started;
}

/** The same, which need not have the focus. */
export function startEntry(context: TestContext, desktop: TestDesktop, ...words: readonly string[]) {
  const missing = missingForGtk();
  if (missing !== null) context.skip(missing);
  const program = desktop.start(python, fileURLToPath(new URL("entry.py", import.meta.url)), ...words);
  return {
    pid: program.pid,
    end: program.end,
    /** What is in it. */
    text: (): string => JSON.parse(program.output().trimEnd().split("\n").at(-1) || '""'),
  };
}

/** A window that writes down what reaches it. */
export async function recorder(desktop: TestDesktop, geometry = "600x500+50+60", name = "Event Tester") {
  const events = ["mouse", "button", "keyboard"].flatMap((kind) => ["-event", kind]);
  const xev = desktop.start("xev", "-name", name, "-geometry", geometry, ...events);
  await expect.poll(() => desktop.run("xwininfo", "-name", name)).toContain("IsViewable");
  const id = () => Number(/Window id: (0x[0-9a-f]+)/.exec(desktop.run("xwininfo", "-name", name))?.[1]);
  return {
    pid: xev.pid,
    id,
    isFocused: () => Number(desktop.run("xdotool", "getwindowfocus")) === id(),
    /** `press 1 at 100,120 with 0x0`, in the pixels of the whole desktop. */
    buttons: () => mouseEvents(xev.output()).filter((line) => !line.startsWith("move")),
    all: () => mouseEvents(xev.output()),
    /** `press 38 a with 0x0`, and releases. */
    keys: () => keyEvents(xev.output()).map(({ told }) => told),
    /** What its keys gave, as text. */
    text: () =>
      Buffer.from(
        keyEvents(xev.output()).flatMap(({ told, bytes }) => (/^press/.test(told) ? bytes : [])),
      ).toString(),
  };
}

/** Each begins at the start of a line, and is told when the next one begins or an empty line ends it. */
const entries = (output: string) => output.split("\n\n");

function mouseEvents(output: string): string[] {
  return entries(output).flatMap((entry) => {
    const kind = /^(\w+) event/m.exec(entry)?.[1];
    const [, x, y] = /root:\((-?\d+),(-?\d+)\)/.exec(entry) ?? [];
    const [, state] = /state (0x[0-9a-f]+)/.exec(entry) ?? [];
    const [, button] = /button (\d+)/.exec(entry) ?? [];
    const name = { ButtonPress: "press", ButtonRelease: "release", MotionNotify: "move" }[kind ?? ""];
    if (name === undefined || state === undefined) return [];
    return [[name, ...(button ? [button] : []), "at", `${x},${y}`, "with", state].join(" ")];
  });
}

function keyEvents(output: string): { readonly told: string; readonly bytes: readonly number[] }[] {
  return entries(output).flatMap((entry) => {
    const kind = /^Key(Press|Release) event/m.exec(entry)?.[1]?.toLowerCase();
    const [, state, keycode, symbol] =
      /state (0x[0-9a-f]+), keycode (\d+) \(keysym \w+, ([^)]+)\)/.exec(entry) ?? [];
    if (kind === undefined || symbol === undefined) return [];
    const bytes = /XLookupString gives \d+ bytes: \(([^)]*)\)/.exec(entry)?.[1]?.split(" ") ?? [];
    return [
      {
        told: `${kind} ${keycode} ${symbol} with ${state}`,
        bytes: bytes.map((byte) => Number.parseInt(byte, 16)),
      },
    ];
  });
}

export const done: Result<void, DriverProblem> = { ok: true, value: undefined };
export const never = new AbortController().signal;
