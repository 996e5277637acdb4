import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { InvokeContext } from "../../../src/core/commands/command.ts";
import { createActivityLog } from "../../../src/core/exec/activity.ts";
import { createProgramEnvironment } from "../../../src/core/exec/process/program-environment.ts";
import { createQuestionQueue } from "../../../src/core/exec/question/question.ts";
import { systemClock } from "../../../src/core/time/clock.ts";
import { createBuiltInServer } from "../../../src/core/tools/built-in/server.ts";
import { createToolDoor, type ToolDoor } from "../../../src/core/tools/door.ts";
import { progressLine } from "../../../src/core/tools/progress.ts";
import { digestOfTool } from "../../../src/core/tools/published.ts";
import {
  changeToolList,
  type ServerEntry,
  type ToolConsent,
  withConsent,
} from "../../../src/core/tools/tool-list.ts";
import type { Question, QuestionAnswer } from "../../../src/shared/question.ts";
import { success } from "../../../src/shared/result.ts";
import { eventually } from "../../support/eventually.ts";
import { someContext } from "../../support/invoke-context.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const program = resolve("test/support/tool-server.ts");

interface Setting {
  readonly stateDir: string;
  readonly notes: string;
  readonly door: ToolDoor;
  readonly logged: string[];
  readonly asked: Question[];
  activity(): ReturnType<ReturnType<typeof createActivityLog>["read"]>;
  call(tool: string, args?: object, context?: InvokeContext): Promise<unknown>;
  noted(): string;
  names(): readonly string[];
}

const SECRET = "s3cret-and-long";

function entryOf(
  notes: string,
  manners: string,
  switched: Readonly<Record<string, ToolConsent>>,
): ServerEntry {
  return {
    name: "ours",
    command: process.execPath,
    args: [program, manners, notes],
    env: ["TOOL_SECRET"],
    secrets: "0123456789abcdef0123456789abcdef",
    contained: null,
    tools: Object.entries(switched).map(([tool, consent]) => ({ tool, consent })),
  };
}

async function setting(
  switched: Readonly<Record<string, ToolConsent>>,
  { manners = "well", answer = null }: { manners?: string; answer?: QuestionAnswer | null } = {},
): Promise<Setting> {
  const stateDir = temporaryDirectory();
  const notes = join(stateDir, "notes");
  await changeToolList(stateDir, () => [entryOf(notes, manners, switched)]);
  const logged: string[] = [];
  const asked: Question[] = [];
  const questions = createQuestionQueue(systemClock);
  if (answer !== null) {
    questions.attach({
      show(question) {
        asked.push(question);
        queueMicrotask(() => questions.answer(question.id, answer));
      },
      close() {},
    });
  }
  const activity = createActivityLog(stateDir);
  const environment = createProgramEnvironment(
    { ...process.env, NODE_OPTIONS: "--no-warnings" },
    process.platform,
  );
  const door = createToolDoor({
    stateDir,
    clock: systemClock,
    questions,
    activity,
    gateway: () => "wss://gateway.example.org",
    home: stateDir,
    builtIn: createBuiltInServer([]),
    world: {
      clock: systemClock,
      log: {
        log: (level, message, values) => void logged.push(JSON.stringify({ level, message, ...values })),
      },
      appVersion: "0.0.0",
      platform: process.platform,
      home: stateDir,
      programs: async () => environment,
      cage: async () => null,
      variables: async () => success({ TOOL_SECRET: SECRET }),
    },
  });
  onTestFinished(() => door.close());
  door.open();
  return {
    stateDir,
    notes,
    door,
    logged,
    asked,
    activity: () => activity.read(),
    call: (tool, args = {}, context = someContext()) =>
      door.command.run(
        { server: "ours", tool, arguments: args },
        { ...context, sessionKey: "agent:main:main" },
      ),
    noted: () => (existsSync(notes) ? readFileSync(notes, "utf8") : ""),
    names: () => door.published().map(({ name }) => name),
  };
}

const published = (one: Setting, names: readonly string[]) =>
  eventually(() => expect(one.names()).toEqual(names));
const pidsOf = (one: Setting): number[] =>
  [...one.noted().matchAll(/^started (\d+)$/gm)].map(([, pid]) => Number(pid));
const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

/** A time limit of so many ms, as the invoker keeps it. */
function within(ms: number): InvokeContext {
  const controller = new AbortController();
  const stop = systemClock.after(ms, () => controller.abort(new Error("TIMEOUT")));
  onTestFinished(stop);
  return someContext(25 * 1024 * 1024, controller);
}

