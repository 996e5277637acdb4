import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { clawtrayCli } from "../../scripts/gateway/clawtray-node.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { type ScriptedModel, startScriptedModel, type ToolCall } from "../../scripts/gateway/model.ts";
import { grantSurface } from "../../scripts/gateway/pairing.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { findProgram } from "../../src/core/tools/desktop/program.ts";
import { flip } from "../e2e/captures.ts";
import { onRealElectron } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { missingForX11, startX11Display, type X11Display } from "../e2e/x11-display.ts";
import { closeBrowser, showOn } from "../electron/host/double.ts";
import { type DesktopNode, startDesktopNode } from "./desktop-node.ts";
import { startTurn } from "./harness/agent.ts";

const missing =
  missingForX11() ??
  ["openbox", "xdotool", "python3"]
    .filter((name) => findProgram(name, process.env, "linux") === null)
    .map((name) => `no ${name} on this machine`)[0] ??
  null;
if (missing !== null) console.warn(`computer use meets no gateway: ${missing}`);
let display: X11Display;
let manager: ChildProcess | null = null;
let model: ScriptedModel;
let gateway: Gateway;
let desktop: DesktopNode;

beforeAll(async () => {
  if (onRealElectron || missing !== null) return;
  display = await startX11Display();
  showOn(display.name);
  manager = spawn("openbox", ["--sm-disable", "--config-file", "/dev/null"], { env: env(), stdio: "ignore" });
  model = await startScriptedModel();
  gateway = await startGateway(await installGateway(currentGateway, (line) => console.log(line)), {
    modelUrl: model.baseUrl,
  });
  desktop = await startDesktopNode(gateway, gateway.url, { DISPLAY: display.name, XDG_SESSION_TYPE: "x11" });
});

afterAll(async () => {
  await desktop?.dispose();
  await gateway?.dispose();
  model?.close();
  await closeBrowser();
  manager?.kill();
  await display?.dispose();
});

const env = () => ({ ...process.env, DISPLAY: display.name, LC_ALL: "C.UTF-8", NO_AT_BRIDGE: "1" });
const xdotool = (...words: readonly string[]): string =>
  execFileSync("xdotool", words, { env: env(), encoding: "utf8" });

