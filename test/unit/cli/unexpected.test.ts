import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recordUnexpected } from "../../../src/cli/unexpected.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test("an unexpected failure leaves its stack in the log of that folder, and a sentence that names the log", () => {
  const stateDir = temporaryDirectory();
  const error = new TypeError("oc-pair://secret-code is not a function");
  const sentence = recordUnexpected(error, ["status", "--state-dir", stateDir]);
  const file = join(stateDir, "logs", "clawtray.log");
  expect(sentence).toContain("TypeError");
  expect(sentence).toContain(file);
  const log = readFileSync(file, "utf8");
  expect(log).toContain("unexpected.test.ts");
  expect(log + sentence).not.toContain("secret-code");
});

test("a failure that cannot be kept is said all the same", () => {
  const sentence = recordUnexpected("no error at all", ["status", "--state-dir", "/proc/nowhere"]);
  expect(sentence).toMatch(/it could not be logged/);
});
