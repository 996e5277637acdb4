import { describe, expect, test } from "vitest";
import { cutResult } from "../../../src/core/tools/cut-result.ts";
import type { CallResult } from "../../../src/core/tools/sdk.ts";

const text = (length: number, letter = "x") => ({ type: "text", text: letter.repeat(length) });
const image = (length: number) => ({ type: "image", mimeType: "image/png", data: "Q".repeat(length) });
/** As the gateway writes it for the model, openclaw 2026.9.6. */
const written = (result: CallResult) => {
  const tool = { id: `mcp:${"s".repeat(32)}:${"t".repeat(64)}`, name: "t".repeat(64), source: "mcp" };
  return JSON.stringify({ tool, result }, null, 2).length;
};

describe("a result", () => {
  test.each<readonly [string, CallResult]>([
    ["one text", { content: [text(60_000)] }],
    ["a text of what takes six characters each in JSON", { content: [text(19_000, "\u0001")] }],
    ["a text of pairs", { content: [text(30_000, "\u{1F600}")] }],
    ["lines", { content: [text(15_000, "\n")] }],
    ["many images", { content: Array.from({ length: 200 }, () => image(9_000)) }],
    ["one image", { content: [image(200_000)] }],
    ["many short texts", { content: Array.from({ length: 5_000 }, () => text(100)) }],
    ["many empty texts", { content: Array.from({ length: 5_000 }, () => text(0)) }],
    ["text and structure", { content: [text(20_000)], structuredContent: { all: "y".repeat(19_000) } }],
    ["structure alone", { content: [], structuredContent: { all: "y".repeat(50_000) } }],
    ["deep structure", { content: [text(5)], structuredContent: { list: Array(4_000).fill({ a: [1] }) } }],
    ["an image between texts", { content: [text(15_000), image(9_000), text(15_000)] }],
    ["an error", { content: [text(60_000)], isError: true }],
  ])("of %s reaches a model whole, with what is missing said", (_, result) => {
    expect(written(result)).toBeGreaterThan(20_000);
    const cut = cutResult(result);
    expect(written(cut)).toBeLessThanOrEqual(20_000);
    expect(JSON.stringify(cut)).toContain("left out by this node");
    expect(cut.isError).toBe(result.isError);
    expect(JSON.stringify(cut)).not.toMatch(/\\ud[89ab]|\\ud[c-f]/i);
  });

  test("that fits is left as it is", () => {
    const fits = { content: [text(10_000), image(5_000)], structuredContent: { a: 1 }, isError: false };
    expect(cutResult(fits)).toBe(fits);
  });

  test("keeps both ends of a long text, and most of what may arrive", () => {
    const { content } = cutResult({ content: [{ type: "text", text: `begin${"x".repeat(60_000)}end` }] });
    const said = String(content[0]?.text);
    expect(said).toMatch(
      /^begin.*\n\[\.\.\. \d+ of 60008 characters were left out by this node \.\.\.\]\n.*end$/,
    );
    expect(said.length).toBeGreaterThan(17_000);
  });

  test("of many parts keeps the first and the last", () => {
    const parts = Array.from({ length: 1_000 }, (_, index) => ({ type: "text", text: `part ${index}` }));
    const { content } = cutResult({ content: parts });
    expect([content[0], content.at(-1)]).toEqual([parts[0], parts[999]]);
    expect(content.length).toBeGreaterThan(100);
  });
});
