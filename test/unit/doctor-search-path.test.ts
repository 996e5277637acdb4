import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkSearchPath } from "../../src/core/doctor/programs.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

test("a folder in PATH that cannot be looked at does not keep the doctor from the others", () => {
  const loop = join(temporaryDirectory(), "loop");
  symlinkSync(loop, loop);
  const finding = checkSearchPath({
    platform: "linux",
    env: { PATH: `${loop}:/bin` },
    stateDir: "/nowhere",
    keyStore: null,
    appVersion: "0.0.0-test",
    now: () => 0,
    run: async () => ({ code: 1, stdout: "", stderr: "" }),
    service: async () => null,
  });
  expect(finding).toMatchObject({ level: "ok" });
});
