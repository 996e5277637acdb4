import { describe, expect, test } from "vitest";
import { type Decision, decide, decideAlone } from "../../../src/core/exec/policy/decision.ts";
import { withKnownEntries } from "../../../src/core/exec/policy/edit-policy.ts";
import {
  type Ask,
  defaultFile,
  policyFor,
  type Security,
  snapshotOf,
  snapshotStillHolds,
} from "../../../src/core/exec/policy/policy.ts";
import { readPolicyFile } from "../../../src/core/exec/policy/policy-file.ts";

const read = (value: unknown) => {
  const file = readPolicyFile(value, () => "new-id");
  if (file === null) throw new Error("no policy");
  return file;
};

describe("the policy for an agent", () => {
  const file = read({
    version: 1,
    defaults: { security: "full", ask: "always" },
    agents: {
      "*": { ask: "off", allowlist: ["ls"] },
      main: { security: "deny", allowlist: [{ pattern: "cat" }] },
    },
  });

  test("is its own, then everybody's, then the default", () => {
    expect(policyFor(file, "main")).toMatchObject({ security: "deny", ask: "off", askFallback: "deny" });
    expect(policyFor(file, "other")).toMatchObject({ security: "full", ask: "off" });
    expect(policyFor(defaultFile, "main")).toMatchObject({ security: "allowlist", ask: "on-miss" });
  });

  test("adds its list to everybody's; without an agent only everybody's counts", () => {
    expect(policyFor(file, "main").allowlist.map(({ pattern }) => pattern)).toEqual(["ls", "cat"]);
    expect(policyFor(file, null).allowlist.map(({ pattern }) => pattern)).toEqual(["ls"]);
    expect(policyFor(file, "*").allowlist.map(({ pattern }) => pattern)).toEqual(["ls"]);
  });

  test.each(["__proto__", "constructor", "toString"])(
    "an agent called %s gets no more than any other",
    (id) => {
      expect(policyFor(file, id)).toEqual(policyFor(file, "other"));
    },
  );
});

describe("reading a document", () => {
  test("keeps what is understood and drops the rest", () => {
    const file = read({
      version: 1,
      socket: { path: "/x", token: "secret" },
      defaults: { security: "everything", ask: "off", more: 1 },
      agents: {
        main: { allowlist: ["ls", "", 3, null, { pattern: " cat ", source: "other", commandText: "x" }] },
      },
    });
    expect(file).toEqual({
      version: 1,
      defaults: { security: "deny", ask: "off" },
      agents: {
        main: {
          allowlist: [
            { pattern: "ls", id: "new-id" },
            { pattern: "cat", id: "new-id" },
          ],
        },
      },
    });
  });

  test.each(["FULL", "Allowlist", "", 1, null])("takes the mistyped word %j for the strictest", (word) => {
    const fields = { security: word, ask: word, askFallback: word, autoAllowSkills: word };
    const strictest = { security: "deny", ask: "always", askFallback: "deny", autoAllowSkills: false };
    expect(read({ version: 1, defaults: fields, agents: { main: fields } })).toMatchObject({
      defaults: strictest,
      agents: { main: strictest },
    });
  });

  test("never frees an entry of an argument binding it cannot keep", () => {
    const entry = { pattern: "/bin/ls", argPattern: 5 };
    expect(read({ version: 1, agents: { main: { allowlist: [entry] } } }).agents.main?.allowlist).toEqual([]);
  });

  test.each([
    null,
    1,
    "x",
    [],
    {},
    { version: 2 },
    { version: 1, defaults: 1 },
    { version: 1, agents: { a: 1 } },
  ])("%j is none", (value) => {
    expect(readPolicyFile(value, () => "x")).toBeNull();
  });

  test("the agent older gateways called default is main", () => {
    expect(Object.keys(read({ version: 1, agents: { default: { ask: "always" } } }).agents)).toEqual([
      "main",
    ]);
  });
});

