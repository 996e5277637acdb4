import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withEntries, withFields } from "../../../src/core/exec/policy/edit-policy.ts";
import type { Question, QuestionAnswer, QuestionEnd } from "../../../src/shared/question.ts";
import { createExecBench, type ExecBench } from "./exec-bench.ts";

const notPosix = process.platform === "win32";
const agent = { agentId: "main", sessionKey: "agent:main:main" };

let bench: ExecBench;
let shown: Question[];
let closed: QuestionEnd[];
beforeEach(() => {
  bench = createExecBench({});
  shown = [];
  closed = [];
});
afterEach(() => bench.remove());

/** A person who always answers the same, or looks on. */
function person(answer: QuestionAnswer | null, meanwhile: () => void = () => {}): () => void {
  return bench.questions.attach({
    show(question) {
      shown.push(question);
      if (answer === null) return;
      queueMicrotask(() => {
        meanwhile();
        bench.questions.answer(question.id, question.answers.includes(answer) ? answer : "allow-once");
      });
    },
    close: (_id, end) => closed.push(end),
  });
}

const touch = () => ({ command: ["/bin/sh", "-c", "echo ran > witness"], cwd: bench.work, ...agent });
const ran = () => existsSync(join(bench.work, "witness"));

describe.skipIf(notPosix)("who may say yes", () => {
  test("with nobody there, an unknown command does not run", async () => {
    const outcome = await bench.runPlanned(touch());
    expect(outcome).toMatchObject({
      code: "SYSTEM_RUN_DENIED",
      message: "SYSTEM_RUN_DENIED: approval required",
    });
    expect(ran()).toBe(false);
    expect(bench.events).toMatchObject([
      {
        event: "exec.denied",
        payload: { host: "node", reason: "approval-required", sessionKey: "agent:main:main" },
      },
    ]);
    expect(bench.activity.read()).toMatchObject([{ decision: "denied", agent: "main", durationMs: null }]);
  });

  test("a person's yes runs it once, and the next time asks again", async () => {
    person("allow-once");
    expect((await bench.runPlanned(touch())).ok).toBe(true);
    expect((await bench.runPlanned(touch())).ok).toBe(true);
    expect(shown.length).toBe(2);
    expect(ran()).toBe(true);
  });

  test("a person's no keeps it from running", async () => {
    person("deny");
    expect(await bench.runPlanned(touch())).toMatchObject({ code: "SYSTEM_RUN_DENIED" });
    expect(ran()).toBe(false);
  });

  test("always is remembered for these words, this directory and this agent only", async () => {
    person("allow-always");
    const list = (cwd: string, ...words: string[]) =>
      bench.runPlanned({ ...agent, command: ["ls", ...words], cwd });
    const other = join(bench.work, "other");
    mkdirSync(other);
    await list(bench.work, "-a");
    expect(shown.length).toBe(1);
    await list(bench.work, "-a");
    expect(shown.length).toBe(1);
    await list(bench.work, "-l");
    await list(other, "-a");
    await bench.runPlanned({ command: ["ls", "-a"], cwd: bench.work, agentId: "another" });
    await bench.runPlanned({ command: ["ls", "-a"], cwd: bench.work });
    expect(shown.length).toBe(5);
    expect(shown.at(-1)?.answers).toEqual(["deny", "allow-once"]);
  });

  test("code in the arguments cannot be allowed for good", async () => {
    person(null);
    const cancel = new AbortController();
    const running = bench.run(
      { ...agent, command: ["/bin/sh", "-c", `${process.execPath} -e 1`], cwd: bench.work },
      { signal: cancel.signal },
    );
    await expect.poll(() => shown[0]?.answers).toEqual(["deny", "allow-once"]);
    expect(shown[0]?.unusual).toContain("inline-code");
    expect(bench.questions.answer(shown[0]?.id ?? "", "allow-always")).toBe(false);
    cancel.abort();
    expect((await running).ok).toBe(false);
    expect(closed).toEqual([{ kind: "withdrawn" }]);
  });

  test("a file swapped while the question is open is not run", async () => {
    const program = join(bench.work, "program");
    writeFileSync(program, "#!/bin/sh\necho good\n", { mode: 0o755 });
    person("allow-once", () => writeFileSync(program, "#!/bin/sh\necho evil > witness\n"));
    const outcome = await bench.run({ ...agent, command: ["./program"], cwd: bench.work });
    expect(outcome).toMatchObject({ code: "SYSTEM_RUN_DENIED" });
    expect(ran()).toBe(false);
  });

  test("a policy set to deny while the question is open wins over the answer", async () => {
    person("allow-once", () =>
      bench.edit((file) => ({ ...file, defaults: { ...file.defaults, security: "deny" } })),
    );
    expect(await bench.runPlanned(touch())).toMatchObject({ message: "SYSTEM_RUN_DISABLED: security=deny" });
    expect(ran()).toBe(false);
  });

  test("a policy set to deny while an allowed command waits for its turn wins", async () => {
    bench.remove();
    bench = createExecBench({ security: "full", ask: "off" }, { running: 1 });
    const before = bench.run({
      ...agent,
      command: ["/bin/sh", "-c", "until [ -e go ]; do sleep 0.05; done"],
      cwd: bench.work,
    });
    while (bench.events.length === 0) await new Promise((done) => setImmediate(done));
    const waiting = bench.run(touch());
    bench.edit((file) => ({ ...file, defaults: { ...file.defaults, security: "deny" } }));
    writeFileSync(join(bench.work, "go"), "");
    expect(await before).toMatchObject({ ok: true });
    expect(await waiting).toMatchObject({ message: "SYSTEM_RUN_DISABLED: security=deny" });
    expect(ran()).toBe(false);
  });

  test("when nobody answers in time it does not run, whatever the fallback says", async () => {
    bench.remove();
    bench = createExecBench({ security: "full", ask: "always", askFallback: "full" }, { questionMs: 1 });
    person(null);
    expect(await bench.runPlanned(touch())).toMatchObject({ code: "SYSTEM_RUN_DENIED" });
    expect(closed).toEqual([{ kind: "expired" }]);
    expect(ran()).toBe(false);
  });

  test("two thousand unknown commands at once are all answered with no", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 2000 }, (_unused, index) =>
        bench.run({ ...agent, command: ["curl", String(index)] }),
      ),
    );
    expect(outcomes.every(({ ok }) => !ok)).toBe(true);
    expect(bench.events.every(({ event }) => event === "exec.denied")).toBe(true);
  }, 60_000);

  test("a storm of questions does not pass for nobody being there", async () => {
    bench.remove();
    bench = createExecBench({ security: "full", ask: "always", askFallback: "full" });
    person(null);
    const cancel = new AbortController();
    const storm = Array.from({ length: 300 }, (_unused, index) =>
      bench.run({ ...agent, command: ["/bin/echo", String(index)] }, { signal: cancel.signal }),
    );
    expect(await bench.run(touch())).toMatchObject({ code: "SYSTEM_RUN_DENIED" });
    expect(bench.activity.read().at(-1)).toMatchObject({ reason: "too-many-questions" });
    expect(ran()).toBe(false);
    cancel.abort();
    expect((await Promise.all(storm)).some(({ ok }) => ok)).toBe(false);
  });

  test("what holds with nobody there is what holds when the last one leaves", async () => {
    bench.remove();
    bench = createExecBench({ security: "full", ask: "always", askFallback: "full" });
    const leave = bench.questions.attach({ show() {}, close() {} });
    const asked = bench.run(touch());
    await expect.poll(() => bench.questions.pending().length).toBe(1);
    bench.edit((file) => withFields(file, null, { askFallback: "deny" }));
    leave();
    expect(await asked).toMatchObject({ message: "SYSTEM_RUN_DENIED: approval required" });
    expect(ran()).toBe(false);
  });

  test("a storm of questions is bounded, and cancelling clears it", async () => {
    person(null);
    const cancels = Array.from({ length: 500 }, () => new AbortController());
    const storm = cancels.map((cancel, index) =>
      bench.run(
        { ...agent, command: ["/bin/echo", String(index)], cwd: bench.work },
        { signal: cancel.signal },
      ),
    );
    await expect.poll(() => bench.questions.pending().length).toBe(200);
    for (const cancel of cancels) cancel.abort();
    await Promise.all(storm);
    expect(bench.questions.pending()).toEqual([]);
  });
});

