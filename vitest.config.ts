import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import LongestFirst from "./test/longest-first.ts";

/** How long a condition is waited for: a machine with other work to do is slow, and not wrong. */
const patience = { poll: { timeout: 15_000 } };

/**
 * Most files wait for processes, sockets and clocks, so more of them than there are cores go at once: the runner's
 * own choice leaves one core free, which is one file at a time on two.
 */
const maxWorkers = availableParallelism() * 2;

/** For what the tests start from the sources or from the built command line: compiled once, not hundreds of times. */
const compileCache = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/clawtray-compiled", import.meta.url)),
};

/** Minutes of kills and broken networks are measured; the short form stands among the other tests. */
const longChaos = process.env.CLAWTRAY_CHAOS === "long" ? { fileParallelism: false } : {};

/** What `npm run test:quick` leaves to `npm test`: processes by the hundred, words by the megabyte, and waiting. */
const notQuick = [
  "cli/started-by-command",
  "exec/{glob,login-environment,prepared-plans,shared-files}",
  "files/{editors,files,lock}",
  "hostile/{cage,consent,long-words,own-places,processes,profiles,readers,swaps}",
  "{instance,invoker-again,json-cost,moved-folder,settings,two-hundred-starts}",
  // Not slow, but these two need modules of their own, and the quick files share them.
  "exec/allowlist",
  "windows/untouched",
].map((name) => `test/unit/${name}.test.ts`);
const quick = process.env.CLAWTRAY_QUICK ? { exclude: notQuick, isolate: false } : {};

/**
 * The Electron that the registry carries, twenty versions older than the product's, dies in some starts of any
 * window (measured with bare ones): a scenario under it is played up to three times. Nothing else is ever retried.
 */
const underOldElectron = process.env.CLAWTRAY_ELECTRON_APP ? { retry: 2 } : {};

/**
 * Files whose computers, displays and gateways are their own: while one waits, the other has the second core.
 * In a group of their own, because others go more at once.
 */
const twoAtOnce = { maxWorkers: 2, sequence: { groupOrder: 1 } };

/** One project per kind of proof; `npm test` runs the first four, `npm run test:gateway` the last. */
export default defineConfig({
  test: {
    maxWorkers,
    env: compileCache,
    sequence: { sequencer: LongestFirst },
    // Another user than the one who installed may not write beside the packages.
    ...(process.env.CLAWTRAY_VITE_CACHE ? { fsModuleCachePath: process.env.CLAWTRAY_VITE_CACHE } : {}),
    // A machine that counts names a file for it: see test/tally-reporter.ts.
    reporters: ["default", ...(process.env.CLAWTRAY_TALLY ? ["./test/tally-reporter.ts"] : [])],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          ...quick,
          testTimeout: 20_000,
          expect: patience,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "scripted",
          include: ["test/scripted/**/*.test.ts"],
          testTimeout: 30_000,
          expect: patience,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "chaos",
          include: ["test/chaos/**/*.test.ts"],
          ...longChaos,
          testTimeout: 300_000,
          expect: patience,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "keychain",
          include: ["test/keychain/**/*.test.ts"],
          testTimeout: 60_000,
          expect: patience,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "double",
          include: ["test/electron/**/*.test.ts", "test/conformance/**/*.test.ts"],
          testTimeout: 30_000,
          expect: patience,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "e2e",
          ...underOldElectron,
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 60_000,
          expect: patience,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "electron",
          ...underOldElectron,
          include: ["test/real-electron/**/*.test.ts", "test/conformance/**/*.test.ts"],
          exclude: ["test/real-electron/wayland/**"],
          testTimeout: 60_000,
          expect: patience,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "wayland",
          include: ["test/real-electron/wayland/**/*.test.ts"],
          testTimeout: 60_000,
          expect: patience,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "renderer",
          include: ["test/renderer/**/*.test.ts"],
          globalSetup: ["test/renderer/harness/build.ts"],
          testTimeout: 60_000,
          expect: patience,
          hookTimeout: 60_000,
          ...twoAtOnce,
        },
      },
      {
        test: {
          name: "windows",
          include: ["test/windows/**/*.test.ts"],
          testTimeout: 180_000,
          expect: patience,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "packages",
          include: ["test/packages/**/*.test.ts"],
          testTimeout: 180_000,
          expect: patience,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "release",
          include: ["test/release/**/*.test.ts"],
          testTimeout: 180_000,
          // An installation is removed here, thousands of files on what may be a busy disk.
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "gateway",
          include: ["test/gateway/**/*.test.ts"],
          testTimeout: 180_000,
          expect: patience,
          hookTimeout: 300_000,
          ...twoAtOnce,
        },
      },
    ],
  },
});
