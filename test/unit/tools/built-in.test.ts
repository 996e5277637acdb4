import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createExecCommands } from "../../../src/core/commands/exec-commands.ts";
import { createFileDoor } from "../../../src/core/commands/files/file-door.ts";
import { createActivityLog } from "../../../src/core/exec/activity.ts";
import type { Security } from "../../../src/core/exec/policy/policy.ts";
import { createApprovalsStore } from "../../../src/core/exec/policy/store.ts";
import { createProgramEnvironment } from "../../../src/core/exec/process/program-environment.ts";
import { createQuestionQueue } from "../../../src/core/exec/question/question.ts";
import { addFolder } from "../../../src/core/folders/add-folder.ts";
import { silentLogger } from "../../../src/core/log/log.ts";
import { systemClock } from "../../../src/core/time/clock.ts";
import { createBuiltInTools } from "../../../src/core/tools/built-in/create.ts";
import { createOutputRing } from "../../../src/core/tools/built-in/output-ring.ts";
import { createBuiltInServer } from "../../../src/core/tools/built-in/server.ts";
import { createToolDoor } from "../../../src/core/tools/door.ts";
import type { CallResult } from "../../../src/core/tools/sdk.ts";
import { switchBuiltIn } from "../../../src/core/tools/tool-list.ts";
import { type BuiltInToolName, builtInToolNames } from "../../../src/shared/built-in-tool.ts";
import type { Question } from "../../../src/shared/question.ts";
import { success } from "../../../src/shared/result.ts";
import { readLink } from "../../../src/shared/text/read-link.ts";
import { eventually } from "../../support/eventually.ts";
import { someContext } from "../../support/invoke-context.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** What a person does with a question; nothing leaves it open. */
type Person = (question: Question) => { answer: "deny" | "allow-once" | "reply"; reply?: string } | null;

const no: Person = () => ({ answer: "deny" });
const types =
  (reply: string): Person =>
  () => ({ answer: "reply", reply });

interface Options {
  readonly person?: Person;
  readonly picked?: readonly string[] | null;
  readonly security?: Security;
}

async function setting(on: readonly BuiltInToolName[], { person, picked, security }: Options = {}) {
  const stateDir = temporaryDirectory();
  const home = temporaryDirectory();
  await switchBuiltIn(stateDir, on, "ask");
  const asked: Question[] = [];
  const done: string[] = [];
  const questions = createQuestionQueue(systemClock);
  if (person !== undefined) {
    questions.attach({
      show(question) {
        asked.push(question);
        const given = person(question);
        if (given === null) return;
        const how = { everywhere: false, ...(given.reply === undefined ? {} : { reply: given.reply }) };
        queueMicrotask(() => questions.answer(question.id, given.answer, how));
      },
      close() {},
    });
  }
  const activity = createActivityLog(stateDir);
  const approvals = createApprovalsStore(stateDir);
  if (security !== undefined)
    await approvals.change((file) => ({ ...file, defaults: { ...file.defaults, security, ask: "off" } }));
  const environment = createProgramEnvironment(process.env, process.platform);
  const programs = async () => environment;
  const gateway = () => "wss://gateway.example.org";
  const [run] = createExecCommands({
    approvals,
    activity,
    questions,
    owner: () => ({ remoteMayLoosen: false, acceptGatewayApprovals: false }),
    gateway,
    emit() {},
    skillPrograms: async () => [],
    programs,
    ownPlaces: { stateDir, folders: [], programs: [] },
    home,
  }).filter(({ name }) => name === "system.run");
  const files = createFileDoor({
    stateDir,
    activity,
    log: silentLogger,
    gateway,
    now: () => systemClock.now(),
    onChange() {},
  });
  const state = { runIsOn: true, clipboard: "copied" };
  const tools = createBuiltInTools({
    clock: systemClock,
    questions,
    files,
    systemRun: run ?? null,
    gatewayName: () => "gateway.example.org",
    privatePlaces: () => ({ home, own: [stateDir], platform: process.platform }),
    facts: () => ({
      sources: {
        clipboard: {
          read: async () => success(state.clipboard),
          async write(text) {
            state.clipboard = text;
            return success(undefined);
          },
        },
        opener: {
          async openLink(link) {
            done.push(`opened ${link}`);
            return success(undefined);
          },
          async openFile(path) {
            done.push(`opened file ${path}`);
            return success(undefined);
          },
        },
        windows: null,
        picker: picked === undefined ? null : { pick: async () => picked },
      },
      notifier: {
        async show({ title }) {
          done.push(`shown ${title}`);
          return success(undefined);
        },
      },
      runIsOn: state.runIsOn,
      folderFor: () => false,
    }),
  });
  const door = createToolDoor({
    stateDir,
    clock: systemClock,
    questions,
    activity,
    gateway,
    home,
    builtIn: createBuiltInServer(tools),
    world: {
      clock: systemClock,
      log: silentLogger,
      appVersion: "0.0.0",
      platform: process.platform,
      home,
      programs,
      cage: async () => null,
      variables: async () => success({}),
    },
  });
  onTestFinished(async () => {
    await door.close();
    await files.close();
  });
  door.open();
  const call = (tool: BuiltInToolName, args: object = {}, timeoutMs = 30_000) =>
    door.command.run(
      { server: "clawtray", tool, arguments: args },
      { ...someContext(), timeoutMs, sessionKey: "agent:main:main" },
    ) as Promise<CallResult & { structuredContent: Readonly<Record<string, unknown>> }>;
  const logged = () => JSON.stringify(activity.read());
  return { stateDir, home, door, state, asked, done, call, logged };
}

