import { createHash } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createActivityLog } from "../../../src/core/exec/activity.ts";
import { withFields } from "../../../src/core/exec/policy/edit-policy.ts";
import { createExecBench, type ExecBench } from "./exec-bench.ts";

let bench: ExecBench;
beforeEach(() => {
  bench = createExecBench({});
});
afterEach(() => bench.remove());

const notPosix = process.platform === "win32";

describe.skipIf(notPosix)("preparing a command remotely", () => {
  test("tells nobody the hash of a file, and the same file the same twice", async () => {
    writeFileSync(join(bench.work, "secret.sh"), "echo secret\n");
    const plain = createHash("sha256").update("echo secret\n").digest("hex");
    const prepare = () => bench.prepare({ command: ["/bin/sh", "secret.sh"], cwd: bench.work });
    const { payload } = await prepare();
    expect(payload.plan.mutableFileOperand.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(payload)).not.toContain(plain);
    expect((await prepare()).payload).toEqual(payload);
  });

  test("looks at nothing where everything is denied", async () => {
    bench.edit((file) => withFields(file, null, { security: "deny" }));
    const there = await bench.prepare({ command: ["/bin/sh", "a"], cwd: bench.work });
    const nowhere = await bench.prepare({ command: ["/bin/sh", "a"], cwd: "/no/such/folder" });
    expect({ ...there.payload.plan, cwd: null }).toEqual({ ...nowhere.payload.plan, cwd: null });
    expect(there.payload.execPolicy).toMatchObject({ security: "deny" });
    expect(await bench.run({ command: ["nosuch"], cwd: "/no/such/folder" })).toMatchObject({
      message: "SYSTEM_RUN_DISABLED: security=deny",
    });
  });

  test("hears the same of what is missing and of what is forbidden", async () => {
    writeFileSync(join(bench.work, "forbidden"), "#!/bin/sh\n");
    chmodSync(join(bench.work, "forbidden"), 0o000);
    const answers = await Promise.all(
      [["./missing"], ["./forbidden"], ["nosuchprogram"], ["/bin/sh", "missing.sh"]].map(
        async (command) => (await bench.prepare({ command, cwd: bench.work })).message,
      ),
    );
    expect(new Set(answers).size).toBe(1);
  });

  test("appears in the activity, and once it led to a run only as that", async () => {
    await bench.prepare({ command: ["/bin/sh", "-c", "true"], cwd: bench.work });
    expect(bench.activity.read({ prepared: true })).toMatchObject([
      { decision: "prepared", reason: "prepared" },
    ]);
    await bench.run({ command: ["/bin/sh", "-c", "true"], cwd: bench.work });
    expect(bench.activity.read({ prepared: true })).toMatchObject([{ decision: "denied" }]);
  });

  test.each(["*", "default", "DEFAULT"])("is refused to an agent called %s", async (agentId) => {
    expect(await bench.prepare({ command: ["ls"], cwd: bench.work, agentId })).toMatchObject({
      code: "INVALID_REQUEST",
    });
    expect(await bench.run({ command: ["ls"], cwd: bench.work, agentId })).toMatchObject({ ok: false });
  });
});

describe("a flood of refusals", () => {
  const entry = {
    gateway: "ws://gateway",
    agent: "main",
    session: null,
    directory: null,
    exitCode: null,
    signal: null,
    timedOut: false,
    durationMs: null,
  } as const;
  const ran = (command: string, at: number) =>
    ({ ...entry, command, at, decision: "allowed", reason: "full", exitCode: 0, durationMs: 1 }) as const;
  const refused = (command: string, at: number) =>
    ({ ...entry, command, at, decision: "denied", reason: "allowlist-miss" }) as const;

  test("pushes out nothing that ran", () => {
    const log = createActivityLog(bench.state, 20_000);
    log.append(ran("what ran", 1));
    for (let index = 0; index < 300; index++) log.append(refused(`${index} ${"x".repeat(3000)}`, 2 + index));
    expect(log.read()[0]).toMatchObject({ command: "what ran", decision: "allowed" });
    expect(log.read().at(-1)?.command).toMatch(/^299 /);
  });

  test("of one command appears once, with a count", () => {
    const log = createActivityLog(bench.state);
    for (let index = 0; index < 1500; index++) log.append(refused("again", index));
    log.append(refused("another", 2000));
    log.append(ran("then this", 2001));
    expect(log.read().map(({ command, times }) => [command, times])).toEqual([
      ["again", 1500],
      ["another", undefined],
      ["then this", undefined],
    ]);
  });
});
