import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createFileDoor, type FileDoor } from "../../../src/core/commands/files/file-door.ts";
import { createActivityLog } from "../../../src/core/exec/activity.ts";
import { addFolder } from "../../../src/core/folders/add-folder.ts";
import { silentLogger } from "../../../src/core/log/log.ts";
import { filesList, filesRead, filesWrite } from "../../../src/core/tools/built-in/files.ts";
import type { CallResult } from "../../../src/core/tools/sdk.ts";
import { someContext } from "../../support/invoke-context.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const context = { ...someContext(), gateway: "", agent: null, session: null };
const textOf = ({ content }: CallResult): unknown => content[0]?.text;

let state: string;
let place: string;
let door: FileDoor;

beforeEach(async () => {
  [state, place] = [temporaryDirectory(), temporaryDirectory()];
  await addFolder(state, place, true);
  door = createFileDoor({
    stateDir: state,
    activity: createActivityLog(state),
    log: silentLogger,
    gateway: () => "",
    now: () => 1_800_000_000_000,
    onChange() {},
  });
  onTestFinished(() => door.close());
});

const list = (args: object) => filesList(door).run({ ...args }, context);
const read = (args: object) => filesRead(door).run({ ...args }, context);
const write = (args: object) => filesWrite(door).run({ ...args }, context);

describe("Clawtray's own tools for files", () => {
  test("list the folders, and what is in one by page", async () => {
    expect(textOf(await list({}))).toBe(`${place}/ (read, write)`);
    for (let i = 0; i < 201; i++) writeFileSync(join(place, `f${String(i).padStart(3, "0")}`), "");
    mkdirSync(join(place, "a"));
    writeFileSync(join(place, ".hidden"), "");
    const first = String(textOf(await list({ path: place }))).split("\n");
    expect(first[0]).toBe("a/");
    expect(first.at(-1)).toBe('[there is more: page "200"]');
    const second = textOf(await list({ path: place, page: "200" }));
    expect(String(second).split("\n")).toHaveLength(2);
  });

  test("read a text piece by piece, and nothing but texts", async () => {
    const long = `${"ä".repeat(17_999)}\u{1F600}${"x".repeat(100)}`;
    writeFileSync(join(place, "long.txt"), long);
    const first = String(textOf(await read({ path: join(place, "long.txt") })));
    expect(first).toBe(`${"ä".repeat(17_999)}\n[17999 of 18101; from: 17999]`);
    expect(textOf(await read({ path: join(place, "long.txt"), from: 17_999 }))).toBe(long.slice(17_999));
    writeFileSync(join(place, "picture"), Buffer.from([0xff, 0xfe, 0]));
    await expect(read({ path: join(place, "picture") })).rejects.toThrow("no UTF-8 text");
    await expect(read({ path: join(state, "folders.json") })).rejects.toThrow("PERMISSION_DENIED");
    await expect(read({ path: 1 })).rejects.toThrow("path");
  });

  test("write where their owner lets them, and the log has no content", async () => {
    const path = join(place, "new", "x.txt");
    await expect(write({ path, text: "x" })).rejects.toThrow("PARENT_NOT_FOUND");
    expect(textOf(await write({ path, text: "héllo", createFolders: true }))).toBe("6 bytes were written");
    expect(readFileSync(path, "utf8")).toBe("héllo");
    await expect(write({ path, text: "y" })).rejects.toThrow("EXISTS_NO_OVERWRITE");
    await write({ path, text: "y", overwrite: true });
    expect(filesWrite(door).logged?.({ path, text: "secret", overwrite: true })).toEqual({
      path,
      overwrite: true,
      bytes: 6,
    });
    await addFolder(state, place, false);
    await expect(write({ path, text: "z", overwrite: true })).rejects.toThrow("PERMISSION_DENIED");
    expect(createActivityLog(state).read()).toEqual([]);
  });
});
