import { expect, test } from "vitest";
import { createOutputDecoder, decodeOutput } from "../../../src/core/exec/process/output-decoder.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf8 = (text: string) => new TextEncoder().encode(text);

test.each([
  ["code page 850, as consoles in western Europe speak", 850, bytes(0x4a, 0x94, 0x72, 0x67), "Jörg"],
  ["code page 437, as consoles in the United States speak", 437, bytes(0x4d, 0x81, 0x6c, 0x6c), "Müll"],
  ["code page 852, central Europe", 852, bytes(0x9f), "č"],
  ["code page 866, Cyrillic", 866, bytes(0x8f, 0xe0, 0xa8), "При"],
  ["code page 1252", 1252, bytes(0x80, 0xfc), "€ü"],
  ["code page 932, Japanese", 932, bytes(0x93, 0xfa, 0x96, 0x7b), "日本"],
  ["code page 936, Chinese", 936, bytes(0xd6, 0xd0), "中"],
  ["UTF-8 whatever the console speaks", 850, utf8("Jörg 日本 😀"), "Jörg 日本 😀"],
  ["plain ASCII", 437, utf8("a\r\nb"), "a\r\nb"],
  ["an unknown code page as UTF-8 with marks for what is none", 4711, bytes(0x61, 0xff), "a\ufffd"],
])("reads %s", (_what, codePage, given, expected) => {
  expect(decodeOutput(given, codePage)).toBe(expected);
});

test("a character that arrives in pieces is read whole, wherever it is cut", () => {
  const text = "ä€😀 Ende";
  const whole = utf8(text);
  for (let cut = 0; cut <= whole.length; cut++) {
    const decoder = createOutputDecoder(850);
    expect(
      decoder.write(whole.subarray(0, cut)) + decoder.write(whole.subarray(cut)) + decoder.end(),
      `cut at ${cut}`,
    ).toBe(text);
  }
});

test("what began like UTF-8 and ended unfinished is read in the code page", () => {
  const decoder = createOutputDecoder(850);
  expect(decoder.write(bytes(0x61, 0xe1)) + decoder.end()).toBe("aß");
});

test("once a byte cannot be UTF-8 the rest of the stream is in the code page", () => {
  const decoder = createOutputDecoder(850);
  expect(decoder.write(bytes(0x84))).toBe("ä");
  expect(decoder.write(bytes(0xc3, 0xa4))).toBe("├ñ");
});

test("without a code page everything is UTF-8", () => {
  expect(decodeOutput(bytes(0x84), null)).toBe("\ufffd");
});
