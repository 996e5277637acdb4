import { expect, test } from "vitest";
import { isRefusedVariable, isTellingVariable } from "../../../src/core/exec/analysis/caller-variables.ts";
import { isInherited, isPortableName } from "../../../src/core/exec/analysis/environment-names.ts";
import { readPolicyFile } from "../../../src/core/exec/policy/policy-file.ts";
import { isNotLooser } from "../../../src/core/exec/policy/tightening.ts";
import { hasInvisible } from "../../../src/shared/text/invisible.ts";
import { reveal, revealCommand } from "../../../src/shared/text/reveal.ts";
import { commands, marked, readable } from "./characters.table.ts";
import { inherited, overrides } from "./environment.table.ts";
import { remoteChanges } from "./remote-policy.table.ts";
import { revealed } from "./reveal.table.ts";

test.each(overrides)("a caller asks for %j", (name, verdict) => {
  const set = isTellingVariable(name) ? "asked" : "set";
  expect(isPortableName(name) && !isRefusedVariable(name) ? set : "refused").toBe(verdict);
});

test.each(inherited)("this process has %s", (name, kept) => {
  expect(isInherited(name)).toBe(kept);
});

test.each(revealed)("a person sees: %s", (_why, text, shown) => {
  expect(reveal(text)).toBe(shown);
});

test.each(remoteChanges)("remotely: %s", (_why, current, proposed, accepted) => {
  let id = 0;
  const read = (value: unknown) => {
    const file = readPolicyFile(value, () => `id-${id++}`);
    if (file === null) throw new Error("a row that is no policy file");
    return file;
  };
  expect(isNotLooser(read(proposed), read(current))).toBe(accepted);
});

test("a very long text is made visible in a moment, not in a time that grows with its square", () => {
  const text = `ф${"а".repeat(600_000)}`;
  expect(reveal(text) === text).toBe(true);
});

test.each(readable)("is left as it is: %s", (_what, text) => {
  expect(reveal(text)).toBe(text);
  expect(hasInvisible(text)).toBe(false);
});

test.each(marked)("is marked: %s", (_what, text, shown) => {
  expect(reveal(text)).toBe(shown);
});

test.each(commands)("in a command: %s", (_what, text, shown) => {
  expect(revealCommand(text)).toBe(shown);
});
