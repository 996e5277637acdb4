import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkTools } from "../../src/core/doctor/tools.ts";
import type { DoctorWorld } from "../../src/core/doctor/world.ts";
import type { InstanceAnswer } from "../../src/core/instance/claim.ts";
import { readToldServers, type ToldServer, toldServers } from "../../src/core/instance/told-servers.ts";
import { changeToolList, type ServerEntry } from "../../src/core/tools/tool-list.ts";
import type { ToolReason } from "../../src/shared/tool-reason.ts";
import { someState } from "../support/node-state.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { everyToolReason } from "../support/tool-reasons.ts";

const base = { secrets: null, tools: [{ tool: "echo", consent: "ask" as const }] };
const program = (name: string, command: string): ServerEntry => ({
  ...base,
  name,
  command,
  args: [],
  env: [],
  contained: null,
});
const remote: ServerEntry = {
  ...base,
  name: "far",
  url: "https://example.org/mcp",
  query: false,
  headers: [],
};

async function worldWith(servers: readonly ServerEntry[]): Promise<DoctorWorld> {
  const stateDir = temporaryDirectory();
  await changeToolList(stateDir, () => servers);
  return {
    platform: process.platform,
    env: process.env,
    stateDir,
    keyStore: null,
    appVersion: "0.0.0",
    now: () => 0,
    run: () => Promise.reject(new Error("the doctor started something")),
    service: async () => null,
  };
}

const none: InstanceAnswer = { kind: "none" };
const saying = (toolServers?: readonly ToldServer[]): InstanceAnswer => ({
  kind: "snapshot",
  snapshot: {
    pid: 1,
    version: "0.0.0",
    startedAt: 0,
    state: someState(),
    ...(toolServers === undefined ? {} : { toolServers: [...toolServers] }),
  },
});

test.each([
  ["no node", none],
  ["a node that does not say", saying()],
])("with %s, only what can be seen from here is said", async (_, answer) => {
  const off = { ...program("quiet", "/no/such/program"), tools: [] };
  const there = program("there", process.execPath);
  const world = await worldWith([there, program("gone", "no-such-program-5c1"), remote, off]);
  expect(checkTools(answer, world)).toEqual([
    expect.objectContaining({
      level: "ok",
      says: expect.stringMatching(/^there: 1 tool on; its program is/),
    }),
    expect.objectContaining({
      level: "warning",
      says: 'gone: 1 tool on, but there is no program "no-such-program-5c1" here.',
      todo: expect.stringContaining("clawtray tools test gone"),
    }),
    expect.objectContaining({
      level: "ok",
      says: expect.stringMatching(/^far: 1 tool on; whether it answers/),
    }),
    expect.objectContaining({ level: "ok", says: expect.stringMatching(/^quiet: off/) }),
  ]);
});

test("a running node says how its servers do, and what to do is said for every reason", async () => {
  const world = await worldWith([program("one", "x"), program("two", "x"), program("three", "x")]);
  const told = (why: ToolReason | null): readonly ToldServer[] => [
    { name: "one", standing: "running", why: null },
    { name: "two", standing: "idle", why: null },
    { name: "three", standing: "failed", why },
  ];
  for (const why of [...everyToolReason, null]) {
    const [one, two, three] = checkTools(saying(told(why)), world);
    expect([one?.says, two?.says]).toEqual([
      "one: 1 tool on, running",
      "two: 1 tool on, ready, and started when it is called",
    ]);
    expect(three).toMatchObject({
      level: "failure",
      todo: expect.stringMatching(/clawtray tools \w+ three/),
    });
    expect(three?.says).toMatch(/^three: 1 tool on, but it does not run/);
  }
});

test("a list that cannot be understood is one line, and without servers there is nothing to say", async () => {
  const world = await worldWith([]);
  expect(checkTools(none, world)).toMatchObject([{ level: "ok" }]);
  writeFileSync(join(world.stateDir, "tools.json"), "{");
  expect(checkTools(none, world)).toMatchObject([
    { level: "failure", says: expect.stringContaining("cannot be understood") },
  ]);
});

test("what one process tells of its servers, another reads, and nothing else", () => {
  const failed = (why: ToolReason) => ({ kind: "failed" as const, why, retryInMs: 1 });
  const servers = [
    { entry: { name: "off" }, standing: null },
    { entry: { name: "on" }, standing: { kind: "running" as const } },
    ...everyToolReason.map((why) => ({ entry: { name: why.code }, standing: failed(why) })),
  ];
  const told = toldServers(servers);
  expect(told.map(({ why }) => why)).toEqual([null, null, ...everyToolReason]);
  expect(readToldServers(JSON.parse(JSON.stringify(told)))).toEqual(told);
  const one = { name: "x", standing: "failed" };
  expect(
    readToldServers([
      null,
      5,
      { name: "x" },
      { name: "x", standing: "toString" },
      { ...one, why: { code: "toString" } },
      { ...one, why: { code: "exited" } },
      { ...one, why: { code: "exited", exitCode: "\u001b[31m", more: "x" } },
    ]),
  ).toEqual([
    { ...one, why: null },
    { ...one, why: null },
    { ...one, why: { code: "exited", exitCode: "⟨U+001B⟩[31m" } },
  ]);
  expect(readToldServers("nonsense")).toEqual([]);
});
