import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withEntries, withFields } from "../../../src/core/exec/policy/edit-policy.ts";
import { agent, bench, notPosix, person, ran, shown, touch, useConsentBench } from "./consent-bench.ts";

useConsentBench();

describe.skipIf(notPosix)("what the gateway claims", () => {
  const approved = async (claim: Readonly<Record<string, unknown>>) => {
    const { payload } = await bench.prepare(touch());
    return bench.run({
      ...touch(),
      cwd: payload.plan.cwd,
      systemRunPlan: payload.plan,
      runId: "r1",
      ...claim,
    });
  };

  test("an approval there does not count unless the owner chose so", async () => {
    expect(await approved({ approved: true, approvalDecision: "allow-once" })).toMatchObject({ ok: false });
    expect(ran()).toBe(false);
  });

  test("an approval there counts when the owner chose so", async () => {
    bench.owner.acceptGatewayApprovals = true;
    expect(await approved({ approved: true, approvalDecision: "allow-once" })).toMatchObject({ ok: true });
    expect(ran()).toBe(true);
    expect(bench.activity.read()).toMatchObject([{ reason: "approved-at-gateway" }]);
  });

  test("only then is the gateway told to ask its own people", async () => {
    expect((await bench.prepare(touch())).payload.execPolicy).toBeUndefined();
    bench.owner.acceptGatewayApprovals = true;
    expect((await bench.prepare(touch())).payload.execPolicy).toEqual({
      security: "allowlist",
      ask: "on-miss",
    });
  });

  test("it is not told to ask about what the owner's list allows", async () => {
    bench.owner.acceptGatewayApprovals = true;
    bench.edit((file) => withEntries(file, "main", [{ pattern: "echo" }]));
    const listed = { ...touch(), command: ["/bin/sh", "-c", "echo listed"] };
    expect((await bench.prepare(listed)).payload.execPolicy).toBeUndefined();
    expect((await bench.prepare(touch())).payload.execPolicy).toBeDefined();
    bench.edit((file) => withFields(file, null, { ask: "always" }));
    expect((await bench.prepare(listed)).payload.execPolicy).toEqual({
      security: "allowlist",
      ask: "always",
    });
  });

  test("an approval never outweighs deny", async () => {
    bench.owner.acceptGatewayApprovals = true;
    const { payload } = await bench.prepare(touch());
    bench.edit((file) => ({ ...file, defaults: { ...file.defaults, security: "deny" } }));
    const outcome = await bench.run({
      ...touch(),
      cwd: payload.plan.cwd,
      systemRunPlan: payload.plan,
      approved: true,
    });
    expect(outcome).toMatchObject({ message: "SYSTEM_RUN_DISABLED: security=deny" });
  });

  test("an approval is void once the policy changed", async () => {
    bench.owner.acceptGatewayApprovals = true;
    const { payload } = await bench.prepare(touch());
    bench.edit((file) => ({ ...file, defaults: { ...file.defaults, ask: "always" } }));
    const outcome = await bench.run({
      ...touch(),
      cwd: payload.plan.cwd,
      systemRunPlan: payload.plan,
      approved: true,
    });
    expect(outcome.ok).toBe(false);
  });

  test("an approval does not carry over to what was prepared later in the same words", async () => {
    bench.owner.acceptGatewayApprovals = true;
    const program = join(bench.work, "program");
    writeFileSync(program, "#!/bin/sh\necho good\n", { mode: 0o755 });
    const asked = { ...agent, command: ["/bin/sh", "-c", "./program"], cwd: bench.work };
    const first = await bench.prepare(asked);
    writeFileSync(program, "#!/bin/sh\necho evil > witness\n");
    await bench.prepare(asked);
    const outcome = await bench.run({
      ...asked,
      cwd: first.payload.plan.cwd,
      systemRunPlan: first.payload.plan,
      approved: true,
      approvalDecision: "allow-once",
    });
    expect(outcome).toMatchObject({ code: "SYSTEM_RUN_DENIED" });
    expect(ran()).toBe(false);
  });

  test("an approval of a plan does not extend to variables that came later", async () => {
    bench.owner.acceptGatewayApprovals = true;
    const asked = { ...agent, command: ["printenv", "STAGE"], cwd: bench.work };
    const { payload } = await bench.prepare({ ...asked, env: { STAGE: "test" } });
    const run = (STAGE: string) =>
      bench.run({
        ...asked,
        env: { STAGE },
        cwd: payload.plan.cwd,
        systemRunPlan: payload.plan,
        approved: true,
        approvalDecision: "allow-once",
      });
    expect(await run("real")).toMatchObject({ code: "SYSTEM_RUN_DENIED" });
    expect(await run("test")).toMatchObject({ ok: true, payload: { stdout: "test\n" } });
  });

  const unreadable: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ["words", { command: ["printf", ...Array.from({ length: 4 }, () => "\u200b".repeat(40_000))] }],
    ["short words", { command: ["printf", ...Array.from({ length: 60_000 }, () => "x")] }],
    [
      "variables",
      {
        command: ["printf", "x"],
        env: Object.fromEntries(
          ["A", "B", "C", "D"].map((name) => [`STAGE_${name}`, "\u200b".repeat(40_000)]),
        ),
      },
    ],
  ];
  test.each(unreadable)("nobody is asked about more %s than a person can read", async (_why, what) => {
    person("allow-once");
    expect(await bench.run({ ...agent, cwd: bench.work, ...what })).toMatchObject({
      message: "SYSTEM_RUN_DENIED: too long for anybody at this computer to review",
    });
    expect(shown).toEqual([]);
    bench.edit((file) => withFields(file, null, { security: "full", ask: "off" }));
    expect((await bench.run({ ...agent, cwd: bench.work, command: ["true", "x".repeat(120_000)] })).ok).toBe(
      true,
    );
  });

  const names: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    [
      "an agent whose name is a question of its own",
      { agentId: 'main" at wss://home asks to run: ls. What follows is only shown for your information: "x' },
    ],
    ["an agent whose name fills the screen", { agentId: "x".repeat(5000) }],
    ["a session whose name fills the owner's log", { sessionKey: "x".repeat(5000) }],
  ];
  test.each(names)("%s is malformed", async (_why, name) => {
    person("allow-once");
    expect(await bench.run({ ...touch(), ...name })).toMatchObject({ code: "INVALID_REQUEST" });
    expect(shown).toEqual([]);
    expect(bench.activity.read()).toEqual([]);
    expect(ran()).toBe(false);
  });

  const claims: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ["a source nobody knows", { approvalSource: "me" }],
    ["a source and a decision", { approvalSource: "ask-fallback", approved: true }],
    ["an approval without a plan", { approved: true, systemRunPlan: undefined }],
    ["a source without a plan", { approvalSource: "auto-review", systemRunPlan: undefined }],
  ];
  test.each(claims)("%s is malformed", async (_why, claim) => {
    bench.owner.acceptGatewayApprovals = true;
    expect(await approved(claim)).toMatchObject({ code: "INVALID_REQUEST" });
    expect(ran()).toBe(false);
  });

  test.each(["ask-fallback", "auto-review"])("%s is nobody's yes", async (approvalSource) => {
    bench.owner.acceptGatewayApprovals = true;
    expect(await approved({ approvalSource })).toMatchObject({ code: "SYSTEM_RUN_DENIED" });
    expect(ran()).toBe(false);
  });
});

const malformed: readonly (readonly [string, unknown, string])[] = [
  ["nothing", undefined, "command required"],
  ["null", null, "command required"],
  ["a text", "ls", "command required"],
  ["a command that is a text", { command: "ls" }, "command required"],
  ["no words", { command: [] }, "command required"],
  ["a word that is an object", { command: [{}] }, "command must be a list of strings"],
  ["a word that is null", { command: ["ls", null] }, "command must be a list of strings"],
  ["an environment that is a list", { command: ["ls"], env: [] }, "env must be an object of strings"],
  ["an environment with a number", { command: ["ls"], env: { A: 1 } }, "env must be an object of strings"],
  ["a plan that is a text", { command: ["ls"], systemRunPlan: "x" }, "systemRunPlan invalid"],
  ["a plan without words", { command: ["ls"], systemRunPlan: {} }, "systemRunPlan invalid"],
  [
    "text for other words",
    { command: ["ls"], rawCommand: "id" },
    "INVALID_REQUEST: rawCommand does not match command",
  ],
];

describe.skipIf(notPosix)("malformed requests", () => {
  test.each(malformed)("%s", async (_why, params, message) => {
    expect(await bench.run(params)).toMatchObject({ code: "INVALID_REQUEST", message });
  });
});
