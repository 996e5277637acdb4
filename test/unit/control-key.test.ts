import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lastGoodOf } from "../../src/core/files/write.ts";
import { makeControlSecret, readControlSecret } from "../../src/core/instance/control-key.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

test("is made once, however many want it at the same time", async () => {
  const path = join(temporaryDirectory(), "deep", "control-secret");
  expect(readControlSecret(path)).toEqual({ ok: true, value: null });
  const made = await Promise.all(Array.from({ length: 8 }, () => makeControlSecret(path)));
  const secrets = new Set(made.map((one) => (one.ok ? one.value : one.failure.problem)));
  expect(secrets.size).toBe(1);
  expect([...secrets][0]).toMatch(/^[0-9a-f]{64}$/);
  expect(readControlSecret(path)).toEqual({ ok: true, value: [...secrets][0] });
});

test("survives a damaged or removed file by its copy, and is never replaced by another", async () => {
  const path = join(temporaryDirectory(), "control-secret");
  const made = await makeControlSecret(path);
  for (const text of ["", "\0".repeat(65), "half", "zz".repeat(32)]) {
    writeFileSync(path, text, { mode: 0o600 });
    expect(await makeControlSecret(path)).toEqual(made);
  }
  rmSync(path);
  expect(await makeControlSecret(path)).toEqual(made);
  writeFileSync(path, "half", { mode: 0o600 });
  writeFileSync(lastGoodOf(path), "half", { mode: 0o600 });
  expect(await makeControlSecret(path)).toMatchObject({ ok: false, failure: { problem: "damaged", path } });
});

test("is read with an editor's byte-order mark and line end", async () => {
  const path = join(temporaryDirectory(), "control-secret");
  const made = await makeControlSecret(path);
  if (!made.ok) throw new Error(made.failure.problem);
  for (const bytes of [
    Buffer.from(`\ufeff${made.value}\r\n`),
    Buffer.from(`\ufeff${made.value}\r\n`, "utf16le"),
  ]) {
    writeFileSync(path, bytes);
    expect(readControlSecret(path)).toEqual(made);
  }
});
