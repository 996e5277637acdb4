import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { installGateway } from "../../../scripts/gateway/cache.ts";
import { clawtrayCli } from "../../../scripts/gateway/clawtray-node.ts";
import { type Gateway, startGateway } from "../../../scripts/gateway/gateway.ts";
import { type ScriptedModel, startScriptedModel, type ToolCall } from "../../../scripts/gateway/model.ts";
import { grantSurface } from "../../../scripts/gateway/pairing.ts";
import { currentGateway } from "../../../scripts/gateway/versions.ts";
import { findProgram } from "../../../src/core/tools/desktop/program.ts";
import { isQuestion } from "../../e2e/app.ts";
import { flip } from "../../e2e/captures.ts";
import { showOnX11Display } from "../../e2e/shown-display.ts";
import { until } from "../../e2e/until.ts";
import { missingForX11, type X11Display } from "../../e2e/x11-display.ts";
import { type DesktopNode, startDesktopNode } from "../desktop-node.ts";
import { startTurn, type Turn } from "../harness/agent.ts";

/** Why computer use cannot be met here; null when it can. */
export const missing: string | null =
  missingForX11() ??
  ["openbox", "xdotool", "python3", "mousepad", "chromium"]
    .filter((name) => findProgram(name, process.env, "linux") === null)
    .map((name) => `no ${name} on this machine`)[0] ??
  null;

/** The answers of the question, as its buttons begin. */
export type Answer = "watch for 15 minutes" | "control for 15 minutes" | "No";

/** What the tray shows while an agent has mouse and keyboard. */
export const CONTROLLED = "An agent controls this computer";

/** One display with a window manager, one real gateway with a scripted agent, one desktop app that is its node. */
export class Desk {
  readonly display: X11Display;
  readonly model: ScriptedModel;
  readonly gateway: Gateway;
  readonly desktop: DesktopNode;
  readonly #manager: ChildProcess;

  private constructor(
    display: X11Display,
    manager: ChildProcess,
    model: ScriptedModel,
    gateway: Gateway,
    desktop: DesktopNode,
  ) {
    this.display = display;
    this.#manager = manager;
    this.model = model;
    this.gateway = gateway;
    this.desktop = desktop;
  }

  /** Screen and computer use are switched on, and approved. */
  static async start(): Promise<Desk> {
    const display = await showOnX11Display();
    const options = { env: environmentOf(display), stdio: "ignore" } as const;
    const manager = spawn("openbox", ["--sm-disable", "--config-file", "/etc/xdg/openbox/rc.xml"], options);
    const model = await startScriptedModel();
    const installed = await installGateway(currentGateway, (line) => console.log(line));
    const gateway = await startGateway(installed, { modelUrl: model.baseUrl });
    const variables = { DISPLAY: display.name, XDG_SESSION_TYPE: "x11" };
    const desktop = await startDesktopNode(gateway, gateway.url, variables);
    await flip(desktop.page, "screen", true);
    await flip(desktop.page, "computer", true);
    await grantSurface(gateway.admin, desktop.deviceId, 60_000, "computer.act");
    return new Desk(display, manager, model, gateway, desktop);
  }

  async dispose(): Promise<void> {
    await this.desktop.dispose();
    await this.gateway.dispose();
    this.model.close();
    this.#manager.kill();
    await this.display.dispose();
  }

  /** For the programs on this display. */
  get env(): NodeJS.ProcessEnv {
    return environmentOf(this.display);
  }

  xdotool(...words: readonly string[]): string {
    return execFileSync("xdotool", words, { env: this.env, encoding: "utf8" });
  }

  clawtray(verb: string): Promise<unknown> {
    const words = [clawtrayCli, verb, "--state-dir", this.desktop.stateFolder];
    return promisify(execFile)(process.execPath, words);
  }

  turn(...calls: readonly ToolCall[]): Promise<Turn> {
    return startTurn(this.gateway, this.model, ...calls);
  }

