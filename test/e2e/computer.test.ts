import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { markFile } from "../../src/core/computer/announced.ts";
import { CliProcess } from "../scripted/cli-process.ts";
import type { ScriptedGateway } from "../scripted/gateway.ts";
import {
  accessibilityOf,
  missingForAccessibility,
  startAccessibilityBus,
} from "../support/accessibility-bus.ts";
import type { App } from "./app.ts";
import { declares, flip, turn } from "./captures.ts";
import { appForTest, connectedApp, homeForTest, onRealElectron, trayLabels } from "./scenario.ts";
import { onX11Display } from "./shown-display.ts";
import { missingForGtk, startTextField } from "./text-field.ts";
import { until } from "./until.ts";
import { missingForX11 } from "./x11-display.ts";

/** A real X server, which tells where the pointer is; real Electron has its desktop's. */
const { display, scenario } = onX11Display(
  (onRealElectron ? null : missingForX11()) ?? missingForGtk(),
  !onRealElectron,
);

const execution = (name: string) => ({ executionId: `3f9ac27e-51d8-4b6e-8718-${name.padEnd(12, "0")}` });

function environment(): Record<string, string> {
  const shown = display();
  return shown === null ? {} : { DISPLAY: shown.name, XDG_SESSION_TYPE: "x11" };
}

const act = (gateway: ScriptedGateway, action: string, fields: object) =>
  gateway.invoke("computer.act", { action, screenIndex: 0, refWidth: 640, ...fields }, { timeoutMs: 30_000 });

/** A key pressed for an agent; under real Electron our own window has the keyboard, and gets none of it. */
const DONE = onRealElectron ? "COMPUTER_REFUSED_OWN_WINDOW" : "unverifiable";

const keyOutcome = ({ payload, error }: Awaited<ReturnType<ScriptedGateway["invoke"]>["result"]>) =>
  error?.code ?? (payload as { effect: string }).effect;

/** The four sides of the frame: windows without a page. */
const sides = async (app: App): Promise<number> =>
  (await app.facts()).windows.filter(({ url, visible }) => visible && !url.includes("clawtray")).length;

const says = (app: App, label: string) => async () => trayLabels(await app.facts()).includes(label);

function pointer(): readonly number[] {
  const told = execFileSync("xdotool", ["getmouselocation"], { env: { ...process.env, ...environment() } });
  return [...String(told).matchAll(/[xy]:(\d+)/g)].map(([, value]) => Number(value));
}

const pressEndKey = async (app: App): Promise<void> =>
  onRealElectron
    ? void execFileSync("xdotool", ["key", "ctrl+alt+Escape"])
    : app.shortcut("press", "Control+Alt+Escape");

/** What `clawtray computer` says. */
async function terminal(home: string, ...words: readonly string[]) {
  const command = new CliProcess([
    "computer",
    ...words,
    "--json",
    "--state-dir",
    join(home, ".config", "clawtray"),
  ]);
  expect(await command.exited, command.stderr).toBe(0);
  return JSON.parse(command.stdout) as Readonly<Record<string, unknown>>;
}

async function ready() {
  const world = await connectedApp({ env: environment() });
  expect(declares(world.gateway, "computer.")).toBe(false);
  await turn(world.page, world.gateway, "screen", true);
  await turn(world.page, world.gateway, "computer", true);
  return world;
}

scenario("an agent is let control the computer, is paused, goes on, and is ended", async () => {
  const { app, gateway, page } = await ready();
  const one = execution("a1");
  const typed = act(gateway, "key", { ...one, keys: "shift" });
  const question = await app.questionPage();
  await question.getByText("May this computer be used?").first().waitFor();
  await question.getByText("computer.act key", { exact: true }).waitFor();
  expect(await sides(app)).toBe(0);
  await question.locator("button:not([aria-disabled])", { hasText: "control for 15 minutes" }).click();
  expect(keyOutcome(await typed.result)).toBe(DONE);
  await until("the tray says so", says(app, "An agent controls this computer"));
  expect(await sides(app)).toBe(4);

  const picture = await gateway.invoke("screen.snapshot", { ...one, screenIndex: 0, maxWidth: 640 }).result;
  const { displayFrameId } = picture.payload as { displayFrameId: string };
  expect(picture.payload).toMatchObject({ width: 640, displayFrameId: expect.any(String) });
  const moved = act(gateway, "mouse_move", { ...one, displayFrameId, x: 320, y: 100 });
  expect(await moved.result).toMatchObject({ ok: true });
  if (display() !== null) expect(pointer()).toEqual([640, 200]);
  const stale = act(gateway, "mouse_move", { ...one, displayFrameId: "guessed", x: 1, y: 1 });
  expect((await stale.result).error?.code).toBe("COMPUTER_STALE_FRAME");
  const other = act(gateway, "key", { ...execution("b2"), keys: "shift" });
  expect((await other.result).error?.code).toBe("COMPUTER_HOST_BUSY");

  await app.choose("Pause computer use");
  await until("it is paused", says(app, "Computer use is paused"));
  expect((await act(gateway, "key", { ...one, keys: "shift" }).result).error?.code).toBe(
    "COMPUTER_REFUSED_PAUSED",
  );
  expect(await sides(app)).toBe(4);
  // Not every desktop has a place for the tray's menu.
  await page.getByRole("button", { name: "Let the agent go on" }).click();
  await until("it goes on", says(app, "An agent controls this computer"));
  expect(keyOutcome(await act(gateway, "key", { ...one, keys: "shift" }).result)).toBe(DONE);

  await app.choose("End computer use (Ctrl+Alt+Escape)");
  await until("no sign is left", async () => (await sides(app)) === 0);
  expect((await act(gateway, "key", { ...one, keys: "shift" }).result).error?.code).toBe(
    "COMPUTER_REFUSED_ENDED",
  );
  expect((await app.facts()).shortcuts).toEqual([]);
});

