import { execFileSync, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installGateway } from "../scripts/gateway/cache.ts";
import { cleanEnvironment } from "../scripts/gateway/environment.ts";
import { type Gateway, startGateway } from "../scripts/gateway/gateway.ts";
import { deviceRequests, grantSurface, invoke } from "../scripts/gateway/pairing.ts";
import { startPeer } from "../scripts/gateway/peer.ts";
import { startProcessTree } from "../scripts/gateway/process-tree.ts";
import { currentGateway } from "../scripts/gateway/versions.ts";
import { waitFor } from "../scripts/gateway/wait.ts";
import { flip } from "../test/e2e/captures.ts";
import { describeBackEnd } from "../test/e2e/driver.ts";
import { startX11Display } from "../test/e2e/x11-display.ts";
import { closeBrowser, showOn } from "../test/electron/host/double.ts";
import { type DesktopNode, startDesktopNode } from "../test/gateway/desktop-node.ts";
import { median, percentile } from "./statistics.ts";
import { formatTable, milliseconds, type Row, timesLess } from "./table.ts";

/**
 * Computer use through a real gateway's `node.invoke`, from our desktop app and from `openclaw node run` with its CUA
 * driver beside it: how long a call takes until it is answered. Both act on the same display and the same program, and
 * take turns; after each call it is looked whether it was really done. Our session counts the other's input as a
 * person's, which pauses it, so a turn is several calls. What the gateway itself takes, which neither can be quicker than,
 * is measured with a node that answers at once.
 */
const TURNS = Number(process.argv[2] ?? 6);
const CALLS = 10;
const TEXT = "water beds";
const [WIDTH, HEIGHT] = [1_280, 720];

type Answer = { readonly ok?: boolean; readonly displayFrameId?: string; readonly width?: number };

/** One of the two nodes, in an execution of its own. */
interface Subject {
  readonly deviceId: string;
  readonly executionId: string;
  /** Until it may act again. */
  ready(): Promise<void>;
}

const steps = [
  "snapshot",
  "mouse_move",
  "left_click",
  "type ten characters",
  "key chord (ctrl+a)",
  "system.which",
] as const;
type Step = (typeof steps)[number];
type Times = Record<Step, number[]>;
const noTimes = (): Times => Object.fromEntries(steps.map((step) => [step, [] as number[]])) as Times;