/** A real program: a window with a field for text, which tells what is in it. */
function textField() {
  const entry = fileURLToPath(new URL("../scripted/computer/entry.py", import.meta.url));
  const child = spawn("/usr/bin/python3", [entry, "--above"], {
    env: env(),
    stdio: ["ignore", "pipe", "ignore"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (data: string) => {
    output += data;
  });
  return {
    text: (): string => JSON.parse(output.trimEnd().split("\n").at(-1) || '""'),
    toFront: () =>
      void xdotool("search", "--sync", "--name", "^Entry$", "windowmove", "200", "100", "windowraise"),
    end: () => void child.kill(),
  };
}

const frameIn = (results: readonly string[]): string =>
  /"?frameId"?:? ?"?([\w:.-]+)/.exec(results.findLast((result) => result.includes("frameId")) ?? "")?.[1] ??
  "";

/** An action of the agent's own tool, at a place of the last picture when it has one. */
const act = (action: string, fields: object = {}, after?: Promise<void>): ToolCall => ({
  tool: "computer",
  async parameters(results: readonly string[]) {
    await after;
    return { action, ...fields, ...("coordinate" in fields ? { frameId: frameIn(results) } : {}) };
  },
});

const clawtray = (verb: string) =>
  promisify(execFile)(process.execPath, [clawtrayCli, verb, "--state-dir", desktop.stateFolder]);

/** Takes the pages of the stand-in, which cover the display, out of the way of what is on it. */
function clearDesktop(): void {
  const found = spawnSync("xdotool", ["search", "--onlyvisible", "--name", "Chromium"], { env: env() });
  // It fails when there is none.
  const ids = String(found.stdout).trim().split("\n");
  for (const id of found.status === 0 ? ids : []) xdotool("windowunmap", id);
}

/** Something that is waited for until the test says so. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const trayShows = (label: string) => () => desktop.trayShows(label);

/** The person lets the agent have mouse and keyboard. */
async function allow(): Promise<void> {
  const question = await desktop.app.questionPage();
  await question.getByText("May this computer be used?").first().waitFor();
  await question.locator("button:not([aria-disabled])", { hasText: "control for 15 minutes" }).click();
  await until("it is allowed", trayShows("An agent controls this computer"));
  await until("the field is in front", async () => {
    clearDesktop();
    return xdotool("getwindowfocus", "getwindowname") === "Entry\n";
  });
}

// Real Electron is met by its own suite, which has no gateway.
describe.skipIf(onRealElectron || missing !== null)("an agent's own computer tool", () => {
  let field: ReturnType<typeof textField>;

  beforeAll(async () => {
    field = textField();
    await flip(desktop.page, "screen", true);
    await flip(desktop.page, "computer", true);
    await grantSurface(gateway.admin, desktop.deviceId, 60_000, "computer.act");
  });

  afterAll(() => field?.end());

  test("does a task of ten steps, which the person allows once", async () => {
    const begin = gate();
    const turn = await startTurn(
      gateway,
      model,
      act("screenshot"),
      act("left_click", { coordinate: [450, 300] }, begin.opened),
      act("type", { text: "first line" }),
      act("key", { text: "Return" }),
      act("type", { text: "Grüße, 世界" }),
      act("key", { text: "ctrl+a" }),
      act("key", { text: "Delete" }),
      act("type", { text: "water the beds: Grüße, 世界" }),
      act("double_click", { coordinate: [0, 0] }),
      act("mouse_move", { coordinate: [600, 330] }),
    );
    await allow();
    begin.open();
    const [, ...done] = await turn.finished();
    expect(done).toHaveLength(9);
    for (const result of done)
      expect(result).toMatch(/^\{"action":"\w+","ok":true,"effect":"unverifiable"\}/);
    expect(field.text()).toBe("water the beds: Grüße, 世界");
    // The picture is 1,200 wide, and the display 1,280.
    expect(xdotool("getmouselocation")).toMatch(/^ ?x:640 y:352 /);
    // Its gateway says when a run is over.
    await until("it is over", async () => !(await desktop.trayShows("An agent controls this computer")));
    const { pending } = (await gateway.admin.call("device.pair.list")) as { pending: readonly unknown[] };
    expect(pending).toEqual([]);
  }, 180_000);

  test("is paused by the person's hand, told so, and goes on when the person lets it", async () => {
    const [touched, resumed] = [gate(), gate()];
    const turn = await startTurn(
      gateway,
      model,
      act("screenshot"),
      act("type", { text: "not this" }, touched.opened),
      act("key", { text: "ctrl+a" }, resumed.opened),
      act("type", { text: "but this" }),
    );
    await allow();
    // Some action, so that the hands have been still for long enough to count.
    await until("the touch pauses it", async () => {
      xdotool("key", "shift");
      return desktop.trayShows("Computer use is paused");
    });
    touched.open();
    await until("it was told", async () => turn.results.length >= 2);
    expect(turn.results[1]).toContain("COMPUTER_REFUSED_PAUSED");
    await desktop.app.choose("Let the agent go on");
    resumed.open();
    const results = await turn.finished();
    expect(results[3]).toContain('"ok":true');
    expect(field.text()).toBe("but this");
  }, 180_000);

  test("is ended from a terminal, by the pause of the node, and the next run asks anew", async () => {
    const begin = gate();
    const turn = await startTurn(
      gateway,
      model,
      act("screenshot"),
      act("type", { text: "not this" }, begin.opened),
    );
    await allow();
    const before = field.text();
    await clawtray("pause");
    await until("it is over", async () => !(await desktop.trayShows("An agent controls this computer")));
    begin.open();
    const results = await turn.finished();
    expect(results[1]).not.toContain('"ok":true');
    expect(field.text()).toBe(before);
    await clawtray("resume");
    await until("it is connected", trayShows("Connected"));
    const next = await startTurn(gateway, model, act("screenshot"));
    await allow();
    expect((await next.finished())[0]).toContain("frameId");
  }, 180_000);
});
