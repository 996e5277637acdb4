import { describe, expect, test } from "vitest";
import { runFile } from "../../src/core/environment/run-file.ts";

describe.skipIf(process.platform === "win32")("running a program and waiting for its end", () => {
  test("hands back what it wrote", async () => {
    expect(await runFile("/bin/sh", ["-c", "echo out; echo err >&2"], {})).toEqual({
      error: null,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  test("hands back how it failed", async () => {
    const { error } = await runFile("/bin/sh", ["-c", "exit 3"], {});
    expect(error?.code).toBe(3);
    expect((await runFile("/nowhere/at/all", [], {})).error?.code).toBe("ENOENT");
  });

  test("hands back what Node throws", async () => {
    const tooLong = "x".repeat(4 * 1024 * 1024);
    expect((await runFile("/bin/true", [tooLong], {})).error?.code).toBe("E2BIG");
    expect((await runFile("/bin/true", ["a\0b"], {})).error?.code).toBe("ERR_INVALID_ARG_VALUE");
  });
});