describe.skipIf(notPosix)("what the gateway's skills use", () => {
  const trustSkills = (autoAllowSkills: boolean) =>
    bench.edit((file) => withFields(file, null, { autoAllowSkills }));
  const run = (...command: string[]) => bench.runPlanned({ command, cwd: bench.work, ...agent });

  test("is trusted where the owner says so, by name, also inside a shell", async () => {
    bench.skills.programs = ["ls"];
    trustSkills(true);
    expect(await run("ls")).toMatchObject({ ok: true });
    expect(await run("/bin/sh", "-lc", "ls && ls -l")).toMatchObject({ ok: true });
    expect(bench.activity.read()).toMatchObject([{ reason: "skill" }, { reason: "skill" }]);
  });

  test("means nothing where the owner does not say so, and the gateway is not even asked", async () => {
    bench.skills.programs = ["touch"];
    expect(await run("touch", "witness")).toMatchObject({ ok: false });
    expect(bench.skills.asked).toBe(0);
  });

  test("means nothing any more once the owner took it back while the gateway was asked", async () => {
    bench.skills.programs = ["touch"];
    trustSkills(true);
    bench.skills.meanwhile = () => trustSkills(false);
    expect(await run("touch", "witness")).toMatchObject({ ok: false });
    expect(ran()).toBe(false);
  });

  test.each([
    ["a program by its path", ["/usr/bin/touch", "witness"]],
    ["another program", ["tee", "witness"]],
    ["another program beside it", ["/bin/sh", "-c", "touch other && tee witness"]],
    ["code in the arguments", ["awk", 'BEGIN { print > "witness" }']],
  ])("does not make %s trusted", async (_what, command) => {
    bench.skills.programs = ["touch", "awk"];
    trustSkills(true);
    expect(await run(...command)).toMatchObject({ message: "SYSTEM_RUN_DENIED: approval required" });
    expect(ran()).toBe(false);
  });

  test.each(["*", "**", "t*", "touc?", "/usr/bin/touch", "/**", "~/touch", "", " touch", "../touch"])(
    "is no program's name: %j",
    async (name) => {
      bench.skills.programs = [name];
      trustSkills(true);
      expect(await run("touch", "witness")).toMatchObject({ ok: false });
      expect(await run("/usr/bin/touch", "witness")).toMatchObject({ ok: false });
    },
  );

  test("is asked about where the owner wants to be asked every time", async () => {
    bench.skills.programs = ["touch"];
    trustSkills(true);
    bench.edit((file) => withFields(file, null, { ask: "always" }));
    person("deny");
    expect(await run("touch", "witness")).toMatchObject({ ok: false });
    expect(shown).toHaveLength(1);
  });

  test("is nothing the gateway's own people need be asked about", async () => {
    bench.skills.programs = ["ls"];
    bench.owner.acceptGatewayApprovals = true;
    trustSkills(true);
    const prepared = await bench.prepare({ command: ["ls"], cwd: bench.work, ...agent });
    expect(prepared.payload.execPolicy).toBeUndefined();
  });
});

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

  test("an approval of a plan does not reach to variables that came later", async () => {
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
      message: "SYSTEM_RUN_DENIED: longer than anybody at this computer could read",
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
  ["a word that is an object", { command: [{}] }, "command must be a list of texts"],
  ["a word that is null", { command: ["ls", null] }, "command must be a list of texts"],
  ["an environment that is a list", { command: ["ls"], env: [] }, "env must be an object of texts"],
  ["an environment with a number", { command: ["ls"], env: { A: 1 } }, "env must be an object of texts"],
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

describe.skipIf(notPosix)("the policy from afar", () => {
  const allowing = { version: 1, defaults: { security: "full", ask: "off" } };
  const denying = { version: 1, defaults: { security: "deny" } };

  test("shows the defaults in full and a hash", async () => {
    const { payload } = await bench.get();
    expect(payload).toMatchObject({
      exists: true,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      file: { version: 1, defaults: { security: "allowlist", ask: "on-miss", askFallback: "deny" } },
    });
    expect(Object.keys(payload).sort()).toEqual(["exists", "file", "hash", "path"]);
    expect((await bench.get({ includeResolvedDefaults: true })).payload.resolvedDefaults).toEqual({
      security: "allowlist",
      ask: "on-miss",
      askFallback: "deny",
      autoAllowSkills: false,
    });
  });

  test("can be tightened, not loosened", async () => {
    const { hash } = (await bench.get()).payload;
    expect(await bench.set({ file: allowing, baseHash: hash })).toMatchObject({
      code: "INVALID_REQUEST",
      message: expect.stringContaining("owner"),
    });
    expect((await bench.get()).payload.hash).toBe(hash);
    expect(await bench.set({ file: denying, baseHash: hash })).toMatchObject({
      ok: true,
      payload: { file: { defaults: { security: "deny" } } },
    });
  });

  test("can be loosened when the owner allowed it", async () => {
    bench.owner.remoteMayLoosen = true;
    const { hash } = (await bench.get()).payload;
    expect(await bench.set({ file: allowing, baseHash: hash })).toMatchObject({ ok: true });
    expect((await bench.runPlanned(touch())).ok).toBe(true);
  });

  test("leaves the owner's record of an entry as it is", async () => {
    const entry = { pattern: "/usr/bin/ls", id: "known", lastUsedAt: 5, lastUsedCommand: "ls -l" };
    bench.edit((file) => ({ ...file, agents: { main: { allowlist: [entry] } } }));
    const { hash, file } = (await bench.get()).payload;
    const told = { pattern: "/usr/bin/ls", id: "other", lastUsedAt: 9, lastUsedCommand: "rm -rf /" };
    const changed = await bench.set({
      file: { ...(file as object), agents: { main: { ask: "always", allowlist: [told] } } },
      baseHash: hash,
    });
    expect(changed.payload.file).toMatchObject({ agents: { main: { ask: "always", allowlist: [entry] } } });
  });

  test("needs the hash of what is there", async () => {
    const { hash } = (await bench.get()).payload;
    expect(await bench.set({ file: denying })).toMatchObject({ code: "INVALID_REQUEST" });
    expect(await bench.set({ file: denying, baseHash: "0".repeat(64) })).toMatchObject({
      code: "INVALID_REQUEST",
    });
    const [one, other] = await Promise.all([
      bench.set({ file: denying, baseHash: hash }),
      bench.set({ file: { ...denying, agents: { main: {} } }, baseHash: hash }),
    ]);
    expect([one?.ok, other?.ok].sort()).toEqual([false, true]);
  });

  test.each([
    undefined,
    null,
    {},
    { file: "x" },
    { file: {} },
    { file: { version: 2 } },
    { file: { version: 1, agents: [] } },
  ])("%j is no policy", async (params) => {
    expect(await bench.set(params)).toMatchObject({ code: "INVALID_REQUEST" });
  });

  test("a broken file is kept aside, everything is denied, and a restart does not change that", async () => {
    const path = join(bench.state, "exec-approvals.json");
    writeFileSync(path, '{"version":1,"defaults":{"security":"full"');
    expect(await bench.runPlanned(touch())).toMatchObject({ message: "SYSTEM_RUN_DISABLED: security=deny" });
    await bench.approvals.ensure();
    expect(JSON.parse(readFileSync(path, "utf8")).defaults.security).toBe("deny");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test.skipIf(process.getuid?.() === 0)("a file that cannot be read denies everything", async () => {
    chmodSync(join(bench.state, "exec-approvals.json"), 0);
    expect(await bench.runPlanned(touch())).toMatchObject({ message: "SYSTEM_RUN_DISABLED: security=deny" });
  });
});
