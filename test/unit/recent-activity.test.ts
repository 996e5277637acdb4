import { expect, test } from "vitest";
import type { ActivityEntry } from "../../src/core/exec/activity.ts";
import { createRecentActivity } from "../../src/main/state/activity.ts";

const run: ActivityEntry = {
  at: 20,
  gateway: "ws://gateway:1",
  agent: "ada",
  session: null,
  command: "echo \u202ehello",
  directory: "/",
  decision: "allowed",
  reason: "approved-once",
  exitCode: 0,
  signal: null,
  timedOut: false,
  durationMs: 5,
};
const invoke = { id: "1", command: "system.run", at: 10, durationMs: null, outcome: "running" } as const;

test("a program that ran is listed once, with its command line made visible, its agent and the reason", () => {
  const activity = createRecentActivity();
  activity.addInvoke(invoke);
  expect(activity.entries().map(({ command }) => command)).toEqual(["system.run"]);
  activity.addRun(run);
  activity.addInvoke({ ...invoke, outcome: "ok", durationMs: 10 });
  expect(activity.entries()).toEqual([
    {
      id: "run-1",
      at: 20,
      command: "echo ⟨U+202E⟩hello",
      askedBy: "ada",
      outcome: "ok",
      durationMs: 5,
      run: { reason: "approved-once", exitCode: 0, directory: "/" },
    },
  ]);
});

test("what else is known of a run can be opened, made visible", () => {
  const activity = createRecentActivity();
  const directory = "/home/\u200bada";
  activity.addRun({
    ...run,
    directory,
    signal: "SIGTERM",
    exitCode: null,
    timedOut: true,
    outputBytes: 7,
    times: 4,
    rules: ["g\u200bit"],
  });
  expect(activity.entries()[0]?.run).toEqual({
    reason: "approved-once",
    exitCode: null,
    directory: "/home/⟨U+200B⟩ada",
    signal: "SIGTERM",
    timedOut: true,
    outputBytes: 7,
    times: 4,
    rules: ["g⟨U+200B⟩it"],
  });
});

test("a request that never came to a decision stays in the list", () => {
  const activity = createRecentActivity();
  activity.addInvoke({ ...invoke, outcome: "error", durationMs: 1 });
  expect(activity.entries()).toHaveLength(1);
});

test("refused and failed programs are told from those that went well", () => {
  const activity = createRecentActivity();
  activity.addRun({
    ...run,
    decision: "denied",
    reason: "denied-by-person",
    exitCode: null,
    durationMs: null,
  });
  activity.addRun({ ...run, at: 21, exitCode: 2 });
  activity.addRun({ ...run, at: 22, timedOut: true });
  expect(activity.entries().map(({ outcome }) => outcome)).toEqual(["error", "error", "denied"]);
});

test("newest first, no endless command line, no endless list; clearing keeps what runs", () => {
  const activity = createRecentActivity();
  activity.addInvoke(invoke);
  for (let at = 100; at < 300; at += 1) activity.addRun({ ...run, at, command: "x".repeat(5_000) });
  const entries = activity.entries();
  expect(entries).toHaveLength(100);
  expect(entries[0]?.at).toBe(299);
  expect(entries[0]?.command.length).toBeLessThan(310);
  activity.clear();
  expect(activity.entries().map(({ id }) => id)).toEqual(["1"]);
});