const cleanUp: (() => unknown)[] = [];
try {
  const display = await startX11Display(WIDTH, HEIGHT);
  cleanUp.push(() => display.dispose());
  showOn(display.name);
  const env = { ...process.env, DISPLAY: display.name, LC_ALL: "C.UTF-8", NO_AT_BRIDGE: "1" };
  const xdotool = (...words: readonly string[]) => execFileSync("xdotool", words, { env, encoding: "utf8" });
  const manager = spawn("openbox", ["--sm-disable", "--config-file", "/etc/xdg/openbox/rc.xml"], {
    env,
    stdio: "ignore",
  });
  cleanUp.push(() => manager.kill());

  const installed = await installGateway(currentGateway, (line) => console.log(line));
  const gateway = await startGateway(installed);
  cleanUp.push(() => gateway.dispose());
  const desktop = await startDesktopNode(gateway, gateway.url, {
    DISPLAY: display.name,
    XDG_SESSION_TYPE: "x11",
  });
  cleanUp.push(closeBrowser, () => desktop.dispose());
  await flip(desktop.page, "screen", true);
  await flip(desktop.page, "computer", true);
  await grantSurface(gateway.admin, desktop.deviceId, 60_000, "computer.act");
  const bare = await startBareNode(gateway);
  const peer = await startPeer(installed, gateway, undefined, display.name);
  cleanUp.push(() => peer.dispose());

  const entry = fileURLToPath(new URL("../test/scripted/computer/entry.py", import.meta.url));
  const field = spawn("/usr/bin/python3", [entry], { env, stdio: ["ignore", "pipe", "ignore"] });
  cleanUp.push(() => field.kill());
  let output = "";
  field.stdout.setEncoding("utf8").on("data", (data: string) => {
    output += data;
  });
  const textInField = (): string => JSON.parse(output.trimEnd().split("\n").at(-1) || '""');
  xdotool("search", "--sync", "--name", "^Entry$", "windowmove", "200", "100");

  const pointer = () => {
    const [, x, y] = /x:(\d+) y:(\d+)/.exec(xdotool("getmouselocation")) ?? [];
    return `${x},${y}`;
  };
  const call = async (subject: Subject, command: string, params: object): Promise<Answer> =>
    (await invoke(gateway.admin, subject.deviceId, command, {
      executionId: subject.executionId,
      screenIndex: 0,
      ...params,
    })) as Answer;
  const snapshot = (subject: Subject) =>
    call(subject, "screen.snapshot", { format: "jpeg", maxWidth: WIDTH });
  const act = async (subject: Subject, action: string, params: object) => {
    const answer = await call(subject, "computer.act", { action, ...params });
    if (answer.ok !== true) throw new Error(`${action} was refused: ${JSON.stringify(answer)}`);
  };

  const which = (deviceId: string) => invoke(gateway.admin, deviceId, "system.which", { bins: ["sh"] });
  const floor: number[] = [];
  async function measureFloor(): Promise<void> {
    for (let at = 0; at < CALLS; at++) {
      const start = performance.now();
      await which(bare);
      floor.push(performance.now() - start);
    }
  }

  /** A turn of one node; each kind of call is asked several times. */
  async function turn(subject: Subject, times: Times): Promise<void> {
    await subject.ready();
    const timed = async <Value>(step: Step, work: () => Promise<Value>): Promise<Value> => {
      const start = performance.now();
      const value = await work().catch((error: unknown) => {
        throw new Error(`${step} of ${subject.deviceId === desktop.deviceId ? "clawtray" : "openclaw"}`, {
          cause: error,
        });
      });
      times[step].push(performance.now() - start);
      return value;
    };
    let picture = await snapshot(subject);
    for (let at = 0; at < CALLS; at++) picture = await timed("snapshot", () => snapshot(subject));
    if (picture.width !== WIDTH) throw new Error(`the picture is ${picture.width} wide`);
    const place = (x: number, y: number) => ({
      x,
      y,
      refWidth: picture.width,
      displayFrameId: picture.displayFrameId,
    });
    const arrived = (x: number, y: number) =>
      waitFor(`the pointer at ${x},${y}`, () => (pointer() === `${x},${y}` ? true : null), {
        timeoutMs: 5_000,
        everyMs: 5,
      });
    for (let at = 0; at < CALLS; at++) {
      const [x, y] = [300 + 40 * at, 250 + 10 * at];
      await timed("mouse_move", () => act(subject, "mouse_move", place(x, y)));
      await arrived(x, y);
    }
    for (let at = 0; at < CALLS; at++) {
      // Places apart, so that no two make a double click.
      const [x, y] = [300 + 40 * at, at % 2 === 0 ? 250 : 420];
      await timed("left_click", () => act(subject, "left_click", place(x, y)));
      await arrived(x, y);
    }
    for (let at = 0; at < CALLS; at++) {
      const before = textInField();
      await timed("type ten characters", () => act(subject, "type", { text: TEXT }));
      await waitFor("the text", () => (textInField().length === before.length + TEXT.length ? true : null), {
        timeoutMs: 5_000,
        everyMs: 5,
      });
    }
    for (let at = 0; at < CALLS; at++)
      await timed("key chord (ctrl+a)", () => act(subject, "key", { keys: "ctrl+a" }));
    await act(subject, "type", { text: "a" });
    await waitFor("the text replaced", () => (textInField() === "a" ? true : null), { timeoutMs: 5_000 });
    for (let at = 0; at < CALLS; at++) await timed("system.which", () => which(subject.deviceId));
  }

  const ours: Subject = {
    deviceId: desktop.deviceId,
    executionId: crypto.randomUUID(),
    ready: () => letGoOn(desktop),
  };
  const theirs: Subject = {
    deviceId: peer.deviceId,
    executionId: crypto.randomUUID(),
    ready: async () => {},
  };
  // The person allows it, and what the stand-in has on the display goes out of the way.
  const first = snapshot(ours);
  const question = await desktop.app.questionPage();
  await question.getByText("May this computer be used?").first().waitFor();
  await question.locator("button:not([aria-disabled])", { hasText: "control for 15 minutes" }).click();
  await first;
  const fieldInFront = () => {
    const found = spawnSync("xdotool", ["search", "--onlyvisible", "--name", "Chromium"], { env });
    // It fails when there is none.
    const ids = found.status === 0 ? String(found.stdout).trim().split("\n") : [];
    for (const id of ids) xdotool("windowunmap", id);
    // While it changes, no window has the focus, and it fails too.
    spawnSync("xdotool", ["search", "--name", "^Entry$", "windowactivate"], { env });
    const focused = spawnSync("xdotool", ["getwindowfocus", "getwindowname"], { env, encoding: "utf8" });
    return focused.stdout === "Entry\n" ? true : null;
  };
  await desktop.app.closeWindow();
  await waitFor("the field in front", fieldInFront, { timeoutMs: 15_000 });

  await turn(ours, noTimes());
  await turn(theirs, noTimes());
  await measureFloor();
  floor.length = 0;
  const [ourTimes, theirTimes] = [noTimes(), noTimes()];
  for (let at = 0; at < TURNS; at++) {
    await turn(ours, ourTimes);
    await turn(theirs, theirTimes);
    await measureFloor();
  }
  console.log(`\n${TURNS} turns of ${CALLS} calls each, both warm, until the gateway has the answer.\n`);
  console.log(
    formatTable(
      "openclaw node run",
      steps.flatMap((step) => rowsOf(step, ourTimes[step], theirTimes[step])),
    ),
  );
  const [middle, late] = [median(floor), percentile(floor, 0.95)].map(milliseconds);
  console.log(`a node that answers at once: median ${middle}, p95 ${late}`);
  console.log(describeBackEnd());
} catch (error) {
  // Told before anything is cleaned up, which may take long after a fault.
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const step of cleanUp.reverse()) await step();
}
process.exit();

