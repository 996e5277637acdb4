import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { activityLines } from "../../../src/cli/view/activity.ts";
import { type ActivityEntry, createActivityLog } from "../../../src/core/exec/activity.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const entry = (changes: Partial<ActivityEntry>): ActivityEntry => ({
  at: 1,
  gateway: "g",
  agent: "a",
  session: null,
  command: "build",
  directory: "/",
  decision: "allowed",
  reason: "full",
  exitCode: null,
  signal: null,
  timedOut: false,
  durationMs: null,
  ...changes,
});
const began = (run: string, at: number) => entry({ run, at, began: true });
const ended = (run: string, at: number) => entry({ run, at, exitCode: 0, durationMs: 5 });

test("shows what began and has no end, and of the rest the end alone", () => {
  const heard: ActivityEntry[] = [];
  const log = createActivityLog(temporaryDirectory(), undefined, (one) => heard.push(one));
  log.append(began("one", 1));
  log.append(began("two", 2));
  log.append(ended("one", 3));
  expect(log.read().map(({ run, began: open }) => [run, open === true])).toEqual([
    ["two", true],
    ["one", false],
  ]);
  expect(activityLines(log.read()[0] as ActivityEntry)[0]).toContain("how it ended is not known");
  log.append(ended("two", 4));
  expect(log.read().map(({ run }) => run)).toEqual(["one", "two"]);
  // The window hears of the end only.
  expect(heard.map(({ run }) => run)).toEqual(["one", "two"]);
});

test("is found by another process, as after a power cut, and survives half a line", () => {
  const folder = temporaryDirectory();
  createActivityLog(folder).append(began("one", 1));
  appendFileSync(join(folder, "activity.jsonl"), '{"at":2,"run":"one","exitCo');
  const log = createActivityLog(folder);
  expect(log.read()).toMatchObject([{ run: "one", began: true }]);
  log.append(ended("one", 3));
  expect(createActivityLog(folder).read()).toMatchObject([{ run: "one", exitCode: 0 }]);
});

test("keeps by which rules it ran, and passes over a line whose rules are none", () => {
  const folder = temporaryDirectory();
  createActivityLog(folder).append(entry({ run: "one", rules: ["git"] }));
  appendFileSync(
    join(folder, "activity.jsonl"),
    `${JSON.stringify(entry({ run: "two" })).slice(0, -1)},"rules":{}}\n`,
  );
  expect(createActivityLog(folder).read()).toMatchObject([{ run: "one", rules: ["git"] }]);
});
