import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { switchBuiltIn } from "../../../src/core/tools/tool-list.ts";
import { builtInToolNames } from "../../../src/shared/built-in-tool.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { no, type Options, setting, textOf, types } from "./own-tools.ts";

describe("Clawtray's own tools", () => {
  test("are all off at first, and published by valid names once they are on and can be used", async () => {
    const { door, stateDir, call } = await setting([]);
    expect(door.published()).toEqual([]);
    expect(door.command.isDeclared?.()).toBe(false);
    await expect(call("clipboard_read")).rejects.toThrow("is not offered");
    await switchBuiltIn(stateDir, builtInToolNames, "ask");
    await eventually(() => expect(door.published().length).toBeGreaterThan(0));
    const names = door.published().map(({ name }) => name);
    for (const { name, pluginId, command, mcp, description } of door.published()) {
      expect(name).toMatch(/^clawtray_[a-z_]{1,50}$/);
      expect(description.length).toBeLessThanOrEqual(1_024);
      expect([pluginId, command, mcp.server]).toEqual(["node-mcp", "mcp.tools.call.v1", "clawtray"]);
    }
    expect(names).toContain("clawtray_ask_person");
    // No window list and no folder here.
    expect(names).not.toContain("clawtray_list_windows");
    expect(names).not.toContain("clawtray_files_read");
  });

  test("the clipboard is read and written after a yes, and never gets into the log", async () => {
    const { call, asked, logged, state } = await setting(["clipboard_read", "clipboard_write"], {
      person: () => ({ answer: "allow-once" }),
    });
    expect(textOf(await call("clipboard_read"))).toBe("copied");
    await call("clipboard_write", { text: "recognisable" });
    expect(state.clipboard).toBe("recognisable");
    expect(asked.map(({ command }) => command)).toEqual([
      "clawtray/clipboard_read {}",
      'clawtray/clipboard_write {"text":"recognisable"}',
    ]);
    expect(logged()).toContain("[12 characters]");
    expect(logged()).not.toMatch(/recognisable|copied/);
    state.clipboard = "x".repeat(100_001);
    expect(textOf(await call("clipboard_read"))).toContain("characters were left out");
  });

  test("a link is shown whole before it is opened, and one that is refused is not asked about", async () => {
    const { call, asked, done } = await setting(["open"], { person: () => ({ answer: "allow-once" }) });
    await call("open", { link: "https://example.org/a?b=c#d" });
    expect(done).toEqual(["opened https://example.org/a?b=c#d"]);
    await expect(call("open", { link: "file:///etc/passwd" })).rejects.toThrow('not "file:"');
    expect(asked.map(({ command }) => command)).toEqual([
      'clawtray/open {"link":"https://example.org/a?b=c#d"}',
    ]);
  });
});

describe("a question of an agent to the person", () => {
  test("is answered by a text, which the log never holds, and is asked once", async () => {
    const { call, asked, logged } = await setting(["ask_person"], { person: types("the blue one") });
    const answered = await call("ask_person", { question: "Which\ncolour?" });
    expect(answered).toMatchObject({ structuredContent: { outcome: "answered", answer: "the blue one" } });
    expect(asked).toMatchObject([
      { command: "Which colour?", agent: "main", inquiry: { takes: "text", choices: [] } },
    ]);
    expect(logged()).toContain("Which");
    expect(logged()).not.toContain("blue");
  });

  test("is answered by one of its choices, and by nothing else", async () => {
    const { call } = await setting(["ask_person"], { person: types("1") });
    const choices = ["red", "blue"];
    expect(textOf(await call("ask_person", { question: "Which?", choices }))).toBe("blue");
    const wrong = await setting(["ask_person"], { person: types("2") });
    const late = wrong.call("ask_person", { question: "Which?", choices }, 1_000);
    expect(await late).toMatchObject({ structuredContent: { outcome: "timed-out" } });
  });

  test("tells a no from nobody and from bad arguments", async () => {
    const outcome = async (options: Options) => {
      const { call } = await setting(["ask_person"], options);
      return (await call("ask_person", { question: "Well?" })).structuredContent.outcome;
    };
    expect(await outcome({ person: no })).toBe("declined");
    expect(await outcome({})).toBe("nobody");
    const { call } = await setting(["ask_person"]);
    await expect(call("ask_person", { question: " " })).rejects.toThrow("question");
  });

  test("a notification waits for its choice", async () => {
    const { call, done } = await setting(["notify"], { person: types("0") });
    expect(textOf(await call("notify", { title: "Done" }))).toContain("shown");
    expect(textOf(await call("notify", { title: "Ship?", choices: ["Yes", "No"] }))).toBe("Yes");
    expect(done).toEqual(["shown gateway.example.org: Done", "shown gateway.example.org: Ship?"]);
  });
});

describe("files that the person picks", () => {
  test("are read, up to the limits, and nothing that is private is", async () => {
    const place = temporaryDirectory();
    const path = (name: string) => join(place, name);
    writeFileSync(path("notes.txt"), "hello");
    writeFileSync(path("dot"), Buffer.from([0, 1, 2]));
    writeFileSync(path("long.txt"), `${"a".repeat(99_999)}ä`);
    mkdirSync(path(".ssh"));
    writeFileSync(path(".ssh/key"), "secret");
    symlinkSync(path(".ssh/key"), path("link"));
    linkSync(path(".ssh/key"), path("twice"));
    const picked = ["notes.txt", "dot", "long.txt", "link", "twice", ".ssh", "gone"].map(path);
    const { call } = await setting(["pick_files"], { person: types(""), picked });
    const { content } = await call("pick_files", { why: "the notes", several: true });
    const texts = content.map(({ text }) => String(text));
    expect(texts[0]).toBe('"notes.txt", 5 bytes\nhello');
    expect(texts[1]).toBe('"dot", 3 bytes\nbase64: AAEC');
    expect(texts[2]).toMatch(/^"long.txt", 100001 bytes \(only its beginning: 16995 characters\)\na{16995}$/);
    expect(texts.slice(3)).toEqual([
      expect.stringMatching(/^Not read: link: .*private place/),
      expect.stringContaining("several names"),
      expect.stringContaining("private place"),
      expect.stringContaining("does not exist"),
    ]);
    expect(texts.join()).not.toContain("secret");
  });

  test("are typed where there is no dialog, and Clawtray's own folder is refused", async () => {
    const { call, stateDir, asked } = await setting(["pick_files"], {
      person: () => ({ answer: "reply", reply: `"${join(stateDir, "tools.json")}"` }),
    });
    expect(textOf(await call("pick_files", { why: "x" }))).toContain("private place");
    expect(asked).toMatchObject([{ inquiry: { takes: "path" } }]);
  });

  test("a closed dialog is a no", async () => {
    const { call } = await setting(["pick_files"], { person: types(""), picked: null });
    expect((await call("pick_files", { why: "x" })).structuredContent).toEqual({ outcome: "declined" });
  });
});
