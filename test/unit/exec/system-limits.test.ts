import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { whyTooLong } from "../../../src/core/exec/system-limits.ts";

const run = (argv: readonly string[], variables: Readonly<Record<string, string>> = {}) => ({
  argv,
  variables,
});

describe("what the system takes", () => {
  test.runIf(process.platform === "linux")(
    "is one word of 128 KiB on Linux, to the byte, as the system itself has it",
    () => {
      for (const size of [100_000, 131_071, 131_072, 200_000]) {
        const word = "x".repeat(size);
        const said = whyTooLong(run(["true", word]), "linux");
        const { error } = spawnSync("true", [word]);
        expect(said === null, String(size)).toBe(error === undefined);
        if (said !== null) expect(said).toContain("128 KiB");
      }
    },
  );

  test("counts bytes, not characters, and variables as well", () => {
    expect(whyTooLong(run(["true", "é".repeat(70_000)]), "linux")).toContain("140000 bytes");
    expect(whyTooLong(run(["true"], { LONG: "x".repeat(131_072) }), "linux")).toContain("128 KiB");
    expect(whyTooLong(run(["true", ...Array(30).fill("x".repeat(100_000))]), "linux")).toContain("2097152");
  });

  test("is a whole line on Windows, and a megabyte on macOS", () => {
    expect(whyTooLong(run(["cmd", "x".repeat(33_000)]), "win32")).toContain("32767");
    expect(whyTooLong(run(["true", "x".repeat(200_000)]), "darwin")).toBeNull();
    expect(whyTooLong(run(["true", "x".repeat(1_100_000)]), "darwin")).toContain("1048576");
    expect(whyTooLong(run(["ls", "-l"]), process.platform)).toBeNull();
  });
});
