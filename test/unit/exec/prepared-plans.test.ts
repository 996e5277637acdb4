import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { Binding } from "../../../src/core/exec/analysis/binding.ts";
import { createPreparedPlans } from "../../../src/core/exec/prepared-plans.ts";
import type { RunPlan } from "../../../src/core/exec/run-request.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const heap = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

const large = (number: number): string => `${number} `.padEnd(300_000, "x");

/** A plan as large as a request may be: in its words, its variables, and the name of a program nobody has. */
function prepared(number: number): [RunPlan, Binding, Record<string, string>] {
  const plan: RunPlan = {
    argv: ["nice", large(number)],
    cwd: "/work",
    commandText: large(number),
    commandPreview: null,
    agentId: "main",
    sessionKey: null,
  };
  const directory = { path: "/work", device: "1", inode: "1" };
  const binding = { directory, programs: [{ name: large(number), path: null }], files: [] };
  return [plan, binding, { STAGE: large(number) }];
}

test("what is remembered of a plan is small, however large its words and variables are", () => {
  const plans = createPreparedPlans(() => 0, 60_000);
  const before = heap();
  for (let number = 0; number < 200; number++) {
    const [plan, binding, variables] = prepared(number);
    plans.remember(plan, binding, variables);
  }
  expect((heap() - before) / 1024 / 1024).toBeLessThan(10);
  const [plan, binding, variables] = prepared(0);
  expect(plans.find(plan, binding, variables)).toEqual({ ambiguous: false });
  expect(plans.find(plan, binding, { STAGE: "other" })).toEqual({ ambiguous: true });
  expect(plans.find(plan, { ...binding, programs: [] }, variables)).toBeNull();
});
