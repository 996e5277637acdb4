import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TypedProgram } from "../../src/core/exec/policy/typed-windows-program.ts";
import type { Result } from "../../src/shared/result.ts";
import { typedCases } from "../unit/windows/typed-program.table.ts";
import { createWindowsComputer, type WindowsComputer } from "./harness/computer.ts";
import { askGuest, furnish } from "./hostile/world.ts";

const cases = typedCases.filter(({ unitOnly }) => unitOnly !== true);
/** The table's own person lives elsewhere. */
const here = (text: string): string => text.replace("C:\\users\\jo", "C:\\users\\root");

let computer: WindowsComputer;
let read: readonly Result<TypedProgram, string>[];

beforeAll(async () => {
  computer = await createWindowsComputer();
  await furnish(computer);
  read = await askGuest(
    computer,
    "typed-guest.ts",
    cases.map(({ typed }) => typed),
    { HOMESHARE: "\\\\server\\homes\\jo", NESTED: "%ProgramFiles%" },
  );
});
afterAll(() => computer?.dispose());

describe("what is typed as a program to be trusted, with Windows' own files", () => {
  test.each(cases.map((row, index) => [row.what, row, index] as const))(
    "%s",
    (_what, { stored, missing }, index) => {
      const result = read[index];
      if (typeof stored !== "string")
        expect(result).toEqual({ ok: false, failure: expect.stringMatching(stored) });
      else expect(result).toEqual({ ok: true, value: { pattern: here(stored), missing: missing ?? false } });
    },
  );
});

describe("clawtray approvals allow", () => {
  const state = ["--state-dir", "C:\\typed"];
  const patterns = (): readonly string[] => {
    const file = readFileSync(join(computer.drive, "typed", "exec-approvals.json"), "utf8");
    return JSON.parse(file).agents["*"].allowlist.map(({ pattern }: { pattern: string }) => pattern);
  };

  test("stores what it says", async () => {
    const allowed = await computer.cli([
      ...["approvals", "allow", "%ProgramFiles%/Own Tool/own tool.exe"],
      ...state,
    ]);
    expect(allowed.code, allowed.stderr).toBe(0);
    expect(allowed.stdout).toContain("C:\\Program Files\\Own Tool\\own tool.exe");
    expect(patterns()).toEqual(["C:\\Program Files\\Own Tool\\own tool.exe"]);
  });

  test("says why it stores nothing, and stores nothing", async () => {
    const refused = await computer.cli(["approvals", "allow", "\\\\server\\share\\tool.exe", ...state]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/was not added to the list\. .*another computer/);
    expect(patterns()).toHaveLength(1);
  });

  test("says that a program is not there yet", async () => {
    const allowed = await computer.cli(["approvals", "allow", "C:\\tools\\later.exe", ...state]);
    expect(allowed.code, allowed.stderr).toBe(0);
    expect(allowed.stderr).toContain("C:\\tools\\later.exe does not exist now.");
  });
});
