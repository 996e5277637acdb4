import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWindowsComputer, type WindowsComputer } from "./harness/computer.ts";
import type { Case, CaseResult } from "./hostile/case.ts";
import { families as first } from "./hostile/cases.table.ts";
import { kinds } from "./hostile/kinds.table.ts";
import { carryOutOn, furnish } from "./hostile/world.ts";

const families = [...first, ...kinds];
let computer: WindowsComputer;
const results = new Map<Case, CaseResult>();

beforeAll(async () => {
  computer = await createWindowsComputer();
  await furnish(computer);
  const cases = families.flatMap(([, rows]) => rows);
  const outcomes = await carryOutOn(computer, cases);
  for (const [index, row] of cases.entries()) results.set(row, outcomes[index] as CaseResult);
}, 600_000);
afterAll(() => computer?.dispose());

describe.each(families)("%s", (_family, rows) => {
  test.each(rows.map((row) => [row.what, row] as const))("%s", (_what, row) => {
    const result = results.get(row);
    expect(result).toBeDefined();
    const { verdict, message, stdout, ran } = result as CaseResult;
    const expected = row.verdict === "kept" ? /asks|refused/ : new RegExp(`^${row.verdict}$`);
    expect(verdict, message ?? stdout).toMatch(expected);
    if (row.ran !== undefined) expect(ran.map((path) => path.toLowerCase())).toContain(row.ran.toLowerCase());
    else if (row.says === undefined) expect(ran).toEqual([]);
    expect(ran.join("\n")).not.toMatch(/\\work\\/i);
    for (const words of row.says ?? []) expect(stdout).toContain(words);
  });
});