const textOf = ({ content }: CallResult): string => String(content[0]?.text);

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

describe("a file that is opened for the person", () => {
  async function withFolder() {
    const one = await setting(["open"], { person: () => ({ answer: "allow-once" }) });
    const folder = temporaryDirectory();
    await addFolder(one.stateDir, folder, false);
    const open = (path: string) => one.call("open", { path: join(folder, path) });
    const make = (path: string) => writeFileSync(join(folder, path), "x");
    return { ...one, folder, open, make };
  }

  test.each([
    "notes.txt",
    "Plan.PDF",
    "a b.docx",
    "übung.odt",
    "picture.jpeg",
    "talk.mp4",
    "--help.md",
    "table.csv",
  ])("%s is handed to the desktop by its whole path", async (name) => {
    const { open, make, done, folder } = await withFolder();
    make(name);
    expect(textOf(await open(name))).toBe("The desktop has taken the file.");
    expect(done).toEqual([`opened file ${join(folder, name)}`]);
  });

  test.each([
    "run.sh",
    "setup.exe",
    "link.desktop",
    "page.html",
    "picture.svg",
    "script.js",
    "macros.docm",
    "shortcut.lnk",
    "notes.txt.command",
    "disk.dmg",
    "archive.zip",
    "tool.jar",
    "notes.txt.",
    "notes.txt\u202e",
  ])("%j is not opened, and nobody is asked", async (name) => {
    const { open, make, done, asked } = await withFolder();
    make(name);
    await expect(open(name)).rejects.toThrow("is not opened");
    expect([done, asked]).toEqual([[], []]);
  });

  test("a folder is opened, a program without an end is not, nor a folder that may be a program", async () => {
    const { open, make, done, folder } = await withFolder();
    mkdirSync(join(folder, "beds"));
    mkdirSync(join(folder, "beds.txt"));
    make("program");
    await open("beds");
    await expect(open("program")).rejects.toThrow("has no such end");
    await expect(open("beds.txt")).rejects.toThrow("such a name");
    expect(done).toEqual([`opened file ${join(folder, "beds")}`]);
  });

  test("nothing outside the owner's folders is opened, nor what is private or behind a link", async () => {
    const { call, open, make, done, home, folder } = await withFolder();
    writeFileSync(join(home, "secret.txt"), "x");
    symlinkSync(join(home, "secret.txt"), join(folder, "link.txt"));
    make(".hidden.txt");
    await expect(call("open", { path: join(home, "secret.txt") })).rejects.toThrow("PERMISSION_DENIED");
    await expect(open("../secret.txt")).rejects.toThrow("PERMISSION_DENIED");
    await expect(open("link.txt")).rejects.toThrow("SYMLINK");
    await expect(open(".hidden.txt")).rejects.toThrow("PERMISSION_DENIED");
    await expect(open("gone.txt")).rejects.toThrow("NOT_FOUND");
    await expect(call("open", { path: "notes.txt" })).rejects.toThrow("absolute");
    expect(done).toEqual([]);
  });

  test("a call names a link or a file, and not both or neither", async () => {
    const { call, done } = await withFolder();
    for (const args of [
      {},
      { link: "https://example.org", path: "/x.txt" },
      { path: 5 },
      { path: "" },
      { link: 5 },
    ])
      await expect(call("open", args)).rejects.toThrow(/path/);
    expect(done).toEqual([]);
  });
});

