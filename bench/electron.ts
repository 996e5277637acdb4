import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { descendantsOf } from "../scripts/gateway/descendants.ts";
import { pause, waitFor } from "../scripts/gateway/wait.ts";
import { appPath } from "../test/e2e/driver.ts";
import { electronCommand } from "../test/e2e/real-electron-app.ts";
import { chooseFrom, statusItemOf } from "../test/real-electron/status-item.ts";
import { pressAnywhere, pressKeys, windowsOf } from "../test/real-electron/x-windows.ts";
import { createScriptedGateway } from "../test/scripted/gateway.ts";
import { timesToAct } from "./acting.ts";
import { idleMemory, type Memory } from "./memory.ts";
import { median } from "./statistics.ts";
import { formatTable, megabytes, milliseconds, type Row } from "./table.ts";

/**
 * What the desktop app costs under a real Electron, compared with an app in the same Electron that creates a tray icon
 * and, when asked, an empty window: both as programs on a Linux desktop, watched from outside. Ours is paired and
 * connected. `npm run bench:desktop` sets up the desktop around it.
 */
const STARTS = Number(process.env.CLAWTRAY_BENCH_STARTS ?? 7);
const REST_SECONDS = Number(process.env.CLAWTRAY_BENCH_REST ?? 60);
/** A closed window keeps its page for three minutes; soon after, it is gone. */
const PAGE_GONE_MS = 200_000;
const TOKEN = "shared-token";

interface Subject {
  readonly home: string;
  readonly appFolder?: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly began: number;
}

const scratch = mkdtempSync(join(tmpdir(), "clawtray-bench-"));

/** An app with a tray icon and, when asked, an empty window. It uses nothing that only a newer Electron has. */
function bareApp(): Subject {
  const appFolder = join(scratch, "bare");
  const home = join(scratch, "bare-home");
  for (const folder of [appFolder, home]) mkdirSync(folder);
  writeFileSync(
    join(appFolder, "package.json"),
    JSON.stringify({ name: "bare", version: "1.0.0", main: "main.js" }),
  );
  const icon = join(appPath, "assets", "icons", "icon.png");
  writeFileSync(
    join(appFolder, "main.js"),
    `const { app, BrowserWindow, globalShortcut, Menu, Tray } = require("electron");
let tray;
function open() {
  const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
  window.once("ready-to-show", () => window.show());
  window.loadURL("data:text/html,<h1>here</h1>");
}
let warm;
let leaving = false;
function openWarm() {
  if (warm) {
    warm.show();
    return;
  }
  warm = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
  warm.on("close", (event) => {
    if (leaving) return;
    event.preventDefault();
    warm.hide();
  });
  warm.once("ready-to-show", () => warm.show());
  warm.loadURL("data:text/html,<h1>here</h1>");
}
app.on("before-quit", () => { leaving = true; });
app.on("window-all-closed", () => {});
app.whenReady().then(() => {
  globalShortcut.register("Control+Alt+K", openWarm);
  tray = new Tray(${JSON.stringify(icon)});
  tray.setToolTip("bare");
  tray.setContextMenu(Menu.buildFromTemplate([{ label: "Open", click: open }]));
  if (!process.argv.includes("--hidden")) open();
});
`,
  );
  return { home, appFolder };
}

/** Ours, paired with this gateway by the command line, which shares its state with the app. */
async function pairedApp(url: string): Promise<Subject> {
  const home = join(scratch, "home");
  mkdirSync(home);
  const cli = spawn(
    process.execPath,
    [join(appPath, "out/cli/index.js"), "run", "--json", "--key-store", "file", "--gateway", url],
    {
      env: {
        ...process.env,
        HOME: home,
        XDG_CONFIG_HOME: join(home, ".config"),
        OPENCLAW_GATEWAY_TOKEN: TOKEN,
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  cli.stdout.on("data", (data: Buffer) => {
    said += data.toString();
  });
  await waitFor("the pairing", () => (said.includes('"phase":"connected"') ? true : null), {
    timeoutMs: 30_000,
  });
  cli.kill();
  await once(cli, "exit");
  return { home };
}

function start(subject: Subject, args: readonly string[]): Running {
  const { executable, switches, words, environment } = electronCommand(appPath, { ...subject, args });
  const began = performance.now();
  const child = spawn(executable, [...switches, ...words], { env: environment, stdio: "ignore" });
  return { child, pid: child.pid ?? -1, began };
}

async function end({ child }: Running): Promise<void> {
  const ended = once(child, "exit");
  child.kill();
  await ended;
}

/** Resolves with the time at which this program said something that matches; it reports every change as it happens. */
async function firstMatch(watcher: ChildProcess, matches: (line: string) => boolean): Promise<number> {
  let text = "";
  return await new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`never seen; last:\n${text.slice(-500)}`)), 30_000);
    watcher.stdout?.on("data", (data: Buffer) => {
      const at = performance.now();
      const lines = (text + data.toString()).split("\n");
      text = lines.pop() ?? "";
      if (!lines.some(matches)) return;
      clearTimeout(limit);
      resolve(at);
    });
  });
}

