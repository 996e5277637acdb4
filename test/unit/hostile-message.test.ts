import { expect, test } from "vitest";
import { blockOf } from "../../src/cli/view/plain.ts";
import { checkNode } from "../../src/core/doctor/running.ts";
import { decodeMessage, decodeReply } from "../../src/core/instance/message.ts";
import { printable } from "../../src/shared/printable.ts";
import { german } from "../../src/shared/words/de/catalogue.ts";
import { describe, translateDetail } from "../../src/shared/words/describe.ts";
import { english } from "../../src/shared/words/en/states.ts";
import { acting, hostileLines } from "../support/hostile-peer.ts";
import { someState } from "../support/node-state.ts";

test.each(hostileLines)("a message with %s is refused, or harmless in every view", (_, line) => {
  const message = decodeMessage(line);
  if (message?.role === "holder") {
    const { role: _role, ...snapshot } = message;
    const { state } = message;
    const shown = [
      `${snapshot.pid} ${snapshot.version} ${new Date(snapshot.startedAt).toISOString()}`,
      blockOf(state),
      JSON.stringify(message),
      JSON.stringify(checkNode({ kind: "snapshot", snapshot })),
      ...[english, german].flatMap((words) => Object.values(describe(state, words)).flat()),
    ].join("\n");
    expect(shown).not.toMatch(acting);
    expect(shown).not.toMatch(/function |undefined|\[object/);
    expect(shown.length).toBeLessThan(20_000);
  }
  const reply = decodeReply(line);
  if (reply?.reply === "not-saved") {
    const { path, why } = translateDetail(reply.detail, english);
    expect(`${path}\n${why}`).not.toMatch(acting);
    expect(typeof why).toBe("string");
  }
});

test("passes what an honest node says as it is", () => {
  const state = { ...someState(), displayName: "Jörg’s MacBook 👩‍💻 日本", deviceId: "ab".repeat(32) };
  const message = { role: "holder" as const, pid: 7, version: "1.2.3", startedAt: 7, state };
  expect(decodeMessage(JSON.stringify(message))).toEqual(message);
});

test.each([
  ["an escape", "\u001b[31mred", "⟨U+001B⟩[31mred"],
  ["the one-character escape", "\u009b31m", "⟨U+009B⟩31m"],
  ["line ends", "a\r\nb\u2028c\u2029d\u0085e", "a⟨U+000D⟩⟨U+000A⟩b⟨U+2028⟩c⟨U+2029⟩d⟨U+0085⟩e"],
  ["turned writing", "a\u202eb\u2066c\u061cd\u200ee", "a⟨U+202E⟩b⟨U+2066⟩c⟨U+061C⟩d⟨U+200E⟩e"],
  ["half a character", "a\ud800b", "a⟨U+D800⟩b"],
  ["a tag", "a\u{e0041}b", "a⟨U+E0041⟩b"],
  ["a byte-order mark", "\ufeffa", "⟨U+FEFF⟩a"],
  ["a joiner of an emoji", "👩‍💻", "👩‍💻"],
  ["other scripts", "Größe שלום 日本", "Größe שלום 日本"],
])("shows %s by its number, or leaves it where it is harmless", (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test("is no longer than was asked for, and says that it is cut", () => {
  expect(printable("x".repeat(5_000), 10)).toBe(`${"x".repeat(10)}…`);
  expect(printable(`${"x".repeat(9)}😀`, 10)).toBe(`${"x".repeat(9)}⟨U+D83D⟩…`);
});
