import { describe, expect, test } from "vitest";
import { formatDuration, formatElapsed, formatRelative, groupHex } from "../../../src/renderer/app/format.ts";

describe("times and numbers", () => {
  test("counts elapsed time in minutes, then in hours, never below nothing", () => {
    expect(formatElapsed(-5)).toBe("0:00");
    expect(formatElapsed(65_999)).toBe("1:05");
    expect(formatElapsed(3_723_000)).toBe("1:02:03");
  });

  test("says how long ago in the largest unit that fits", () => {
    expect(formatRelative(0, 59_000, "en")).toBe("now");
    expect(formatRelative(0, 61_000, "en")).toBe("1 minute ago");
    expect(formatRelative(0, 3 * 3_600_000, "de")).toBe("vor 3 Stunden");
    expect(formatRelative(12_000, 0, "en")).toBe("in 12 seconds");
  });

  test("gives a duration its unit", () => {
    expect(formatDuration(6.4, "en")).toBe("6 ms");
    expect(formatDuration(1_240, "de")).toBe("1,2 Sek.");
    expect(formatDuration(190_000, "en")).toBe("3.2 min");
  });

  test("groups hex digits in fours, whatever was between them", () => {
    expect(groupHex("AB:CD:EF:01:23")).toBe("ABCD EF01 23");
  });
});