scenario("a no is a no, and the key ends what is allowed", async () => {
  const { app, gateway, page } = await ready();
  const refused = act(gateway, "key", { ...execution("c3"), keys: "shift" });
  const question = await app.questionPage();
  await question.locator("button:not([aria-disabled])", { hasText: /^No$/ }).click();
  expect((await refused.result).error?.code).toBe("COMPUTER_REFUSED_BY_PERSON");
  const next = act(gateway, "key", { ...execution("d4"), keys: "shift" });
  expect((await next.result).error?.code).toBe("COMPUTER_REFUSED_BY_PERSON");
  expect(await sides(app)).toBe(0);

  await flip(page, "computer", false);
  const off = await gateway.invoke("computer.act", { action: "key" }, { force: true }).result;
  expect(off.error?.code).toBe("COMPUTER_DISABLED");
});

scenario(
  "the key that ends it works while it lasts and while the person is asked, and a terminal does the same",
  async () => {
    const { app, gateway, home } = await ready();
    const press = () =>
      onRealElectron
        ? void execFileSync("xdotool", ["key", "ctrl+alt+Escape"])
        : app.shortcut("press", "Control+Alt+Escape");
    const again = act(gateway, "key", { ...execution("f6"), keys: "shift" });
    const question = await app.questionPage();
    await question.locator("button:not([aria-disabled])", { hasText: "control for an hour" }).click();
    expect(keyOutcome(await again.result)).toBe(DONE);
    expect(await sides(app)).toBe(4);
    await press();
    await until("no sign is left", async () => (await sides(app)) === 0);

    // As a command in a terminal does.
    expect(await terminal(home, "status")).toMatchObject({ phase: "idle", gateway: null });
    const third = act(gateway, "key", { ...execution("a7"), keys: "shift" });
    const whether = await app.questionPage();
    expect(await terminal(home)).toMatchObject({ phase: "asking", gateway: gateway.url });
    await whether.locator("button:not([aria-disabled])", { hasText: "control for an hour" }).click();
    await third.result;
    expect(await terminal(home)).toMatchObject({ phase: "active", scope: "control" });
    expect(await terminal(home, "pause")).toEqual({ paused: true });
    await until("it is paused", says(app, "Computer use is paused"));
    expect(await terminal(home)).toMatchObject({ phase: "paused" });
    expect(await terminal(home, "end")).toEqual({ ended: true });
    await until("no sign is left", async () => (await sides(app)) === 0);
    expect(gateway.nodes()).toHaveLength(1);
    const over = act(gateway, "key", { ...execution("a7"), keys: "shift" });
    expect((await over.result).error?.code).toBe("COMPUTER_REFUSED_ENDED");

    const asked = act(gateway, "key", { ...execution("e5"), keys: "shift" });
    await app.questionPage();
    await press();
    expect((await asked.result).error?.code).toBe("COMPUTER_REFUSED_ENDED");
    // That is a no, after which the next run is not asked about at once.
    const next = act(gateway, "key", { ...execution("d4"), keys: "shift" });
    expect((await next.result).error?.code).toBe("COMPUTER_REFUSED_BY_PERSON");
  },
);

scenario(
  "what an agent types and clicks reaches another program in front, and nothing does after the key",
  async () => {
    const { gateway, app } = await ready();
    const field = await startTextField(environment());
    await field.bringUp();
    field.pointAtStart();
    const one = execution("b8");
    const first = act(gateway, "key", { ...one, keys: "shift" });
    const question = await app.questionPage();
    await question.locator("button:not([aria-disabled])", { hasText: "control for 15 minutes" }).click();
    await first.result;
    // The window of the question had the keyboard.
    await field.bringUp();
    const did = async (action: string, fields = {}) =>
      keyOutcome(await act(gateway, action, { ...one, ...fields }).result);
    expect(await did("type", { text: "Grüße, Ada" })).toBe("unverifiable");
    await until("it is typed", () => field.text() === "Grüße, Ada");
    expect([await did("left_mouse_down"), await did("left_mouse_up")]).toEqual([
      "unverifiable",
      "unverifiable",
    ]);
    expect(await did("type", { text: "¡" })).toBe("unverifiable");
    await until("the click was where the pointer is", () => field.text() === "¡Grüße, Ada");
    await pressEndKey(app);
    await until("no sign is left", async () => (await sides(app)) === 0);
    expect(await did("type", { text: "more" })).toBe("COMPUTER_REFUSED_ENDED");
    expect(field.text()).toBe("¡Grüße, Ada");
  },
);

test("programs are told of no assistive technologies any more once the app starts after a kill", async ({
  skip,
}) => {
  const missing = missingForAccessibility();
  if (missing !== null) skip(missing);
  const bus = await startAccessibilityBus();
  const { set, isOn } = accessibilityOf(bus);
  const home = homeForTest();
  const folder = join(home, ".config", "clawtray");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  set("IsEnabled");
  const app = await appForTest({ home, env: bus });
  await app.page();
  // Without a mark somebody else wants it.
  expect(isOn()).toBe(true);
  await app.quit();
  await markFile(join(folder, "accessibility-on")).leave();
  await appForTest({ home, env: bus });
  await until("it is off", () => !isOn());
});
