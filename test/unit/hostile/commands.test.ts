import { describe, expect, test } from "vitest";
import { type AnalysisWorld, analyse } from "../../../src/core/exec/analysis/analyse.ts";
import { judge as judgeByList } from "../../../src/core/exec/policy/allowlist.ts";
import { decide } from "../../../src/core/exec/policy/decision.ts";
import { type AllowlistEntry, defaultFields } from "../../../src/core/exec/policy/policy.ts";
import {
  carriers,
  directCommands,
  inlineInterpreters,
  type Row,
  shellText,
  transparentWrappers,
  type Verdict,
  windowsCommands,
} from "./commands.table.ts";
import { posixWorld, standardAllowlist, windowsAllowlist, windowsWorld } from "./world.ts";

function judge(argv: readonly string[], world: AnalysisWorld, entries: readonly AllowlistEntry[]): Verdict {
  const analysis = analyse(argv, world);
  if (analysis.refusal !== null) return "refuse";
  const context = {
    cwd: world.cwd,
    home: "/home/owner",
    platform: world.platform,
    realPath: (path: string) => world.locate(path, world.cwd)?.realPath ?? null,
    variables: [],
    content: () => null,
  };
  const { vouch } = judgeByList(analysis, entries, context);
  if (vouch === "contained") return "contain";
  const allowlisted = vouch === "free";
  const decision = decide({ policy: defaultFields, allowlisted, approvedAtGateway: false });
  return decision.kind === "deny" ? "refuse" : decision.kind;
}

const families: readonly (readonly [string, readonly Row[]])[] = [
  ["direct commands", directCommands],
  ["transparent wrappers", transparentWrappers],
  ["programs that run other programs", carriers],
  ["interpreters", inlineInterpreters],
  ["shell text", shellText],
];

describe.each(families)("%s", (_family, rows) => {
  test.each(rows)("%s", (_why, argv, verdict) => {
    const answer = judge(argv, posixWorld, standardAllowlist);
    // Where nothing can contain it, what would run contained is asked about.
    expect(answer === "contain" && verdict === "ask" ? "ask" : answer).toBe(verdict);
  });
});

describe("windows", () => {
  test.each(windowsCommands)("%s", (_why, argv, verdict) => {
    const answer = judge(argv, windowsWorld, windowsAllowlist);
    expect(answer === "contain" ? "ask" : answer).toBe(verdict);
  });
});

test("the same requests are never merely asked about where everything is denied", () => {
  const policy = { ...defaultFields, security: "deny" as const };
  expect(decide({ policy, allowlisted: true, approvedAtGateway: true }).kind).toBe("deny");
});
