import { describe, expect, test } from "vitest";
import { readArguments } from "../../../src/cli/arguments.ts";
import { activityLines } from "../../../src/cli/view/activity.ts";
import { policyLines, policySentence } from "../../../src/cli/view/policy.ts";
import type { ActivityEntry } from "../../../src/core/exec/activity.ts";
import { decide, decideAlone } from "../../../src/core/exec/policy/decision.ts";
import {
  entriesNamed,
  withEntries,
  withFields,
  withoutEntry,
} from "../../../src/core/exec/policy/edit-policy.ts";
import {
  type ApprovalsFile,
  type Ask,
  defaultFile,
  policyFor,
  type Security,
} from "../../../src/core/exec/policy/policy.ts";

const action = (...words: string[]) => {
  const read = readArguments(["approvals", ...words]);
  if (!read.ok) return read.failure;
  return read.value.command === "approvals" ? read.value.options.action : null;
};

describe("the arguments of approvals", () => {
  test("are a request each", () => {
    expect(action()).toEqual({ kind: "show" });
    expect(action("allow", "git")).toEqual({ kind: "allow", pattern: "git", agent: null });
    expect(action("allow", "~/bin/*", "--agent", "default")).toEqual({
      kind: "allow",
      pattern: "~/bin/*",
      agent: "main",
    });
    expect(action("remove", "4f3a1122")).toEqual({ kind: "remove", id: "4f3a1122" });
    expect(action("set", "--security", "full", "--ask", "off", "--agent", "main")).toEqual({
      kind: "set",
      agent: "main",
      fields: { security: "full", ask: "off" },
      choices: {},
    });
    expect(action("set", "--auto-allow-skills", "on", "--agent", "main")).toMatchObject({
      agent: "main",
      fields: { autoAllowSkills: true },
    });
    expect(action("set", "--remote-may-loosen", "on", "--accept-gateway-approvals", "off")).toEqual({
      kind: "set",
      agent: null,
      fields: {},
      choices: { remoteMayLoosen: true, acceptGatewayApprovals: false },
    });
  });

  test.each([
    [["dance"], /not "dance"/],
    [["allow"], /Specify a program/],
    [["allow", "git", "ls"], /Specify a program/],
    [["allow", "./tool"], /full path/],
    [["allow", "bin/tool"], /full path/],
    [["allow", "gi\u202et"], /Specify a program/],
    [["allow", "git status"], /without its arguments/],
    [["allow", "git", "--ask", "off"], /--ask belongs to: clawtray approvals set/],
    [["remove", "4f"], /with the ID/],
    [["remove", "4f3a1122", "--agent", "main"], /--agent belongs to/],
    [["set"], /Specify what to set/],
    [["set", "--security", "most"], /deny, allowlist, full, not "most"/],
    [["set", "--ask", "never"], /off, on-miss, always/],
    [["set", "--remote-may-loosen", "yes"], /on, off/],
    [["set", "--auto-allow-skills", "git"], /on, off/],
    [["set", "--agent", "", "--ask", "off"], /--agent needs/],
    [["set", "--agent", "main", "--remote-may-loosen", "on"], /apply to every agent/],
    [["--security", "full"], /--security belongs to/],
  ])("%j are refused with a sentence", (words, sentence) => {
    expect(action(...words)).toMatch(sentence);
  });
});

describe("the arguments of activity", () => {
  const read = (...words: string[]) => {
    const invocation = readArguments(["activity", ...words]);
    return invocation.ok ? "options" in invocation.value && invocation.value.options : invocation.failure;
  };

  test("narrow what is shown", () => {
    expect(read()).toMatchObject({ agent: null, deniedOnly: false, since: null, limit: 50, clear: false });
    expect(read("--denied", "--since", "2h", "--limit", "7", "--agent", "main", "--json")).toMatchObject({
      agent: "main",
      deniedOnly: true,
      since: 7_200_000,
      limit: 7,
      json: true,
    });
  });

  test.each([
    [["--since", "soon"], /such as 2h/],
    [["--since", "-1h"], /^[^\n]+ Try: clawtray --help$/],
    [["--limit", "0"], /--limit takes a whole number/],
    [["--clear", "--denied"], /--clear deletes all/],
    [["everything"], /./],
  ])("%j are refused", (words, sentence) => {
    expect(read(...words)).toMatch(sentence);
  });
});

