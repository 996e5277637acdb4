import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ToolDesk } from "../../src/core/node/assemble-tools.ts";
import { changeToolList } from "../../src/core/tools/tool-list.ts";
import { createOwnerTools } from "../../src/main/state/owner-tools.ts";
import { filesBelow } from "../support/files-below.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const SECRET = "recognisable-value-77b1";
const water = { name: "water", description: "Waters\n a bed", inputSchema: {}, readOnly: false };

/** The tools of a state folder whose server says this of its tools. */
function ownerTools(
  said: { tools: readonly (typeof water)[]; unusable?: number; isCut?: boolean } = { tools: [water] },
) {
  const picked: { path: string | null } = { path: null };
  const stateDir = temporaryDirectory();
  const desk: ToolDesk = {
    servers: () => [],
    builtIn: () => [],
    subscribe: () => () => {},
    toolsOf: async () => ({ ok: true, value: { unusable: 0, isCut: false, ...said } }),
  };
  const tools = createOwnerTools({
    stateDir: () => stateDir,
    keyStore: () => "file",
    desk: () => desk,
    now: () => 0,
    pickFolder: async () => picked.path,
  });
  const holding = () => filesBelow(stateDir).filter((file) => readFileSync(file, "utf8").includes(SECRET));
  return { tools, stateDir, holding, picked };
}

const garden = {
  name: "garden",
  words: ["npx", "server", "two words"],
  variables: [{ name: "TOKEN", value: SECRET }],
  contained: null,
};

test("a value goes to the key store alone, and goes with its server", async () => {
  const { tools, stateDir, holding } = ownerTools();
  expect(await tools.add(garden)).toEqual({ ok: true });
  expect(holding()).toEqual([join(stateDir, "tool-keys.json")]);
  expect(tools.read().servers).toMatchObject([
    { name: "garden", command: 'npx server "two words"', variables: ["TOKEN"], tools: [] },
  ]);
  expect(await tools.add({ ...garden, name: "GARDEN" })).toMatchObject({ problem: "tools" });
  expect(await tools.remove("garden")).toEqual({ ok: true });
  expect(tools.read().servers).toEqual([]);
  expect(holding()).toEqual([]);
});

test("what would be imported is shown without values, and added only then", async () => {
  const { tools, stateDir, holding } = ownerTools();
  const text = JSON.stringify({
    mcpServers: { a: { command: "one", env: { TOKEN: SECRET } }, "b\u202e": { command: "two" } },
  });
  expect(tools.preview(text)).toEqual({ ok: true });
  expect(JSON.stringify(tools.read())).not.toContain(SECRET);
  expect(tools.read()).toMatchObject({
    servers: [],
    toImport: {
      servers: [{ name: "a", command: "one", variables: ["TOKEN"] }],
      refused: [{ name: "b⟨U+202E⟩" }],
    },
  });
  expect(holding()).toEqual([]);
  expect(await tools.importShown()).toEqual({ ok: true });
  expect(tools.read()).toMatchObject({ servers: [{ name: "a" }], toImport: null });
  expect(holding()).toEqual([join(stateDir, "tool-keys.json")]);
  expect(tools.preview("{")).toMatchObject({ problem: "tools", detail: { what: "import" } });
});

test("a tool that says something else than when it was decided about is shown as changed until it is accepted", async () => {
  const said = { tools: [water] };
  const { tools } = ownerTools(said);
  await tools.add(garden);
  expect(await tools.switchTool("garden", "water", "allow")).toEqual({ ok: true });
  const shown = () => tools.read().servers[0]?.tools[0];
  expect(shown()).toMatchObject({ description: "Waters a bed", consent: "allow", changed: false });
  said.tools = [{ ...water, description: "Orders seeds" }];
  await tools.test("garden");
  expect(shown()).toMatchObject({ consent: "allow", changed: true });
  await tools.switchTool("garden", "water", "allow");
  expect(shown()).toMatchObject({ changed: false });
  said.tools = [];
  await tools.test("garden");
  expect(shown()).toMatchObject({ gone: true });
  expect(await tools.switchTool("garden", "water", "ask")).toMatchObject({ problem: "tools" });
  expect(await tools.switchTool("garden", "water", "off")).toEqual({ ok: true });
  expect(shown()).toBeUndefined();
});

test("what of a server's list no agent can be given is counted", async () => {
  const { tools } = ownerTools({ tools: [water], unusable: 3, isCut: true });
  await tools.add(garden);
  expect(tools.read().servers[0]).toMatchObject({ unusable: 0, tooMany: false });
  await tools.test("garden");
  expect(tools.read().servers[0]).toMatchObject({ unusable: 3, tooMany: true, more: 0 });
});

test("a list that cannot be understood offers nothing, and is left as it is", async () => {
  const { tools, stateDir } = ownerTools();
  await changeToolList(stateDir, () => []);
  writeFileSync(join(stateDir, "tools.json"), "{");
  expect(tools.read()).toMatchObject({ unusable: "damaged", servers: [] });
  expect(await tools.add(garden)).toMatchObject({ problem: "tools", detail: { what: "add" } });
  expect(readFileSync(join(stateDir, "tools.json"), "utf8")).toBe("{");
});

test("a picked folder is read only, stays as it is when it is picked again, and secret ones are refused", async () => {
  const { tools, stateDir, picked } = ownerTools();
  const folder = realpathSync(temporaryDirectory());
  const shown = () => tools.read().folders.folders.map(({ id, write }) => [id, write]);
  expect(await tools.addFolder()).toEqual({ ok: true });
  expect(shown()).toEqual([]);
  picked.path = folder;
  expect(await tools.addFolder()).toEqual({ ok: true });
  expect(shown()).toEqual([[folder, false]]);
  expect(await tools.letWrite(folder, true)).toEqual({ ok: true });
  expect(await tools.addFolder()).toEqual({ ok: true });
  expect(shown()).toEqual([[folder, true]]);
  expect(await tools.letWrite(join(folder, "other"), true)).toEqual({ ok: true });
  expect(shown()).toHaveLength(1);
  for (const [path, detail] of [
    [stateDir, "private"],
    ["/", "everything"],
    [join(folder, "none"), "unreadable"],
  ] as const) {
    picked.path = path;
    expect(await tools.addFolder()).toEqual({ ok: false, problem: "folders", detail });
  }
  expect(await tools.removeFolder(folder)).toEqual({ ok: true });
  expect(shown()).toEqual([]);
});
