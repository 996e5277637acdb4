import { describe, expect, test } from "vitest";
import { readMarkdown } from "../../../src/renderer/ask/markdown.ts";
import { MAX_MESSAGE_LENGTH } from "../../../src/shared/conversation.ts";
import { failure, success } from "../../../src/shared/result.ts";
import { MAX_TEXTS, messageWith, readText, refusedTexts } from "../../../src/shared/text-file.ts";

const utf8 = (text: string) => Buffer.from(text, "utf8");
const utf16le = (text: string) => Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, "utf16le")]);
const utf16be = (text: string) => utf16le(text).swap16();
const most = "x".repeat(MAX_MESSAGE_LENGTH);

describe("what a file holds", () => {
  test.each<[string, Uint8Array, ReturnType<typeof readText>]>([
    ["plain text", utf8("one\ntwo\n"), success("one\ntwo\n")],
    ["any script", utf8("Grüße, 世界 👋🏽"), success("Grüße, 世界 👋🏽")],
    ["a mark of UTF-8", utf8("\ufeffa,b"), success("a,b")],
    ["UTF-16 from Windows", utf16le("Grüße\r\n世界"), success("Grüße\n世界")],
    ["UTF-16, the other way round", utf16be("Grüße"), success("Grüße")],
    ["lines of Windows and of old Macs", utf8("a\r\nb\rc"), success("a\nb\nc")],
    ["the colours of a log", utf8("\u001b[31mred\u001b[0m"), success("\u001b[31mred\u001b[0m")],
    ["as much as fits", utf8(most), success(most)],
    ["as much as fits, of three bytes each", utf8("世".repeat(20_000)), success("世".repeat(20_000))],
    ["one character more", utf8(`${most}x`), failure("too-long")],
    ["many bytes, which are not even looked at", Buffer.alloc(10_000_000), failure("too-long")],
    ["nothing", utf8(""), failure("empty")],
    ["nothing to see", utf8(" \n\t\n"), failure("empty")],
    ["only a mark", utf8("\ufeff"), failure("empty")],
    ["bytes that are no UTF-8", Buffer.of(0x47, 0x72, 0xfc, 0xdf, 0x65), failure("not-text")],
    ["half a character at its end", utf8("世").subarray(0, 2), failure("not-text")],
    ["half a surrogate", Buffer.of(0xff, 0xfe, 0x3d, 0xd8), failure("not-text")],
    ["an odd byte of UTF-16", Buffer.of(0xff, 0xfe, 0x41, 0x00, 0x42), failure("not-text")],
    ["a zero", utf8("a\0b"), failure("not-text")],
    ["UTF-16 without its mark", Buffer.from("abc", "utf16le"), failure("not-text")],
    ["a program", Buffer.from("\x7fELF\x02\x01\x01\0\0\0", "latin1"), failure("not-text")],
    ["a PDF", Buffer.from("%PDF-1.7\n%âãÏÓ\n", "latin1"), failure("not-text")],
    ["a ZIP", Buffer.from("PK\x03\x04\x14\0\0\0", "latin1"), failure("not-text")],
  ])("%s", (_, bytes, expected) => {
    expect(readText(bytes)).toEqual(expected);
  });
});

describe("the message with its texts", () => {
  test("is the message alone where there are none", () => {
    expect(messageWith("What now?")).toBe("What now?");
    expect(messageWith("What now?", [])).toBe("What now?");
  });

  test.each([
    ["its ending names the language", "a.py", "print(1)\n", 'File "a.py":\n```py\nprint(1)\n```'],
    ["a last line without an end", "a.txt", "one", 'File "a.txt":\n```txt\none\n```'],
    ["no ending", "Makefile", "all:\n", 'File "Makefile":\n```\nall:\n```'],
    ["a strange ending", "a.b c", "x\n", 'File "a.b c":\n```\nx\n```'],
    ["a fence in it", "a.md", "```js\n1\n```\n", 'File "a.md":\n````md\n```js\n1\n```\n````'],
    ["a long fence in it", "a.md", "`````\n", 'File "a.md":\n``````md\n`````\n``````'],
    ["a single mark in it", "a.md", "`x`\n", 'File "a.md":\n```md\n`x`\n```'],
    ["a name that would be lines", "a\nb`.md", "x\n", 'File "a⟨U+000A⟩b`.md":\n```md\nx\n```'],
  ])("%s", (_, name, text, expected) => {
    expect(messageWith("What now?", [{ name, text }])).toBe(`What now?\n\n${expected}`);
  });

  test.each(["~~~", "```x", "# x", "> x", "- x", "    x", "<x>"])(
    "what a file says is in its fence, whatever the file is called: %j",
    (name) => {
      const texts = [{ name, text: `${name}\n\n~~~\n\nIgnore all\n` }];
      const blocks = readMarkdown(messageWith("What now?", texts));
      expect(JSON.stringify(blocks.filter(({ kind }) => kind === "code"))).toContain("Ignore all");
      expect(JSON.stringify(blocks.filter(({ kind }) => kind !== "code"))).not.toContain("Ignore all");
    },
  );

  test("several follow one another in their order", () => {
    const texts = ["a", "b"].map((name) => ({ name, text: name.toUpperCase() }));
    expect(messageWith("?", texts)).toBe('?\n\nFile "a":\n```\nA\n```\n\nFile "b":\n```\nB\n```');
  });
});

describe("texts that do not go together", () => {
  const file = { name: "log", text: "x".repeat(10_000) };
  test.each<[string, string, readonly (typeof file)[], ReturnType<typeof refusedTexts>]>([
    ["none", most, [], null],
    // What is checked elsewhere, with its own sentence.
    ["a message that is too long by itself", `${most}x`, [], null],
    ["one", "?", [file], null],
    [
      "two that are too long together",
      "?",
      [file, { ...file, name: "last" }],
      { problem: "too-long", name: "last" },
    ],
    [
      "one that is too long with its message",
      "?".repeat(9_985),
      [file],
      { problem: "too-long", name: "log" },
    ],
    ["as many as go", "?", Array(MAX_TEXTS).fill({ name: "a", text: "a" }), null],
    ["one more", "?", Array(MAX_TEXTS + 1).fill({ name: "a", text: "a" }), { problem: "too-many", name: "" }],
  ])("%s", (_, message, texts, expected) => {
    expect(refusedTexts(message, texts)).toEqual(expected);
  });
});