describe("what is published", () => {
  test("nothing is on by itself: a server none of whose tools is on is not even started", async () => {
    const one = await setting({});
    expect(one.door.command.isDeclared?.()).toBe(false);
    await expect(one.call("echo")).rejects.toMatchObject({ code: "TOOL_NOT_OFFERED" });
    expect([one.names(), one.noted()]).toEqual([[], ""]);
  });

  test("what its owner switched on, as the gateway wants it", async () => {
    const one = await setting({ echo: "allow", lie: "ask", gone: "allow" });
    await published(one, ["ours_echo", "ours_lie"]);
    expect(one.door.published()[0]).toEqual({
      pluginId: "node-mcp",
      name: "ours_echo",
      description: "Says it again",
      parameters: { type: "object", properties: { text: { type: "string" } } },
      command: "mcp.tools.call.v1",
      mcp: { server: "ours", tool: "echo" },
    });
    expect(one.door.command.isDeclared?.()).toBe(true);
  });

  test("another process switches a tool off, and it can no longer be called", async () => {
    const one = await setting({ echo: "allow" });
    await published(one, ["ours_echo"]);
    await changeToolList(one.stateDir, (list) => list.map((entry) => withConsent(entry, ["echo"], "off")));
    await expect(one.call("echo")).rejects.toMatchObject({ code: "TOOL_NOT_OFFERED" });
    await published(one, []);
    await eventually(() => expect(pidsOf(one).every(isGone)).toBe(true));
    expect(one.activity()).toMatchObject([{ decision: "denied", reason: "tool-off", agent: "main" }]);
  });

  test("a list that changes while a tool is called is published anew", async () => {
    const one = await setting({ change: "allow", fresh: "allow" });
    await published(one, ["ours_change"]);
    expect(await one.call("change")).toMatchObject({ content: [{ text: "changed" }] });
    await published(one, ["ours_fresh"]);
    await expect(one.call("change")).rejects.toMatchObject({ code: "TOOL_NOT_OFFERED" });
  });

  test("a server that dies takes its tools with it, and brings them back when it has been started again", async () => {
    const one = await setting({ die: "allow" });
    await published(one, ["ours_die"]);
    const seen: number[] = [];
    one.door.subscribe(() => seen.push(one.names().length));
    await expect(one.call("die")).rejects.toMatchObject({ code: "TOOL_FAILED" });
    await eventually(() => expect(seen).toEqual([0, 1]));
    expect(pidsOf(one)).toHaveLength(2);
    expect(one.logged.join("\n")).toContain("it ended with exit code 3");
  });

  test("a server that cannot be had offers nothing, and the log says why", async () => {
    const one = await setting({ echo: "allow" }, { manners: "broken" });
    await eventually(() => expect(one.logged.join("\n")).toContain("it ended with exit code 7"));
    expect(one.names()).toEqual([]);
    await expect(one.call("echo")).rejects.toMatchObject({ code: "TOOL_NOT_OFFERED" });
  });
});

describe("a list of tools that is none", () => {
  test.each(["nothing", "a number", "no list", "a text", "an object", "nothing usable"])(
    "%s is refused, with its reason, and started again",
    async (manners) => {
      const one = await setting({ echo: "allow" }, { manners });
      await eventually(() =>
        expect(one.door.servers()[0]?.standing).toMatchObject({ kind: "failed", why: { code: "nonsense" } }),
      );
      expect(one.names()).toEqual([]);
      await eventually(() => expect(pidsOf(one).length).toBeGreaterThan(1));
    },
  );

  test.each([
    ["no name", { unusable: 1, tooMany: false }],
    ["an empty name", { unusable: 1, tooMany: false }],
    ["a long name", { unusable: 1, tooMany: false }],
    ["names that are no texts", { unusable: 4, tooMany: false }],
    ["schemas that are no objects", { unusable: 6, tooMany: false }],
    ["descriptions that are no texts", { unusable: 1, tooMany: false }],
    ["a deep schema", { unusable: 1, tooMany: false }],
    ["100,000 tools", { unusable: 0, tooMany: true }],
    ["a cursor without an end", { unusable: 0, tooMany: true }],
    ["a cursor that leads back", null],
    ["a cursor that is no text", null],
  ])("of %s, what can be used is, and the log says what was left out", async (manners, left) => {
    const one = await setting({ echo: "allow", odd: "allow" }, { manners });
    await published(one, ["ours_echo"]);
    expect(await one.call("echo", { text: "still" })).toMatchObject({ content: [{ text: "still" }] });
    const said = one.logged.filter((line) => line.includes("left out")).map((line) => JSON.parse(line));
    expect(said).toEqual(left === null ? [] : [expect.objectContaining({ level: "warn", ...left })]);
    const [shown] = one.door.servers();
    expect(shown?.tools?.length).toBeLessThanOrEqual(1_000);
    expect(shown?.leftOut).toEqual({ unusable: left?.unusable ?? 0, isCut: left?.tooMany ?? false });
  });
});