  /** Takes the pages of the stand-in, which cover the display, out of the way of what is on it. */
  clear(): void {
    const words = ["search", "--onlyvisible", "--name", "(Clawtray|^about:blank).* - Chromium$"];
    const found = spawnSync("xdotool", words, { env: this.env, encoding: "utf8" });
    // It fails when there is none.
    const ids = found.status === 0 ? found.stdout.trim().split("\n") : [];
    // One may be gone by now.
    for (const id of ids) spawnSync("xdotool", ["windowunmap", id], { env: this.env });
  }

  /** Waits for the question, and gives this answer. */
  async answer(answer: Answer): Promise<void> {
    const question = await this.desktop.app.questionPage();
    await question.getByText("May this computer be used?").first().waitFor();
    await question.locator("button:not([aria-disabled])", { hasText: answer }).click();
  }

  /** Whether the person is being asked. */
  async asks(): Promise<boolean> {
    const { windows } = await this.desktop.app.facts();
    return windows.some(({ url, visible }) => isQuestion(url) && visible);
  }

  /** The person lets the agent have mouse and keyboard, and has the window with this name in front. */
  async allow(name: string): Promise<void> {
    await this.answer("control for 15 minutes");
    await until("it is allowed", () => this.desktop.trayShows(CONTROLLED));
    await until("the window is in front", () => {
      this.clear();
      return this.#inFront().includes(name);
    });
  }

  /** The title of the window with the keyboard; empty while no window has it, for which xdotool fails. */
  #inFront(): string {
    const words = ["getwindowfocus", "getwindowname"];
    const { status, stdout } = spawnSync("xdotool", words, { env: this.env, encoding: "utf8" });
    return status === 0 ? stdout : "";
  }

  /** After a test that failed: whatever it left going on is no longer in the way of the next. */
  async recover(): Promise<void> {
    await this.clawtray("pause");
    await this.untilOver();
    await this.clawtray("resume");
    await until("it is connected", () => this.desktop.trayShows("Connected"));
  }

  /** Everything the app has written: what it is called, and what is in it. */
  files(): readonly { readonly name: string; readonly text: string }[] {
    const home = join(this.desktop.stateFolder, "..", "..");
    const all = readdirSync(home, { recursive: true, withFileTypes: true });
    return all
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => ({ name, text: readFileSync(join(parentPath, name), "utf8") }));
  }

  /** What the owner's log says that agents did here so far, without their pictures. */
  log(): readonly string[] {
    const text = this.files().find(({ name }) => name === "activity.jsonl")?.text ?? "";
    const entries = text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    return entries.map(({ command }) => command).filter((command) => !command.startsWith("screen."));
  }

  untilOver(): Promise<void> {
    return until("it is over", async () => !(await this.desktop.trayShows(CONTROLLED)));
  }

  /** A place of the display as it is in the agent's picture, which is 1,200 wide. */
  inPicture(x: number, y: number): readonly [number, number] {
    return [Math.round((x * 1_200) / 1_280), Math.round((y * 1_200) / 1_280)];
  }
}

const environmentOf = ({ name }: X11Display) => ({
  ...process.env,
  DISPLAY: name,
  LC_ALL: "C.UTF-8",
  NO_AT_BRIDGE: "1",
});

const frameIn = (results: readonly string[]): string =>
  /"?frameId"?:? ?"?([\w:.-]+)/.exec(results.findLast((result) => result.includes("frameId")) ?? "")?.[1] ??
  "";

/** Everything that agents were to type here. */
export const typed: string[] = [];

/** An action of the agent's own tool, once `after` is through; what names a place names it in the last picture. */
export const act = (
  action: string,
  fields: object | (() => object | Promise<object>) = {},
  after?: Promise<void>,
): ToolCall => ({
  tool: "computer",
  async parameters(results: readonly string[]) {
    await after;
    const told = typeof fields === "function" ? await fields() : fields;
    if (action === "type" && "text" in told) typed.push(String(told.text));
    return { action, ...told, ...("coordinate" in told ? { frameId: frameIn(results) } : {}) };
  },
});

/** Something that is waited for until the test says so. */
export function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
