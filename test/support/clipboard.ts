import { expect } from "vitest";
import type { ClipboardSource } from "../../src/core/tools/built-in/sources.ts";

const scripts = "First line\n\tsecond, with 🙂, ünïcödé, עברית and 日本語\n\nno line break at the end";

/** Writes and reads a clipboard on which there is nothing yet: what was written comes back as it was. */
export async function expectRoundTrips(clipboard: ClipboardSource | null): Promise<void> {
  const { signal } = new AbortController();
  if (clipboard === null) throw new Error("the program for the clipboard was not found");
  expect(await clipboard.read(signal)).toEqual({ ok: true, value: "" });
  for (const text of [scripts, "short", "x".repeat(1_000_000)]) {
    expect(await clipboard.write(text, signal)).toMatchObject({ ok: true });
    const read = await clipboard.read(signal);
    // Not compared as a whole: a million characters would be printed.
    expect(read.ok && read.value === text).toBe(true);
  }
  await clipboard.write("y".repeat(5_000_000), signal);
  const tooLong = await clipboard.read(signal);
  expect(tooLong.ok ? tooLong.value.length : tooLong.failure).toBe("there is more of it than can be read");
}