/** Starts the app and resolves with how long it took until the desktop reported `matches`, ms. */
async function timeTo(
  subject: Subject,
  args: readonly string[],
  [program, ...words]: readonly [string, ...string[]],
  ready: (line: string) => boolean,
  matches: (line: string) => boolean,
): Promise<number> {
  const watcher = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await firstMatch(watcher, ready);
    watcher.stdout?.removeAllListeners("data");
    const seen = firstMatch(watcher, matches);
    const app = start(subject, args);
    const took = (await seen) - app.began;
    await end(app);
    return took;
  } finally {
    watcher.kill();
  }
}

const WATCHER = "org.kde.StatusNotifierWatcher";

const timeToTray = (subject: Subject): Promise<number> =>
  timeTo(
    subject,
    ["--hidden"],
    ["gdbus", "monitor", "--session", "--dest", WATCHER],
    (line) => line.includes("is owned by"),
    (line) => line.includes("StatusNotifierItemRegistered"),
  );

const timeToWindow = (subject: Subject): Promise<number> =>
  timeTo(
    subject,
    [],
    ["xprop", "-root", "-spy", "_NET_CLIENT_LIST"],
    (line) => line.includes("_NET_CLIENT_LIST"),
    (line) => line.includes("0x"),
  );

/** Processor time of the tree so far, ms. */
function processorTime(pid: number): number {
  const ticks = [pid, ...descendantsOf(pid)].map((each) => {
    const stat = readFileSync(`/proc/${each}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, one) => sum + one, 0) * 10;
}

interface Cost {
  readonly hidden: Memory;
  readonly afterWindow: Memory;
  /** Processor time per second at rest, ms. */
  readonly rest: number;
}

/** Hidden in the tray, at rest there, and after its window was opened from the tray's menu and closed again. */
async function costOf(subject: Subject, openLabel: string): Promise<Cost> {
  const app = start(subject, ["--hidden"]);
  const item = await waitFor("its tray icon", () => statusItemOf(app.pid), { timeoutMs: 30_000 });
  const hidden = await idleMemory(app.pid);
  describeTree("hidden", app.pid);
  const before = processorTime(app.pid);
  await pause(REST_SECONDS * 1_000);
  const rest = (processorTime(app.pid) - before) / REST_SECONDS;
  await chooseFrom(item, openLabel);
  const [window = ""] = await waitFor(
    "its window",
    async () => {
      const found = await windowsOf(app.pid);
      return found.length > 0 ? found : null;
    },
    { timeoutMs: 30_000 },
  );
  await pause(2_000);
  await pressKeys(window, "alt+F4");
  await pause(PAGE_GONE_MS);
  const afterWindow = await idleMemory(app.pid);
  describeTree("after a window", app.pid);
  await end(app);
  return { hidden, afterWindow, rest };
}

/** With CLAWTRAY_BENCH_TREE: every process of the tree with its share. */
function describeTree(when: string, pid: number): void {
  if (!process.env.CLAWTRAY_BENCH_TREE) return;
  for (const each of [pid, ...descendantsOf(pid)]) {
    const words = readFileSync(`/proc/${each}/cmdline`, "utf8").split("\0");
    const rollup = readFileSync(`/proc/${each}/smaps_rollup`, "utf8");
    const field = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(rollup)?.[1] ?? 0) / 1_000;
    const kind = words.filter((word) => /^--(type|utility-sub-type)/.test(word)).join(" ") || words[0];
    console.log(
      `  ${when}: ${kind} ${field("Pss").toFixed(1)} MB, of its own ${(field("Private_Dirty")).toFixed(1)} MB`,
    );
  }
}

/** Opened with a shortcut and closed again; from the second time on, how long it takes until the desktop has its window. */
async function timesToWarmWindow(subject: Subject): Promise<number[]> {
  const app = start(subject, ["--hidden"]);
  await waitFor("its tray icon", () => statusItemOf(app.pid), { timeoutMs: 30_000 });
  const times: number[] = [];
  for (let round = 0; round <= 3 * STARTS; round += 1) {
    const watcher = spawn("xprop", ["-root", "-spy", "_NET_CLIENT_LIST"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await firstMatch(watcher, (line) => line.includes("_NET_CLIENT_LIST"));
    watcher.stdout?.removeAllListeners("data");
    const seen = firstMatch(watcher, (line) => line.includes("0x"));
    const began = performance.now();
    await pressAnywhere("ctrl+alt+k");
    times.push((await seen) - began);
    watcher.kill();
    const windows = () => windowsOf(app.pid);
    const [window = ""] = await waitFor("its window", async () => firstOf(await windows()), {
      timeoutMs: 30_000,
    });
    await pressKeys(window, "alt+F4");
    await waitFor("no window", async () => ((await windows()).length === 0 ? true : null), {
      timeoutMs: 30_000,
    });
  }
  await end(app);
  return times.slice(1);
}

const firstOf = (found: readonly string[]) => (found.length > 0 ? found : null);

/** The owner of the app chose the shortcut of the bare one. */
function chooseShortcut({ home }: Subject): void {
  const preferences = {
    language: "system",
    theme: "system",
    automaticUpdates: false,
    askShortcut: "Control+Alt+K",
  };
  const file = join(home, ".config", "clawtray", "desktop.json");
  writeFileSync(file, JSON.stringify({ preferences }), { mode: 0o600 });
}

function row(what: string, ours: number, theirs: number, unit: (value: number) => string, aim: string): Row {
  return {
    what,
    ours: unit(ours),
    theirs: unit(theirs),
    ratio: theirs > 0 ? `${(ours / theirs).toFixed(2)} x` : "",
    aim,
  };
}

async function measureStarts(subject: Subject, bare: Subject, time: (one: Subject) => Promise<number>) {
  const ours: number[] = [];
  const theirs: number[] = [];
  // The first start of each fills caches and folders.
  for (let round = 0; round <= STARTS; round += 1) {
    theirs.push(await time(bare));
    ours.push(await time(subject));
  }
  return { ours: median(ours.slice(1)), theirs: median(theirs.slice(1)) };
}

const gateway = await createScriptedGateway({ autoApproveDevice: true, autoApproveSurface: true });
try {
  const bare = bareApp();
  const subject = await pairedApp(gateway.url);
  const tray = await measureStarts(subject, bare, timeToTray);
  const window = await measureStarts(subject, bare, timeToWindow);
  chooseShortcut(subject);
  const [warm, bareWarm] = [await timesToWarmWindow(subject), await timesToWarmWindow(bare)].map(median);
  const rows = [
    row("start to the tray icon, median", tray.ours, tray.theirs, milliseconds, "1.60 x"),
    row("start to the window, median", window.ours, window.theirs, milliseconds, "1.60 x"),
    row(
      "shortcut to the kept window for the agent, median",
      warm ?? 0,
      bareWarm ?? 0,
      milliseconds,
      "150 ms",
    ),
  ];
  const acting = await timesToAct(gateway, subject.home);
  const beside = (what: string, [ours, theirs]: readonly [number[], number[]]) =>
    row(`${what}, median, beside xdotool`, median(ours), median(theirs), milliseconds, "");
  rows.push(
    beside("an agent's ten characters typed", acting.type),
    beside("an agent's key pressed", acting.key),
  );
  if (!process.env.CLAWTRAY_BENCH_STARTS_ONLY) {
    const [ours, theirs] = [await costOf(subject, "Open Clawtray"), await costOf(bare, "Open")];
    const memory = (what: string, one: Memory, other: Memory) =>
      row(what, one.proportional, other.proportional, megabytes, "1.15 x");
    rows.push(
      memory("memory hidden in the tray", ours.hidden, theirs.hidden),
      memory("  after a window, against none yet", ours.afterWindow, theirs.hidden),
      memory("  after a window, against the same", ours.afterWindow, theirs.afterWindow),
      row("processor time at rest, per second", ours.rest, theirs.rest, milliseconds, ""),
    );
  }
  console.log(formatTable("bare", rows));
  console.log("under a real Electron; memory is proportional (PSS), of all its processes");
} finally {
  await gateway.close();
  rmSync(scratch, { recursive: true, force: true });
}
process.exit();
