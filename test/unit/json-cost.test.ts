import { describe, expect, test } from "vitest";
import { parseFrame } from "../../src/core/gateway/frames.ts";
import { isAffordableJson } from "../../src/core/gateway/json-cost.ts";
import { seededRandom } from "../support/seeded-random.ts";

const bytes = (text: string): Buffer => Buffer.from(text);
const affordable = (text: string): boolean => isAffordableJson(bytes(text));
const MB = 1024 * 1024;
const head = '{"type":"event","event":"x","payload":';

describe("what a text of JSON may cost", () => {
  test.each([
    ["millions of objects", `${head}[${"{},".repeat(10 * MB)}{}]}`],
    ["millions of numbers", `${head}[${"1,".repeat(15 * MB)}1]}`],
    ["lists without end", "[".repeat(31 * MB)],
    ["lists within lists", `${head}${"[".repeat(129)}${"]".repeat(129)}}`],
    ["two million names", `${head}{${Array.from({ length: 2_000_000 }, (_, i) => `"k${i}":1`).join(",")}}}`],
    ["many short strings", `${head}[${'"",'.repeat(10 * MB)}""]}`],
  ])("%s is not parsed", (_, text) => {
    const frame = bytes(text);
    expect(isAffordableJson(frame)).toBe(false);
    expect(parseFrame(frame)).toEqual({ kind: "too-costly", invokeId: null });
  });

  test.each([
    ["one long string", `${head}{"base64":"${"A".repeat(30 * MB)}"}}`],
    ["a string of nothing but brackets", `${head}"${"[{,:".repeat(7 * MB)}"}`],
    ["a string of nothing but quotes", `${head}"${'\\"'.repeat(15 * MB)}"}`],
    ["a string of nothing but backslashes", `${head}"${"\\\\".repeat(15 * MB)}"}`],
  ])("%s is", (_, text) => {
    expect(parseFrame(bytes(text)).kind).toBe("event");
  });

  test("says the id of an invoke it does not read, so that its caller gets an answer", () => {
    const start = '{"type":"event","event":"node.invoke.request","payload":{"id":"i-1","nodeId":"n","x":';
    expect(parseFrame(bytes(`${start}[${"{},".repeat(MB)}{}]}}`))).toEqual({
      kind: "too-costly",
      invokeId: "i-1",
    });
    const long = `${start}"${"A".repeat(9 * MB)}"}}`;
    expect(parseFrame(bytes(long), 8 * MB)).toEqual({ kind: "too-costly", invokeId: "i-1" });
    expect(parseFrame(bytes(long), 16 * MB).kind).toBe("event");
  });

  test("agrees with the parser about depth and number, on texts at random", () => {
    const random = seededRandom(11);
    const make = (depth: number): unknown => {
      const kind = random();
      if (depth === 0 || kind < 0.4) return kind < 0.2 ? '"\\[{,:' : 7;
      const length = Math.floor(random() * 6);
      if (kind < 0.7) return Array.from({ length }, () => make(depth - 1));
      return Object.fromEntries(Array.from({ length }, (_, index) => [`\\"k${index}`, make(depth - 1)]));
    };
    const depthOf = (value: unknown): number =>
      typeof value !== "object" || value === null ? 0 : 1 + Math.max(0, ...Object.values(value).map(depthOf));
    for (let round = 0; round < 300; round += 1) {
      const value = make(8);
      const depth = depthOf(value);
      const text = bytes(JSON.stringify(value));
      expect(isAffordableJson(text, { depth, values: 1e9 })).toBe(true);
      if (depth > 0) expect(isAffordableJson(text, { depth: depth - 1, values: 1e9 })).toBe(false);
    }
  });

  test("leaves to the parser what is no JSON", () => {
    for (const text of ['"never ends', "{", "]]]]", "", '{"a":"\\']) expect(affordable(text)).toBe(true);
  });
});
