import { expect, test } from "vitest";
import { createOutputBuffer } from "../../../src/core/exec/process/output-buffer.ts";
import { createSemaphore } from "../../../src/core/exec/process/semaphore.ts";

const filled = (capacity: number, ...chunks: (string | Buffer)[]) => {
  const buffer = createOutputBuffer(capacity);
  for (const chunk of chunks) buffer.push(Buffer.from(chunk));
  return buffer;
};

test("what fits is kept whole, however it came", () => {
  expect(filled(10, "0123456789").text(10)).toBe("0123456789");
  expect(filled(10, ..."0123456789").text(10)).toBe("0123456789");
  expect(filled(10).text(10)).toBe("");
});

test("what does not fit keeps head and tail and says how much is missing", () => {
  expect(filled(10, "aaaaa", "x".repeat(100), "zzzzz").text(10)).toBe(
    "aaaaa\n... (truncated: 100 bytes left out) ...\nzzzzz",
  );
  expect(filled(10, `aaaaa${"x".repeat(100)}zzzzz`).text(10)).toBe(
    "aaaaa\n... (truncated: 100 bytes left out) ...\nzzzzz",
  );
});

test("a smaller limit than what was held cuts further", () => {
  expect(filled(100, "aaaaa", "x".repeat(50), "zzzzz").text(10)).toBe(
    "aaaaa\n... (truncated: 50 bytes left out) ...\nzzzzz",
  );
});

test("no character is cut in two at the gap", () => {
  const text = filled(20, "€".repeat(100)).text(20);
  expect(text).not.toContain("\ufffd");
  expect(text).toMatch(/^€+\n.*\n€+$/);
});

test("what was broken stays broken, once", () => {
  expect(filled(10, Buffer.from([0x61, 0xff, 0x62])).text(10)).toBe("a\ufffdb");
});

test("semaphore are given in order, and those who left are passed over", async () => {
  const semaphore = createSemaphore(1, 3);
  const never = new AbortController().signal;
  const leaving = new AbortController();
  const order: string[] = [];
  const first = await semaphore.acquire(never);
  const wait = async (name: string, signal: AbortSignal) => {
    const back = await semaphore.acquire(signal);
    order.push(back === null ? `${name} left` : name);
    return back;
  };
  const waiting = [wait("second", never), wait("third", leaving.signal), wait("fourth", never)];
  expect(await semaphore.acquire(never)).toBeNull();
  leaving.abort();
  first?.();
  first?.();
  const second = await waiting[0];
  expect(order).toEqual(["third left", "second"]);
  second?.();
  (await waiting[2])?.();
  expect(order).toEqual(["third left", "second", "fourth"]);
  expect(await semaphore.acquire(never)).not.toBeNull();
});