/** Starts the node that answers at once; resolves with its device once it may be called. */
async function startBareNode({ url, token, admin }: Gateway): Promise<string> {
  let output = "";
  const node = await startProcessTree(
    process.execPath,
    [fileURLToPath(new URL("bare-node.ts", import.meta.url))],
    {
      environment: cleanEnvironment({ BARE_GATEWAY: url, BARE_TOKEN: token }),
      onStdout: (text) => {
        output += text;
      },
    },
  );
  cleanUp.push(() => node.stop());
  const { requestId, deviceId } = await waitFor(
    "the bare node to ask for admission",
    async () => (await deviceRequests(admin, output.trim()))[0] ?? null,
    { timeoutMs: 30_000 },
  );
  await admin.call("device.pair.approve", { requestId });
  await grantSurface(admin, deviceId, 30_000);
  return deviceId;
}

/** Takes the pause away that the other's input was taken for a person's hand with. */
async function letGoOn(desktop: DesktopNode): Promise<void> {
  if (!(await desktop.trayShows("Computer use is paused"))) return;
  await desktop.app.choose("Let the agent go on");
  await waitFor(
    "it to go on",
    async () => ((await desktop.trayShows("An agent controls this computer")) ? true : null),
    { timeoutMs: 10_000 },
  );
}

function rowsOf(step: Step, ours: readonly number[], theirs: readonly number[]): Row[] {
  const row = (name: string, one: number, other: number): Row => ({
    what: `${step}, ${name}`,
    ours: milliseconds(one),
    theirs: milliseconds(other),
    ratio: timesLess(one, other),
    aim: name === "median" ? "2.0 x" : "",
  });
  return [
    row("median", median(ours), median(theirs)),
    row("p95", percentile(ours, 0.95), percentile(theirs, 0.95)),
  ];
}
