import { describe, expect, test } from "vitest";
import { shownAnswer } from "../../../src/cli/ask-guarded.ts";

const CODE = Buffer.from(JSON.stringify({ url: "ws://10.0.0.1:18789", bootstrapToken: "b" })).toString(
  "base64url",
);

describe("what is shown of an answer", () => {
  test.each([
    "gateway.example.org",
    "nas:18789",
    "10.0.0.1:18789",
    "wss://gateway.example.org/base",
    "ssh://me@server?gateway=18790",
    "ssh://me@server?gat",
    "",
  ])("typed: %s", (line) => {
    expect(shownAnswer(line, { pasted: false })).toBe(line);
  });

  test.each(["ws://10.0.0.1:18789", "https://gateway.example.org/", "ssh://me@server:22", "10.0.0.1:18789"])(
    "pasted, and nothing in it can be a secret: %s",
    (line) => {
      expect(shownAnswer(line, { pasted: true })).toBe(line);
    },
  );

  test.each([
    "http://10.0.0.1:18789/#token=abc",
    "http://10.0.0.1:18789/?token=abc",
    "ws://10.0.0.1:18789/#tok",
    `https://gateway.example.org/j/${"a".repeat(22)}`,
    CODE,
    `oc-pair://${CODE}`,
    "ssh://me:password@server",
    "wss://me:password@server",
    "69983501ab5ff23022d6c48163d91503",
  ])("neither typed nor pasted: %s", (line) => {
    for (const pasted of [true, false])
      expect(shownAnswer(line, { pasted })).toBe(`(${line.length} characters, not shown)`);
  });

  test.each(["hunter22", "a short token", "gateway.example.org", "{"])(
    "not pasted, as a token could look like it: %s",
    (line) => {
      expect(shownAnswer(line, { pasted: true })).toMatch(/^\(\d+ characters, not shown\)$/);
    },
  );
});
