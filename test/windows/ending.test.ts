import { writeFileSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWindowsComputer, type WindowsComputer } from "./harness/computer.ts";
import { startWindowsNode } from "./harness/node.ts";

let computer: WindowsComputer;

beforeAll(async () => {
  computer = await createWindowsComputer();
});
afterAll(() => computer?.dispose());

/** Bundles the runner of programs for Windows' Node. */
async function bringRunner(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "clawtray-runner-"));
  try {
    await build({
      root: resolve(import.meta.dirname, "../.."),
      configFile: false,
      logLevel: "warn",
      build: {
        ssr: resolve(import.meta.dirname, "../../src/core/exec/process/process-runner.ts"),
        outDir: folder,
        emptyOutDir: false,
        target: "node20",
        rollupOptions: { output: { entryFileNames: "runner.mjs" } },
      },
      ssr: { noExternal: true },
    });
    await copyFile(join(folder, "runner.mjs"), join(computer.drive, "runner.mjs"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.each(["time limit", "cancellation"])(
  "a %s ends what a program started as well, although Wine's taskkill knows no trees",
  async (how) => {
    await bringRunner();
    // The first starts a second, which starts a third; each says its number.
    const child = `
      const { spawn } = require("node:child_process");
      const depth = Number(process.argv[2]);
      require("node:fs").writeFileSync("C:\\\\depth-" + depth, String(process.pid));
      if (depth < 3) spawn(process.execPath, [__filename, String(depth + 1)], { stdio: "ignore" });
      setInterval(() => {}, 1000);
    `;
    writeFileSync(join(computer.drive, "child.cjs"), child);
    const script = `
      import { existsSync, readFileSync, rmSync } from "node:fs";
      import { runProcess } from "./runner.mjs";
      const clock = {
        now: () => Date.now(),
        after(ms, act) { const timer = setTimeout(act, ms); return () => clearTimeout(timer); },
      };
      const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      const files = [1, 2, 3].map((depth) => "C:\\\\depth-" + depth);
      for (const file of files) rmSync(file, { force: true });
      const cancel = new AbortController();
      let expire = () => {};
      const limited = { ...clock, after: (ms, act) => (ms === 77777 ? ((expire = act), () => {}) : clock.after(ms, act)) };
      const running = runProcess({
        file: process.execPath, argv: [process.execPath, "C:\\\\child.cjs", "1"], cwd: "C:\\\\", environment: process.env,
        marker: "m", timeoutMs: 77777, signal: cancel.signal, outputLimit: 1000, codePage: null, progress: () => {},
      }, limited, "win32");
      for (let looked = 0; looked < 400 && !files.every((file) => existsSync(file) && readFileSync(file, "utf8") !== ""); looked++) await wait(50);
      const pids = files.map((file) => Number(readFileSync(file, "utf8")));
      const alive = () => pids.filter((pid) => { try { process.kill(pid, 0); return true; } catch { return false; } });
      const before = alive().length;
      if (${JSON.stringify(how)} === "cancellation") cancel.abort(); else expire();
      const { timedOut, cancelled } = await running;
      for (let looked = 0; looked < 100 && alive().length > 0; looked++) await wait(50);
      console.log(JSON.stringify({ before, after: alive().length, timedOut, cancelled }));
      process.exit(0);
    `;
    writeFileSync(join(computer.drive, "end.mjs"), script);
    const ended = await computer.startNode(["C:\\end.mjs"]).exited;
    expect(JSON.parse(ended.stdout || ended.stderr)).toEqual({
      before: 3,
      after: 0,
      timedOut: how === "time limit",
      cancelled: how === "cancellation",
    });
  },
);

test.each(["SIGHUP", "SIGBREAK"])(
  "%s, which a closed console and Ctrl+Break arrive as, ends the node cleanly",
  async (signal) => {
    // Wine 8 sends neither without a window: the event is Node's, and what answers it is ours.
    const preload = `
    const { existsSync } = require("node:fs");
    const timer = setInterval(() => {
      if (!existsSync("C:\\\\now-${signal}")) return;
      clearInterval(timer);
      process.emit("${signal}", "${signal}");
    }, 50);
    timer.unref();
  `;
    writeFileSync(join(computer.drive, "preload.cjs"), preload);
    const words = ["--gateway", "127.0.0.1:1", "--key-store", "file", "--state-dir", `C:\\ends-${signal}`];
    const node = startWindowsNode(computer, words, {
      environment: { NODE_OPTIONS: "--require C:/preload.cjs" },
    });
    await node.waitFor("waiting", (state) => state.phase === "waiting");
    writeFileSync(join(computer.drive, `now-${signal}`), "");
    expect(await node.process.exited).toMatchObject({ code: 0 });
    const status = await computer.cli(["status", "--json", ...words.slice(2)]);
    expect(JSON.parse(status.stdout)).toMatchObject({
      running: false,
      last: { state: { phase: "waiting" } },
    });
  },
);