describe("editing the rules", () => {
  test("adds an entry once, finds it by the beginning of its id, and takes it away", () => {
    const once = withEntries(defaultFile, "*", [{ pattern: "git", id: "abcd-1" }]);
    expect(withEntries(once, "*", [{ pattern: "git", id: "abcd-2" }])).toEqual(once);
    const both = withEntries(once, "main", [{ pattern: "ls", id: "abcd-3" }]);
    expect(entriesNamed(both, "ABCD")).toHaveLength(2);
    expect(entriesNamed(both, "abcd-3")).toMatchObject([{ agentId: "main", entry: { pattern: "ls" } }]);
    expect(policyFor(withoutEntry(both, "abcd-3"), "main").allowlist).toMatchObject([{ pattern: "git" }]);
  });

  test("for every agent takes effect also where a rule for `*` stood, and leaves an agent its own", () => {
    const file: ApprovalsFile = {
      ...defaultFile,
      agents: {
        "*": { ask: "off", askFallback: "allowlist", allowlist: [{ pattern: "git" }] },
        main: { ask: "always" },
      },
    };
    const edited = withFields(file, null, { ask: "on-miss" });
    expect(policyFor(edited, "other")).toMatchObject({ ask: "on-miss", askFallback: "allowlist" });
    expect(policyFor(edited, "other").allowlist).toHaveLength(1);
    expect(policyFor(edited, "main").ask).toBe("always");
    expect(policyFor(withFields(file, "main", { security: "deny" }), "main").security).toBe("deny");
    expect(policyFor(withFields(file, "main", { security: "deny" }), "other").security).toBe("allowlist");
  });
});

describe("what the rules are said to mean", () => {
  const securities: readonly Security[] = ["deny", "allowlist", "full"];
  const asks: readonly Ask[] = ["off", "on-miss", "always"];
  const every = securities.flatMap((security) =>
    asks.flatMap((ask) => securities.map((askFallback) => ({ security, ask, askFallback }))),
  );

  test.each(every)("is what they do: $security, $ask, $askFallback", (policy) => {
    const sentence = policySentence(policy);
    const answers = [true, false].map((allowlisted) => {
      const input = { policy, allowlisted, approvedAtGateway: false };
      const decision = decide(input);
      return { decision: decision.kind, alone: decision.kind === "ask" ? decideAlone(input).kind : null };
    });
    const [trusted, other] = answers;
    expect(/^Nothing runs/.test(sentence)).toBe(policy.security === "deny");
    expect(/[Nn]obody is asked/.test(sentence)).toBe(
      policy.security !== "deny" && answers.every(({ decision }) => decision !== "ask"),
    );
    expect(/^Everything runs/.test(sentence)).toBe(answers.every(({ decision }) => decision === "allow"));
    expect(/^You are asked every time/.test(sentence)).toBe(
      answers.every(({ decision }) => decision === "ask"),
    );
    if (other?.decision !== "ask") return;
    expect(/nobody can be asked, it runs/.test(sentence)).toBe(other.alone === "allow");
    expect(/nobody can be asked, it is refused/.test(sentence)).toBe(
      other.alone === "deny" && trusted?.alone !== "allow",
    );
  });

  test("shows each entry with what it covers, and nothing that acts on a terminal", () => {
    const file: ApprovalsFile = {
      ...defaultFile,
      agents: {
        "*": { allowlist: [{ pattern: "git", id: "11112222-3" }] },
        "ev\u001bil": {
          allowlist: [
            { pattern: "/bin/e\u202echo", id: "33334444-5", argPattern: "^-n" },
            {
              pattern: "/bin/ls",
              id: "55556666-7",
              source: "allow-always",
              argPattern: "sha256:cwd-argv:v1:00",
              lastUsedCommand: "ls \u001b[2J",
            },
          ],
        },
      },
    };
    const text = policyLines(file, { remoteMayLoosen: false, acceptGatewayApprovals: true }, "/x").join("\n");
    expect(text).toContain("11112222  git  any arguments");
    expect(text).toContain("exactly one command, in one folder");
    expect(text).toContain("ls ⟨U+001B⟩[2J");
    expect(text).toContain("arguments like ^-n");
    expect(text).toContain("An approval given at the gateway counts here.");
    for (const character of ["\u001b", "\u202e"]) expect(text).not.toContain(character);
  });
});

describe("an entry of the activity", () => {
  const entry: ActivityEntry = {
    at: Date.UTC(2026, 0, 2, 3, 4, 5),
    gateway: "wss://gateway",
    agent: "main",
    session: null,
    command: "echo \u001b]0;x\u0007",
    directory: "/home/me",
    decision: "allowed",
    reason: "approved-once",
    exitCode: 0,
    signal: null,
    timedOut: false,
    durationMs: 12,
  };

  test("says when, what, how it ended and why, and nothing of it acts on a terminal", () => {
    const text = activityLines(entry).join("\n");
    expect(text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}exit 0, 12 ms {2}\(you allowed it once\)\n/);
    expect(text).toContain("echo ⟨U+001B⟩]0;x⟨U+0007⟩");
    expect(text).toContain("agent main at wss://gateway, in /home/me");
  });

  test.each([
    [
      { decision: "denied", reason: "denied-by-person", durationMs: null, exitCode: null },
      "refused  (you refused)",
    ],
    [{ timedOut: true, exitCode: 124 }, "timed out, 12 ms"],
    [{ signal: "SIGKILL", exitCode: null }, "ended by SIGKILL, 12 ms"],
    [{ exitCode: null }, "did not start, 12 ms"],
  ] as const)("%j reads %s", (change, text) => {
    expect(activityLines({ ...entry, ...change })[0]).toContain(text);
  });
});