describe("an approval given under a policy", () => {
  const before = policyFor(read({ version: 1, agents: { main: { allowlist: ["a", "b"] } } }), "main");

  test("holds while the policy is the same, or has gained an entry", () => {
    const more = { ...before, allowlist: [...before.allowlist, { pattern: "c" }] };
    expect(snapshotStillHolds(snapshotOf(before), snapshotOf(before))).toBe(true);
    expect(snapshotStillHolds(snapshotOf(before), snapshotOf(more))).toBe(true);
  });

  test("is void once an entry is gone or a word changed", () => {
    const fewer = { ...before, allowlist: before.allowlist.slice(1) };
    expect(snapshotStillHolds(snapshotOf(before), snapshotOf(fewer))).toBe(false);
    expect(snapshotStillHolds(snapshotOf(before), snapshotOf({ ...before, ask: "always" }))).toBe(false);
  });
});

type Told =
  | "full"
  | "allowlist"
  | "security=deny"
  | "allowlist-miss"
  | "approval-required"
  | "nobody-to-ask"
  | "ask";
const told = (decision: Decision): Told => (decision.kind === "ask" ? "ask" : (decision.reason as Told));

/** [security, ask, on the list, not on the list], as docs/tools/exec-approvals.md has it. */
const decisions: readonly (readonly [Security, Ask, Told, Told])[] = [
  ["deny", "off", "security=deny", "security=deny"],
  ["deny", "on-miss", "security=deny", "security=deny"],
  ["deny", "always", "security=deny", "security=deny"],
  ["allowlist", "off", "allowlist", "allowlist-miss"],
  ["allowlist", "on-miss", "allowlist", "ask"],
  ["allowlist", "always", "ask", "ask"],
  ["full", "off", "full", "full"],
  ["full", "on-miss", "full", "full"],
  ["full", "always", "ask", "ask"],
];

test.each(decisions)("%s with ask %s", (security, ask, listed, unlisted) => {
  const policy = { security, ask, askFallback: "deny" as const };
  expect(told(decide({ policy, allowlisted: true, approvedAtGateway: false }))).toBe(listed);
  expect(told(decide({ policy, allowlisted: false, approvedAtGateway: false }))).toBe(unlisted);
});

/** [security, askFallback, on the list, not on the list] with nobody there. */
const fallbacks: readonly (readonly [Security, Security, Told, Told])[] = [
  ["full", "deny", "approval-required", "approval-required"],
  ["full", "allowlist", "nobody-to-ask", "approval-required"],
  ["full", "full", "nobody-to-ask", "nobody-to-ask"],
  ["allowlist", "deny", "approval-required", "approval-required"],
  ["allowlist", "allowlist", "nobody-to-ask", "approval-required"],
  ["allowlist", "full", "nobody-to-ask", "approval-required"],
  ["deny", "full", "approval-required", "approval-required"],
];

test.each(fallbacks)("nobody there, %s falling back to %s", (security, askFallback, listed, unlisted) => {
  const policy = { security, ask: "always" as const, askFallback };
  expect(told(decideAlone({ policy, allowlisted: true }))).toBe(listed);
  expect(told(decideAlone({ policy, allowlisted: false }))).toBe(unlisted);
});

test("an every-agent entry that is remotely copied to one of them keeps its bounds", () => {
  const bound = {
    pattern: "/usr/bin/make",
    source: "allow-always",
    argPattern: "^x$",
    contained: true,
  } as const;
  const current = { version: 1, defaults: {}, agents: { "*": { allowlist: [bound] } } } as const;
  const { contained: _contained, ...asTheGatewayKnowsIt } = bound;
  const proposed = { ...current, agents: { ...current.agents, main: { allowlist: [asTheGatewayKnowsIt] } } };
  expect(withKnownEntries(proposed, current).agents.main?.allowlist).toEqual([bound]);
});
