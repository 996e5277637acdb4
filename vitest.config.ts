import { defineConfig } from "vitest/config";

/** How long a condition is waited for: a machine with other work to do is slow, and not wrong. */
const patience = { poll: { timeout: 15_000 } };

/**
 * The Electron that the registry carries, twenty versions older than the product's, dies in some starts of any
 * window (measured with bare ones): a scenario under it is played up to three times. Nothing else is ever retried.
 */
const underOldElectron = process.env.CLAWTRAY_ELECTRON_APP ? { retry: 2 } : {};

/** One project per kind of proof; `npm test` runs the first four, `npm run test:gateway` the last. */
export default defineConfig({
  test: {
    // Another user than the one who installed may not write beside the packages.
    ...(process.env.CLAWTRAY_VITE_CACHE ? { fsModuleCachePath: process.env.CLAWTRAY_VITE_CACHE } : {}),
    // A machine that counts names a file for it: see test/tally-reporter.ts.
    reporters: ["default", ...(process.env.CLAWTRAY_TALLY ? ["./test/tally-reporter.ts"] : [])],
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 20_000, expect: patience } },
      {
        test: {
          name: "scripted",
          include: ["test/scripted/**/*.test.ts"],
          testTimeout: 30_000,
          expect: patience,
        },
      },
      {
        test: {
          name: "chaos",
          include: ["test/chaos/**/*.test.ts"],
          testTimeout: 300_000,
          expect: patience,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "keychain",
          include: ["test/keychain/**/*.test.ts"],
          testTimeout: 60_000,
          expect: patience,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "double",
          include: ["test/electron/**/*.test.ts", "test/conformance/**/*.test.ts"],
          testTimeout: 30_000,
          expect: patience,
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
          maxWorkers: 2,
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
          fileParallelism: false,
        },
      },
    ],
  },
});
