import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bench, notPosix, touch, useConsentBench } from "./consent-bench.ts";

useConsentBench();

describe.skipIf(notPosix)("changing the policy remotely", () => {
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
