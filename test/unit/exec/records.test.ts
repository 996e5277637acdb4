import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ActivityEntry, createActivityLog } from "../../../src/core/exec/activity.ts";
import { createApprovalsStore } from "../../../src/core/exec/policy/store.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "clawtray-records-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const modeOf = (name: string) => statSync(join(state, name)).mode & 0o777;

describe("the policy on disk", () => {
  test("is written in full at the first look, for the owner alone", async () => {
    const snapshot = await createApprovalsStore(state).ensure();
    expect(snapshot).toMatchObject({ exists: true, closed: false });
    expect(snapshot.file.defaults).toEqual({
      security: "allowlist",
      ask: "on-miss",
      askFallback: "deny",
      autoAllowSkills: false,
    });
    if (process.platform !== "win32") expect(modeOf("exec-approvals.json")).toBe(0o600);
    expect(readdirSync(state)).toEqual(["exec-approvals.json"]);
  });

  test("is replaced only when it is still what it was", async () => {
    const store = createApprovalsStore(state);
    const { hash, file } = await store.ensure();
    const changed = await store.replace({ ...file, defaults: { security: "deny" } }, hash);
    expect(changed.ok).toBe(true);
    expect(await store.replace(file, hash)).toEqual({ ok: false, failure: { kind: "changed" } });
    expect(store.read().file.defaults.security).toBe("deny");
  });

  test("a change by hand counts at once", async () => {
    const store = createApprovalsStore(state);
    await store.ensure();
    writeFileSync(join(state, "exec-approvals.json"), '{"version":1,"defaults":{"security":"deny"}}');
    expect(store.read().file.defaults).toEqual({ security: "deny" });
  });

  test.each(["", "{", "[]", '{"version":0}', "\u0000", '{"version":1,"agents":{"a":[]}}'])(
    "%j is kept aside and everything is denied, also after a restart",
    async (text) => {
      const path = join(state, "exec-approvals.json");
      writeFileSync(path, text);
      expect(createApprovalsStore(state).read()).toMatchObject({
        closed: true,
        file: { defaults: { security: "deny" } },
      });
      expect((await createApprovalsStore(state).ensure()).file.defaults.security).toBe("deny");
      const aside = readdirSync(state).find((name) => name.includes(".broken-"));
      expect(readFileSync(join(state, aside ?? ""), "utf8")).toBe(text);
    },
  );

  test("of a newer version denies everything, and is neither put aside nor changed", async () => {
    const path = join(state, "exec-approvals.json");
    const text = '{"version":2,"defaults":{"security":"full","ask":"off"}}';
    writeFileSync(path, text);
    const store = createApprovalsStore(state);
    const now = await store.ensure();
    expect(now).toMatchObject({ closed: true, newer: true, file: { defaults: { security: "deny" } } });
    const refused = { ok: false, failure: { kind: "newer", path } };
    expect(await store.change((file) => file)).toEqual(refused);
    expect(await store.replace(now.file, now.hash)).toEqual(refused);
    expect(readdirSync(state).filter((name) => name.includes(".broken-"))).toEqual([]);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test.skipIf(process.platform === "win32")("a link in its place is not followed", async () => {
    const elsewhere = join(state, "elsewhere.json");
    writeFileSync(elsewhere, '{"version":1,"defaults":{"security":"full","ask":"off"}}');
    symlinkSync(elsewhere, join(state, "exec-approvals.json"));
    expect(createApprovalsStore(state).read()).toMatchObject({
      closed: true,
      file: { defaults: { security: "deny" } },
    });
  });

  test.skipIf(process.platform === "win32")("that another user may write is not believed", () => {
    const path = join(state, "exec-approvals.json");
    writeFileSync(path, '{"version":1,"defaults":{"security":"full","ask":"off"}}');
    chmodSync(path, 0o666);
    expect(createApprovalsStore(state).read()).toMatchObject({
      closed: true,
      problem: { problem: "open-to-others" },
      file: { defaults: { security: "deny" } },
    });
  });

  test.skipIf(process.platform !== "linux")("where nothing can be written the defaults hold", async () => {
    const store = createApprovalsStore("/proc/clawtray");
    expect(await store.ensure()).toMatchObject({ exists: false, closed: false });
    expect(await store.change((file) => file)).toMatchObject({
      ok: false,
      failure: { kind: "unwritable", file: { problem: "not-found" } },
    });
  });
});

describe("the activity log", () => {
  const entry = (more: Partial<ActivityEntry> = {}): ActivityEntry => ({
    at: 1,
    gateway: "wss://gateway",
    agent: "main",
    session: null,
    command: "ls -a",
    directory: "/work",
    decision: "allowed",
    reason: "allowlist",
    exitCode: 0,
    signal: null,
    timedOut: false,
    durationMs: 5,
    ...more,
  });

  test.each(["activity.jsonl", "activity-refused.jsonl"])(
    "of a newer version, by its %s, is read as far as it goes, and neither grows nor goes",
    (name) => {
      const log = createActivityLog(state, 400);
      log.append(entry({ at: 1 }));
      const path = join(state, name);
      writeFileSync(path, `{"layout":2,"at":2,"command":"of another shape"}\n`, { flag: "a", mode: 0o600 });
      const before = readdirSync(state).map((one) => [one, readFileSync(join(state, one), "utf8")]);
      for (const decision of ["allowed", "denied", "prepared"] as const)
        expect(log.append(entry({ decision }))).toBe(false);
      expect(log.clear()).toBe(false);
      expect(log.problem()).toEqual({ problem: "newer", path, detail: "newer" });
      expect(log.read()).toEqual([entry({ at: 1 })]);
      expect(readdirSync(state).map((one) => [one, readFileSync(join(state, one), "utf8")])).toEqual(before);
    },
  );

  test("of a newer version is known for one when it writes a line in pieces, and after many of ours", () => {
    const log = createActivityLog(state);
    const path = join(state, "activity.jsonl");
    // More than is looked at of a log that is not known yet.
    for (let count = 0; count < 40; count += 1) log.append(entry({ command: "x".repeat(4_000) }));
    writeFileSync(path, '{"layout":2,"at":2,', { flag: "a", mode: 0o600 });
    expect(log.problem()).toBe(null);
    writeFileSync(path, '"command":"of another shape"}\n', { flag: "a", mode: 0o600 });
    expect(log.append(entry({}))).toBe(false);
  });

  test("of ours that a newer version has written anew, and longer, is known for one", () => {
    const log = createActivityLog(state);
    log.append(entry({}));
    expect(log.problem()).toBe(null);
    const { size } = statSync(join(state, "activity.jsonl"));
    const line = `{"layout":2,"at":2,"command":"${"x".repeat(size)}"}\n`;
    writeFileSync(join(state, "activity.jsonl"), line, { mode: 0o600 });
    expect(log.append(entry({}))).toBe(false);
  });

  test("that a newer version wrote and somebody put another in the place of is appended to", () => {
    const log = createActivityLog(state);
    const path = join(state, "activity.jsonl");
    writeFileSync(path, '{"layout":2,"at":2,"command":"of another shape"}\n', { mode: 0o600 });
    expect(log.append(entry({}))).toBe(false);
    writeFileSync(path, "\n".repeat(100), { mode: 0o600 });
    expect(log.append(entry({}))).toBe(true);
  });

  test("keeps what it is told, in order, for the owner alone", () => {
    const log = createActivityLog(state);
    log.append(entry({ at: 1 }));
    log.append(entry({ at: 2, command: "two\nlines" }));
    expect(createActivityLog(state).read()).toEqual([
      entry({ at: 1 }),
      entry({ at: 2, command: "two\nlines" }),
    ]);
    if (process.platform !== "win32") expect(modeOf("activity.jsonl")).toBe(0o600);
  });

  test("can be filtered", () => {
    const log = createActivityLog(state);
    log.append(entry({ at: 1, agent: "a" }));
    log.append(entry({ at: 2, agent: "b", decision: "denied", reason: "allowlist-miss" }));
    log.append(entry({ at: 3, agent: "b", command: "rm x" }));
    const times = (filter: Parameters<typeof log.read>[0]) => log.read(filter).map(({ at }) => at);
    expect(times({ agent: "b" })).toEqual([2, 3]);
    expect(times({ decision: "denied" })).toEqual([2]);
    expect(times({ text: "rm" })).toEqual([3]);
    expect(times({ since: 2 })).toEqual([2, 3]);
    expect(times({ limit: 1 })).toEqual([3]);
    expect(times({ limit: 0 })).toEqual([]);
  });

  test("never grows beyond twice its limit and loses the oldest first", () => {
    const log = createActivityLog(state, 2000);
    for (let at = 0; at < 100; at++) log.append(entry({ at }));
    const sizes = readdirSync(state).map((name) => statSync(join(state, name)).size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2000);
    expect(sizes.length).toBe(2);
    const kept = log.read().map(({ at }) => at);
    expect(kept.at(-1)).toBe(99);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_unused, index) => 100 - kept.length + index));
  });

  test("survives a line that was cut", () => {
    const log = createActivityLog(state);
    log.append(entry());
    writeFileSync(join(state, "activity.jsonl"), '{"at":1,"comm', { flag: "a" });
    expect(log.read().length).toBe(1);
  });

  test("can be cleared", () => {
    const log = createActivityLog(state, 500);
    for (let at = 0; at < 10; at++) log.append(entry({ at }));
    expect(log.clear()).toBe(true);
    expect(log.read()).toEqual([]);
    expect(readdirSync(state)).toEqual([]);
  });

  test("says so when it cannot be written, and throws nothing", () => {
    expect(createActivityLog(join("/dev/null", "missing")).append(entry())).toBe(false);
  });
});