describe("a call", () => {
  test("reaches the tool with its arguments, and is in the activity log with its end", async () => {
    const one = await setting({ echo: "allow" }, { manners: "chatty" });
    await published(one, ["ours_echo"]);
    expect(await one.call("echo", { text: "hello" })).toEqual({ content: [{ type: "text", text: "hello" }] });
    expect(one.activity()).toMatchObject([
      {
        command: 'ours/echo {"text":"hello"}',
        agent: "main",
        decision: "allowed",
        reason: "tool-allowed",
        exitCode: 0,
      },
    ]);
  });

  test("a tool that is allowed asks again once it says something else of itself, and says why", async () => {
    const one = await setting({ echo: "allow" }, { answer: "allow-once" });
    await eventually(() => expect(one.names()).toContain("ours_echo"));
    const [published] = one.door.published();
    const itself = digestOfTool({
      name: "echo",
      description: published?.description ?? "",
      inputSchema: published?.parameters ?? {},
      readOnly: false,
    });
    const decide = (digest: string) =>
      changeToolList(one.stateDir, (list) =>
        list.map((entry) => withConsent(entry, ["echo"], "allow", new Map([["echo", digest]]))),
      );
    await decide(itself);
    await one.call("echo", { text: "as it was" });
    expect(one.asked).toEqual([]);
    await decide("0".repeat(64));
    await one.call("echo", { text: "as it is now" });
    expect(one.asked.map(({ unusual }) => unusual)).toEqual([["content-changed"]]);
    expect(one.activity().map(({ reason }) => reason)).toContain("approved-once");
  });

  test("a tool that asks is called only after a yes, and the question shows server, tool and arguments", async () => {
    const one = await setting({ echo: "ask" }, { answer: "allow-once" });
    await published(one, ["ours_echo"]);
    expect(await one.call("echo", { text: "\u202Ehello" })).toMatchObject({ content: [{ type: "text" }] });
    expect(one.asked).toMatchObject([
      { tool: { server: "ours", name: "echo" }, agent: "main", unusual: ["invisible-characters"] },
    ]);
    expect(one.asked[0]?.command).toMatch(/^ours\/echo \{"text":".*202E.*hello"\}$/i);
    expect(one.asked[0]?.answers).toEqual(["deny", "allow-once"]);
  });

  test.each([
    ["denied-by-person", "deny"],
    ["approval-required", null],
  ] as const)("%s: a tool that asks is not called", async (reason, answer) => {
    const one = await setting({ echo: "ask" }, { answer });
    await published(one, ["ours_echo"]);
    await expect(one.call("echo")).rejects.toMatchObject({ code: "TOOL_DENIED" });
    expect(one.activity()).toMatchObject([{ decision: "denied", reason }]);
    expect(one.noted()).not.toContain("called");
  });

  test("a failed tool, and one that answers otherwise than it declares, are answers like others", async () => {
    const one = await setting({ fail: "allow", lie: "allow" });
    await published(one, ["ours_lie", "ours_fail"]);
    expect(await one.call("fail")).toMatchObject({ isError: true, content: [{ text: "it went wrong" }] });
    expect(await one.call("lie")).toMatchObject({ structuredContent: { n: "not a number" } });
    expect(one.activity()).toMatchObject([{ exitCode: 1 }, { exitCode: 0 }]);
  });

  test("a long text is cut in the middle and says so; a large picture is left out and says so", async () => {
    const one = await setting({ long: "allow", picture: "allow" });
    await published(one, ["ours_picture", "ours_long"]);
    const long = JSON.stringify(await one.call("long"));
    expect(long).toMatch(/begin x{100,}/);
    expect(long).toMatch(/\d of 100010 characters were left out by this node \.\.\.\]\\nx+ end/);
    expect(long.length).toBeLessThan(20_200);
    expect(await one.call("picture")).toMatchObject({
      content: [
        {
          type: "text",
          text: expect.stringMatching(/^\[image, image\/png: 40\d\d\d characters were left out/),
        },
      ],
    });
  });

  test("50 MB end the server, not the node", async () => {
    const one = await setting({ huge: "allow", echo: "allow" });
    await published(one, ["ours_echo", "ours_huge"]);
    await expect(one.call("huge")).rejects.toMatchObject({ code: "TOOL_FAILED" });
    expect(one.logged.join("\n")).toContain("more than 16 MB in one message");
    await eventually(() => expect(one.names()).toHaveLength(2));
    expect(await one.call("echo", { text: "still here" })).toMatchObject({
      content: [{ text: "still here" }],
    });
  });

  test("a flood ends the server, not the node", async () => {
    const one = await setting({ flood: "allow" });
    await published(one, ["ours_flood"]);
    await expect(one.call("flood")).rejects.toMatchObject({ code: "TOOL_FAILED" });
    expect(one.logged.join("\n")).toContain("more than anybody can read");
    await eventually(() => expect(isGone(pidsOf(one)[0] ?? 0)).toBe(true));
  });

  test("arguments that nobody reads are refused before anything is asked", async () => {
    const one = await setting({ echo: "ask" }, { answer: "allow-once" });
    await published(one, ["ours_echo"]);
    await expect(one.call("echo", { text: "x".repeat(100_000) })).rejects.toMatchObject({
      code: "INVALID_REQUEST",
    });
    expect(one.asked).toEqual([]);
  });
});

