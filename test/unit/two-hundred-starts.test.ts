import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { FileFailure } from "../../src/core/files/problem.ts";
import { lastGoodOf } from "../../src/core/files/write.ts";
import { establishIdentity } from "../../src/core/identity/establish.ts";
import { openSettingsFile } from "../../src/core/settings/settings-file.ts";
import { accountsOf } from "../../src/core/vault/accounts.ts";
import type { SecretStore } from "../../src/core/vault/secret-store.ts";
import { createVault } from "../../src/core/vault/typed-vault.ts";
import type { VaultFailure } from "../../src/core/vault/vault.ts";
import { failure, type Result, success } from "../../src/shared/result.ts";
import { memorySecrets } from "../support/memory-secrets.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

vi.setConfig({ testTimeout: 30_000 });

/** The process ends here: nothing in the core may catch it and go on. */
class Crash extends Error {}

type Fault = "none" | "error-before" | "error-after" | "crash-before" | "crash-after";

const kinds = ["locked", "unavailable", "timeout", "corrupt"] as const;

/** Decides at every step whether it fails, and whether before or after it has had its effect. */
function faultyWorld(seed: number) {
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const seen = new Map<string, number>();
  let likelihood = 0;

  const fault = (step: string): Fault => {
    if (random() >= likelihood) return "none";
    const chosen = pick<Fault>(["error-before", "error-after", "crash-before", "crash-after"]);
    seen.set(`${step} ${chosen}`, (seen.get(`${step} ${chosen}`) ?? 0) + 1);
    return chosen;
  };

  const step = async <Value>(
    name: string,
    effect: () => Promise<Result<Value, VaultFailure>>,
  ): Promise<Result<Value, VaultFailure>> => {
    const chosen = fault(name);
    if (chosen === "crash-before") throw new Crash();
    if (chosen === "error-before") return failure({ kind: pick(kinds), detail: "injected" });
    const result = await effect();
    if (chosen === "crash-after") throw new Crash();
    // A time-out whose effect comes all the same is the "error after": the caller must not take it for "not done".
    return chosen === "error-after" ? failure({ kind: pick(kinds), detail: "injected" }) : result;
  };

  return {
    random,
    seen,
    trouble(value: number) {
      likelihood = value;
    },
    secrets(entries: Map<string, string>): SecretStore {
      const real = memorySecrets(entries);
      return {
        kind: real.kind,
        get: (account) => step("get", () => real.get(account)),
        set: (account, secret) => step("set", () => real.set(account, secret)),
        delete: (account) => step("delete", () => real.delete(account)),
      };
    },
    /** Plain files: forcing each to the disk would be most of a thousand starts. */
    async write(path: string, text: string): Promise<Result<void, FileFailure>> {
      const chosen = fault("settings");
      if (chosen === "crash-before") throw new Crash();
      if (chosen !== "error-before") {
        for (const file of [lastGoodOf(path), path]) {
          writeFileSync(`${file}.fresh`, text, { mode: 0o600 });
          renameSync(`${file}.fresh`, file);
        }
      }
      if (chosen === "crash-after") throw new Crash();
      return chosen === "none" ? success(undefined) : failure({ problem: "disk-error", path, detail: "EIO" });
    },
  };
}

/** A computer that is started again and again in a faulty world. */
function faultyComputer(run: number) {
  const world = faultyWorld(run);
  const entries = new Map<string, string>();
  const path = join(temporaryDirectory(), "settings.json");
  /** Device ids a start came up with. */
  const devices = new Set<string>();
  /** Every text the identity entry ever had. */
  const kept = new Set<string>();
  let drawn = 0;

  const start = async (): Promise<boolean> => {
    const settings = openSettingsFile({ path, now: () => drawn, write: world.write });
    if (!settings.ok) return false;
    try {
      const result = await establishIdentity({
        vault: createVault(world.secrets(entries), accountsOf(null)),
        settings: settings.value,
        random: (length) => {
          drawn += 1;
          return createHash("sha256").update(`${run} ${drawn}`).digest().subarray(0, length);
        },
        platform: "linux",
        now: () => 1,
      });
      if (!result.ok) return false;
      devices.add(result.value.identity.deviceId);
      return true;
    } catch (error) {
      if (error instanceof Crash) return false;
      throw error;
    } finally {
      const entry = entries.get(accountsOf(null).identity);
      if (entry !== undefined) kept.add(entry);
    }
  };
  return { world, path, devices, kept, start, drawn: () => drawn };
}

test.each([1, 2, 3, 4, 5])(
  "two hundred starts with faults at every step of vault and settings have one device id (run %i)",
  async (run) => {
    const { world, path, devices, kept, start } = faultyComputer(run);
    let working = 0;
    for (let count = 0; count < 200; count += 1) {
      world.trouble(count % 10 === 9 ? 0 : 0.3);
      // Now and then something outside tears the settings file or takes it away: the vault still knows.
      if (world.random() < 0.05) tear(path);
      if (world.random() < 0.05) rmSync(path, { force: true });
      if (await start()) working += 1;
    }
    expect(devices.size).toBe(1);
    expect(kept.size).toBe(1);
    expect(JSON.parse([...kept][0] ?? "")).toMatchObject({ deviceId: [...devices][0] });
    expect(working).toBeGreaterThan(20);
  },
);

test("two hundred computers whose first starts go wrong each end with one device id, after every kind of fault", async () => {
  const seen = new Set<string>();
  let failedAfterDrawing = 0;
  for (let run = 100; run < 300; run += 1) {
    const machine = faultyComputer(run);
    machine.world.trouble(0.25);
    for (let count = 0; count < 15; count += 1) await machine.start();
    machine.world.trouble(0);
    expect(await machine.start()).toBe(true);
    expect(machine.devices.size).toBe(1);
    expect(machine.kept.size).toBe(1);
    for (const fault of machine.world.seen.keys()) seen.add(fault);
    failedAfterDrawing += machine.drawn() - 1;
  }
  const steps = ["get", "set", "delete", "settings"];
  const faults = ["error-before", "error-after", "crash-before", "crash-after"];
  expect([...seen].sort()).toEqual(steps.flatMap((step) => faults.map((fault) => `${step} ${fault}`)).sort());
  expect(failedAfterDrawing).toBeGreaterThan(100);
});

function tear(path: string): void {
  try {
    writeFileSync(path, readFileSync(path, "utf8").slice(0, 50));
  } catch {
    // No file to tear yet.
  }
}
