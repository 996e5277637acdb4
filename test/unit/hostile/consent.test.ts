import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withFields } from "../../../src/core/exec/policy/edit-policy.ts";
import {
  agent,
  bench,
  closed,
  notPosix,
  person,
  ran,
  shown,
  startOver,
  touch,
  useConsentBench,
} from "./consent-bench.ts";

useConsentBench();

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

  test("code in the arguments cannot be always allowed", async () => {
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
    startOver({ security: "full", ask: "off" }, { running: 1 });
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
    startOver({ security: "full", ask: "always", askFallback: "full" }, { questionMs: 1 });
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
    startOver({ security: "full", ask: "always", askFallback: "full" });
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
    startOver({ security: "full", ask: "always", askFallback: "full" });
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
