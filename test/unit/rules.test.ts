import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withEntries, withFields } from "../../src/core/exec/policy/edit-policy.ts";
import { type ApprovalsFile, defaultFile, type PolicyFields } from "../../src/core/exec/policy/policy.ts";
import { createApprovalsStore } from "../../src/core/exec/policy/store.ts";
import { ownerRules, rulesOf } from "../../src/main/state/rules.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const modes: readonly (readonly [PolicyFields, string])[] = [
  [{}, "asked"],
  [{ ask: "off" }, "refused"],
  [{ ask: "always" }, "each-time"],
  [{ security: "full" }, "everything"],
  [{ security: "full", ask: "off" }, "everything"],
  [{ security: "full", ask: "always" }, "each-time"],
  [{ security: "deny" }, "nothing"],
  [{ security: "deny", ask: "always" }, "nothing"],
];

describe("the owner's rules in the window", () => {
  test.each(modes)("%j means %s", (fields, mode) => {
    expect(rulesOf(withFields(defaultFile, null, fields))).toMatchObject({ mode, agentsDiffer: false });
  });

  test("tell that an agent has rules of its own", () => {
    const file = withFields(defaultFile, "ada", { security: "full" });
    expect(rulesOf(file)).toMatchObject({ mode: "asked", agentsDiffer: true });
  });

  test("list what is trusted and how far, the last used first, made visible", () => {
    let file: ApprovalsFile = withEntries(defaultFile, "*", [
      { pattern: "/usr/bin/git", id: "a" },
      { pattern: "npm", id: "b" },
      { pattern: "/usr/bin/ls", argPattern: "^-l$", id: "c" },
      { pattern: "/usr/bin/old", source: "allow-always", id: "d" },
    ]);
    file = withEntries(file, "a\u200bda", [
      {
        pattern: "/usr/bin/cp",
        argPattern: "sha256:cwd-argv:v1:00",
        source: "allow-always",
        id: "e",
        lastUsedAt: 5,
        lastUsedCommand: `cp \u202e${"x".repeat(1_000)}`,
      },
    ]);
    const { trusted, more } = rulesOf(file);
    expect(trusted.map(({ id, reach }) => [id, reach])).toEqual([
      ["e", "one-command"],
      ["a", "any"],
      ["b", "nothing"],
      ["c", "arguments"],
      ["d", "void"],
    ]);
    expect(trusted[0]).toMatchObject({ agent: "a⟨U+200B⟩da", program: "/usr/bin/cp", lastUsedAt: 5 });
    expect(trusted[0]?.command).toMatch(/^cp ⟨U\+202E⟩x{200,}…$/);
    expect(more).toBe(0);
  });

  test("list a hundred, and say how many more there are", () => {
    const entries = Array.from({ length: 130 }, (_, index) => ({ pattern: `/p${index}`, id: `i${index}` }));
    const { trusted, more } = rulesOf(withEntries(defaultFile, "*", entries));
    expect([trusted.length, more]).toEqual([100, 30]);
  });

  test("are reread each time, and lose an entry permanently when it is removed", async () => {
    const stateDir = temporaryDirectory();
    const rules = ownerRules(stateDir);
    expect(rules.read().trusted).toEqual([]);
    const store = createApprovalsStore(stateDir);
    await store.ensure();
    await store.change((file) => withEntries(file, "*", [{ pattern: "/usr/bin/git", id: "a" }]));
    expect(rules.read().trusted).toHaveLength(1);
    expect(await rules.remove("b")).toBe(false);
    expect(await rules.remove("a")).toBe(true);
    expect(rules.read().trusted).toEqual([]);
    expect(await rules.remove("a")).toBe(false);
  });

  test("say that nothing runs while the file cannot be understood, and remove nothing from it", async () => {
    const stateDir = temporaryDirectory();
    writeFileSync(join(stateDir, "exec-approvals.json"), "{");
    const rules = ownerRules(stateDir);
    expect(rules.read()).toMatchObject({ mode: "nothing", trusted: [] });
    expect(await rules.remove("")).toBe(false);
  });
});
