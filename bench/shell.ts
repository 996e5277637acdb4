import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { appPath } from "../test/e2e/driver.ts";
import { until } from "../test/e2e/until.ts";
import { closeBrowser, Double, temporaryHome } from "../test/electron/host/double.ts";
import type { Facts } from "../test/electron/protocol.ts";
import { median, percentile } from "./statistics.ts";
import { formatTable, milliseconds, type Row } from "./table.ts";

/**
 * What the desktop app itself adds, under the stand-in for Electron: from start to the first visible state, compared
 * with an app that only creates a tray, and from a change of state until tray and window show it, compared with a bare
 * round trip along the same path. What it costs under a real Electron: `electron.ts`.
 */
const STARTS = 5;
const CHANGES = 40;
const computer = {
  platform: "linux",
  packaged: false,
  openedAtLogin: false,
  locale: "en-US",
  keychainMode: "open",
  mediaStatus: { camera: "granted", microphone: "granted", screen: "granted" },
} as const;

/** The tooltip is set just before the menu. */
const hasMenu = (facts: Facts): boolean => (facts.trays[0]?.menu.length ?? 0) > 0;
const tooltip = (facts: Facts): string => facts.trays[0]?.tooltip ?? "";

interface Started {
  readonly double: Double;
  readonly ms: number;
}

async function start(
  folder: string,
  entry: string,
  home: string,
  shown: (facts: Facts) => boolean,
): Promise<Started> {
  const began = performance.now();
  const double = await Double.start({ appPath: folder, entry, home, args: ["--hidden"], env: {}, computer });
  while (!shown(await double.facts())) {
    if (performance.now() - began > 60_000) throw new Error("never shown");
  }
  return { double, ms: performance.now() - began };
}

/** An app that makes a tray with a tooltip and does nothing else. */
function bareApp(): string {
  const folder = mkdtempSync(join(tmpdir(), "clawtray-bare-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bare", version: "1.0.0" }));
  writeFileSync(join(folder, "icon.png"), "");
  writeFileSync(
    join(folder, "main.mjs"),
    `import { app, Tray } from "electron";
     import { join } from "node:path";
     let tray;
     app.whenReady().then(() => { tray = new Tray(join(import.meta.dirname, "icon.png")); tray.setToolTip("here"); });`,
  );
  return folder;
}

async function ended(double: Double): Promise<void> {
  await double.kill();
  await double.ended;
}

async function starts(bare: string): Promise<{ ours: number[]; theirs: number[] }> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    const home = temporaryHome();
    const theirsNow = await start(
      bare,
      join(bare, "main.mjs"),
      home.path,
      (facts) => tooltip(facts) === "here",
    );
    theirs.push(theirsNow.ms);
    await ended(theirsNow.double);
    const oursNow = await start(
      appPath,
      join(appPath, "out/main/index.js"),
      home.path,
      (facts) => tooltip(facts) !== "",
    );
    ours.push(oursNow.ms);
    await ended(oursNow.double);
    home.remove();
  }
  return { ours, theirs };
}

/** In the page: from the request to the snapshot that shows it, and a bare question to main; milliseconds. */
function inPage(page: Page): Promise<{ changes: number[]; asks: number[] }> {
  return page.evaluate(async (rounds) => {
    type Snapshot = { node: { phase: string } };
    const bridge = (
      globalThis as unknown as {
        clawtray: {
          snapshot(): Promise<Snapshot>;
          onSnapshot(listener: (snapshot: Snapshot) => void): () => void;
          intend(intent: { kind: string }): Promise<unknown>;
        };
      }
    ).clawtray;
    const changes: number[] = [];
    const asks: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const paused = round % 2 === 0;
      let began = performance.now();
      await new Promise<void>((resolve) => {
        const stop = bridge.onSnapshot(({ node }) => {
          if ((node.phase === "paused") !== paused) return;
          stop();
          resolve();
        });
        void bridge.intend({ kind: paused ? "pause" : "resume" });
      });
      changes.push(performance.now() - began);
      began = performance.now();
      await bridge.snapshot();
      asks.push(performance.now() - began);
    }
    return { changes, asks };
  }, CHANGES);
}

/** From outside: from a request in the window to the tray that shows it, and a bare look at the tray; milliseconds. */
async function inTray(double: Double, page: Page): Promise<{ changes: number[]; looks: number[] }> {
  const changes: number[] = [];
  const looks: number[] = [];
  for (let round = 0; round < CHANGES; round += 1) {
    const before = tooltip(await double.facts());
    const began = performance.now();
    const wished = page.evaluate(
      (kind) => {
        void (
          globalThis as unknown as { clawtray: { intend(intent: object): Promise<unknown> } }
        ).clawtray.intend({ kind });
      },
      round % 2 === 0 ? "pause" : "resume",
    );
    while (tooltip(await double.facts()) === before) {
      if (performance.now() - began > 10_000) throw new Error("the tray never changed");
    }
    changes.push(performance.now() - began);
    await wished;
    const looked = performance.now();
    await double.facts();
    looks.push(performance.now() - looked);
  }
  return { changes, looks };
}

function bundle(): string {
  const folder = join(appPath, "out/renderer/assets");
  const sizes = readdirSync(folder)
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => gzipSync(readFileSync(join(folder, name))).length);
  return `${(sizes.reduce((sum, size) => sum + size, 0) / 1_000).toFixed(1)} kB`;
}

const row = (what: string, ours: number, theirs: number): Row => ({
  what,
  ours: milliseconds(ours),
  theirs: milliseconds(theirs),
  ratio: `${(ours / theirs).toFixed(1)} x as long`,
  aim: "",
});

/** Of an app that runs: how long a change of its state takes to be shown. */
async function changes(double: Double) {
  await double.act("tray.choose", "Open Clawtray", null);
  await until("the window has a page", () => double.page(() => true) !== null);
  const page = double.page(() => true);
  if (page === null) throw new Error("no page");
  await page.getByRole("heading").first().waitFor();
  return { window: await inPage(page), tray: await inTray(double, page) };
}

const bare = bareApp();
const home = temporaryHome();
try {
  const begun = await starts(bare);
  const { double } = await start(appPath, join(appPath, "out/main/index.js"), home.path, hasMenu);
  const { window, tray } = await changes(double).finally(() => ended(double));
  console.log(
    formatTable("bare", [
      row("start to the first state on show, median", median(begun.ours), median(begun.theirs)),
      row("state change to the window, p50", median(window.changes), median(window.asks)),
      row("state change to the window, p95", percentile(window.changes, 0.95), percentile(window.asks, 0.95)),
      row("state change to the tray, p50", median(tray.changes), median(tray.looks)),
      { what: "renderer, scripts and styles, gzip", ours: bundle(), theirs: "", ratio: "", aim: "" },
    ]),
  );
  console.log("under the stand-in for Electron");
} finally {
  home.remove();
  rmSync(bare, { recursive: true, force: true });
  await closeBrowser();
}
process.exit();
