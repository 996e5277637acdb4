import { expect, test } from "vitest";
import type { Logger } from "../../src/core/log/log.ts";
import { answered, INVALID_ARGUMENTS } from "../../src/main/ipc/answered.ts";
import { channels } from "../../src/shared/channels.ts";

function memoryLog() {
  const lines: string[] = [];
  const log: Logger = {
    log: (level, message, values) => void lines.push(`${level} ${message} ${JSON.stringify(values)}`),
  };
  return { lines, log };
}

const broken = () => {
  throw new Error("a defect of ours");
};

test("a request whose handler throws becomes an outcome the page has a sentence for, and its trace goes to the log", async () => {
  const { lines, log } = memoryLog();
  for (const channel of [channels.request, channels.intend]) {
    expect(await answered(channel, log, broken)).toEqual({ ok: false, problem: "failed", detail: "" });
    expect(await answered(channel, log, () => Promise.reject(new Error("later")))).toMatchObject({
      ok: false,
    });
  }
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^error .*a defect of ours.*faults\.test\.ts/);
});

test("a question whose handler throws is refused without a word of what is inside", async () => {
  const { lines, log } = memoryLog();
  await expect(answered(channels.snapshot, log, broken)).rejects.toThrow("failed: see the log");
  expect(lines).toHaveLength(1);
});

test("what none of our pages sends is refused as before, and an answer comes through", async () => {
  const { lines, log } = memoryLog();
  const refused = answered(channels.check, log, () => Promise.reject(INVALID_ARGUMENTS));
  await expect(refused).rejects.toBe(INVALID_ARGUMENTS);
  expect(await answered(channels.snapshot, log, () => 7)).toBe(7);
  expect(lines).toEqual([]);
});