describe("how far a call is", () => {
  /** What the caller is told, and `see` once the first of it was. */
  function listening(see: () => void = () => {}) {
    const heard: string[] = [];
    const context: InvokeContext = {
      ...someContext(),
      async progress(chunk) {
        heard.push(chunk);
        see();
      },
    };
    return { heard, context };
  }

  test("is passed on as its server says it, on one line, cut, and without a secret", async () => {
    const one = await setting({ steps: "allow" }, { manners: "steps" });
    await published(one, ["ours_steps"]);
    const seen = join(one.stateDir, "seen");
    const { heard, context } = listening(() => writeFileSync(seen, ""));
    expect(await one.call("steps", { text: seen }, context)).toMatchObject({ content: [{ text: "done" }] });
    expect(heard[0]).toBe("1/2 first of two [redacted]\n");
    // The second may come with the answer, after which nothing is of use.
    expect(heard.slice(1).every((line) => line === `2/2 ${"x".repeat(500)}\n`)).toBe(true);
    expect(heard.length).toBeLessThanOrEqual(2);
  });

  test("is told some times a second, however often its server says it", async () => {
    const one = await setting({ hurry: "allow" }, { manners: "steps" });
    await published(one, ["ours_hurry"]);
    const { heard, context } = listening();
    const began = performance.now();
    expect(await one.call("hurry", {}, context)).toMatchObject({ content: [{ text: "done" }] });
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.length).toBeLessThanOrEqual(2 + (performance.now() - began) / 100);
  });

  test.each([
    [{}, ""],
    [{ progress: 3 }, "3\n"],
    [{ progress: 3, total: 4, message: "beds" }, "3/4 beds\n"],
    [{ progress: "3", total: {}, message: 5 }, ""],
    [{ progress: Number.NaN, message: "on" }, "on\n"],
    [{ message: " \u202e\n " }, ""],
  ])("of %j is %j", (said, line) => {
    expect(progressLine(said, (text) => text)).toBe(line);
  });
});

describe("a call that takes too long", () => {
  test("is given up and its server told; one that still answers stays", async () => {
    const one = await setting({ slow: "allow", echo: "allow" });
    await published(one, ["ours_echo", "ours_slow"]);
    await expect(one.call("slow", {}, within(300))).rejects.toMatchObject({ code: "TOOL_FAILED" });
    await eventually(() => expect(one.noted()).toContain("cancelled"));
    expect(await one.call("echo", { text: "there" })).toMatchObject({ content: [{ text: "there" }] });
    expect(pidsOf(one)).toHaveLength(1);
  });

  test("a server that hangs is ended and started again", async () => {
    const one = await setting({ hang: "allow" });
    await published(one, ["ours_hang"]);
    await expect(one.call("hang", {}, within(300))).rejects.toMatchObject({ code: "TOOL_FAILED" });
    await eventually(() => expect(pidsOf(one)).toHaveLength(2));
    expect(isGone(pidsOf(one)[0] ?? 0)).toBe(true);
    expect(one.logged.join("\n")).toContain("it does not answer");
  });
});

describe("a server", () => {
  test("gets a clean environment with its own variables, whose values never reach our log", async () => {
    process.env.LD_AUDIT = "/nowhere";
    onTestFinished(() => void delete process.env.LD_AUDIT);
    const one = await setting({ env: "allow" });
    await published(one, ["ours_env"]);
    const said = JSON.stringify(await one.call("env"));
    expect(said).toContain("TOOL_SECRET");
    expect(said).not.toMatch(/LD_AUDIT|NODE_OPTIONS/);
    await eventually(() => expect(one.logged.join("\n")).toContain("my secret is [redacted] today"));
    expect(one.logged.join("\n")).not.toContain(SECRET);
  });

  test("ends with the node", async () => {
    const one = await setting({ echo: "allow" }, { manners: "well" });
    await published(one, ["ours_echo"]);
    await one.door.close();
    await eventually(() => expect(pidsOf(one).map(isGone)).toEqual([true]));
  });
});