test.each([
  ["javascript:alert(1)", "only http"],
  ["ms-settings:x", "only http"],
  ["\\\\server\\share", "backslashes"],
  ["//server/share", "no whole link"],
  ["example.org", "no whole link"],
  ["https:example.org", "names no website"],
  ["https://good.example@evil.example/", "hides where it leads"],
  ["https://example.org/ --new", "no spaces"],
  ["http\n://example.org", "no spaces"],
  ["mailto:a@example.org?subject=x&attach=/etc/passwd", "attach no file"],
])("the link %j is not opened", (link, why) => {
  expect(readLink(link)).toMatchObject({ ok: false, failure: expect.stringContaining(why) });
});

test("a link of any length is not opened", () => {
  const link = `https://example.org/${"a".repeat(2_000)}`;
  expect(readLink(link)).toMatchObject({ ok: false, failure: expect.stringContaining("at most") });
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

describe("long programs", () => {
  const all = ["program_start", "program_poll", "program_stop", "program_list"] as const;
  const script = (text: string) => ({ command: [process.execPath, "-e", text] });
  const ever = script("console.log('begun'); setInterval(() => {}, 1000)");

  test("are refused where system.run would be", async () => {
    const { call, logged } = await setting(all, { security: "deny" });
    await expect(call("program_start", ever)).rejects.toThrow("SYSTEM_RUN_DISABLED");
    expect(logged()).toContain("security=deny");
    const asking = await setting(all, { person: no });
    await expect(asking.call("program_start", ever)).rejects.toThrow("SYSTEM_RUN_DENIED");
    expect(asking.asked).toMatchObject([{ agent: "main", program: process.execPath }]);
  });

  test("run on after the call; their output is read by offset; they are stopped, or end by themselves", async () => {
    const { call, logged } = await setting(all, { security: "full" });
    const { id } = (await call("program_start", ever)).structuredContent;
    await eventually(async () => expect(textOf(await call("program_poll", { id }))).toContain("begun"));
    const { nextOffset: offset, running } = (await call("program_poll", { id })).structuredContent;
    expect([offset, running]).toEqual([6, true]);
    expect(textOf(await call("program_poll", { id, offset }))).toBe("[running; nextOffset 6]\n");
    expect(textOf(await call("program_list"))).toContain(String(id));
    expect((await call("program_stop", { id })).structuredContent.running).toBe(false);
    const other = (await call("program_start", script("process.exit(7)"))).structuredContent.id;
    await eventually(async () =>
      expect(textOf(await call("program_poll", { id: other }))).toContain("exit code 7"),
    );
    expect(logged()).toContain("begun");
    const elsewhere = await setting(all, { security: "full" });
    await expect(elsewhere.call("program_poll", { id })).rejects.toThrow("no program with this id");
  });

  test("end when commands are switched off", async () => {
    const { call, door, state, logged } = await setting(all, { security: "full" });
    await call("program_start", ever);
    state.runIsOn = false;
    door.look();
    await eventually(() => expect(logged()).toMatch(/"signal":"SIG|"durationMs":\d/));
    expect(door.published()).toEqual([]);
  });

  test("keep only the end of a long output", () => {
    const ring = createOutputRing(10);
    for (let i = 0; i < 10; i++) ring.push("0123456789");
    expect(ring.total()).toBe(100);
    expect(ring.read(0, 5)).toEqual({ text: "01234", from: 90, next: 95 });
    expect(ring.read(95, 50)).toEqual({ text: "56789", from: 95, next: 100 });
    expect(ring.read(500, 5)).toEqual({ text: "", from: 100, next: 100 });
  });
});
