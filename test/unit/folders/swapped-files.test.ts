import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { base64, bound, call, outside, read, setFolders, useOwnerFiles, work, write } from "./owner-files.ts";

useOwnerFiles();

describe("what is swapped between the preflight and the call", () => {
  const changed = { ok: false, code: "CANONICAL_PATH_CHANGED" };

  test("is noticed when another file takes the name", async () => {
    const path = join(read, "x");
    writeFileSync(path, "one");
    writeFileSync(join(read, "y"), "two");
    expect(await bound("file.fetch", { path }, () => renameSync(join(read, "y"), path))).toMatchObject(
      changed,
    );
  });

  test("is noticed when a link takes the name of a file or of a folder on the way", async () => {
    mkdirSync(join(read, "inner"));
    mkdirSync(join(outside, "inner"));
    for (const folder of [read, outside]) writeFileSync(join(folder, "inner", "x"), folder);
    const path = join(read, "inner", "x");
    const toFile = () => {
      rmSync(path);
      symlinkSync(join(outside, "inner", "x"), path);
    };
    expect(await bound("file.fetch", { path }, toFile)).toMatchObject({ code: "SYMLINK_REDIRECT" });
    rmSync(path);
    writeFileSync(path, "again");
    const toFolder = () => {
      renameSync(join(read, "inner"), join(read, "moved"));
      symlinkSync(join(outside, "inner"), join(read, "inner"), "dir");
    };
    expect(await bound("file.fetch", { path }, toFolder)).toMatchObject({ code: "SYMLINK_REDIRECT" });
  });

  test("is noticed when a folder is replaced by another", async () => {
    const inner = join(read, "inner");
    for (const command of ["dir.list", "dir.fetch"]) {
      mkdirSync(inner);
      mkdirSync(join(outside, "other"));
      const swap = () => {
        renameSync(inner, join(outside, "inner"));
        renameSync(join(outside, "other"), inner);
      };
      expect(await bound(command, { path: inner }, swap)).toMatchObject(changed);
      rmSync(inner, { recursive: true });
      rmSync(join(outside, "inner"), { recursive: true });
    }
  });

  test("is noticed before anything is written", async () => {
    const path = join(work, "inner", "x");
    mkdirSync(join(work, "inner"));
    const swap = () => {
      renameSync(join(work, "inner"), join(work, "moved"));
      mkdirSync(join(work, "inner"));
    };
    expect(await write(path, "new", {}).then(({ ok }) => ok)).toBe(true);
    rmSync(path);
    const params = { path, contentBase64: base64("new") };
    expect(await bound("file.write", params, swap)).toMatchObject(changed);
    expect(existsSync(path)).toBe(false);
    expect(await bound("file.write", params, () => writeFileSync(path, "theirs"))).toMatchObject({
      ok: false,
    });
    expect(readFileSync(path, "utf8")).toBe("theirs");
    const over = { ...params, overwrite: true };
    const replace = () => {
      writeFileSync(join(work, "y"), "another");
      renameSync(join(work, "y"), path);
    };
    expect(await bound("file.write", over, replace)).toMatchObject(changed);
    expect(readFileSync(path, "utf8")).toBe("another");
  });

  test("is noticed when a link takes the place of the folder that was asked about", async () => {
    const inner = join(work, "inner");
    writeFileSync(join(outside, "x"), "secret");
    const toLink = () => {
      renameSync(inner, join(work, "moved"));
      symlinkSync(outside, inner, "dir");
    };
    const calls = [
      ["dir.list", { path: inner }],
      ["dir.fetch", { path: inner }],
      ["file.stat", { path: inner }],
      ["file.stat", { path: join(inner, "x") }],
      ["file.write", { path: join(inner, "x"), contentBase64: base64("new"), overwrite: true }],
      ["file.write", { path: join(inner, "y", "z"), contentBase64: base64("new"), createParents: true }],
    ] as const;
    for (const [command, params] of calls) {
      mkdirSync(inner);
      writeFileSync(join(inner, "x"), "ours");
      expect(await bound(command, params, toLink), command).toMatchObject({ code: "SYMLINK_REDIRECT" });
      rmSync(inner, { recursive: true });
      rmSync(join(work, "moved"), { recursive: true });
    }
    expect(readdirSync(outside)).toEqual(["x"]);
    expect(readFileSync(join(outside, "x"), "utf8")).toBe("secret");
  });

  test("is noticed when a file gets a second name, although it is the same file", async () => {
    const path = join(work, "x");
    writeFileSync(path, "ours");
    const second = () => linkSync(path, join(outside, "x"));
    const denied = { ok: false, code: "HARDLINK_TARGET_DENIED" };
    expect(await bound("file.fetch", { path }, second)).toMatchObject(denied);
    rmSync(join(outside, "x"));
    const over = { path, contentBase64: base64("new"), overwrite: true };
    expect(await bound("file.write", over, second)).toMatchObject(denied);
    expect(readFileSync(join(outside, "x"), "utf8")).toBe("ours");
  });

  test("is noticed when the owner's word changes", async () => {
    const path = join(read, "x");
    writeFileSync(path, "x");
    const close = () => {
      setFolders([]);
    };
    expect(await bound("file.fetch", { path }, close)).toMatchObject({ code: "PERMISSION_DENIED" });
  });

  test("is noticed by a binding that is none", async () => {
    const path = join(read, "x");
    writeFileSync(path, "x");
    for (const expectedBinding of [{}, "x", { kind: "existing" }, { kind: "write", anchorPath: read }])
      expect(await call("file.fetch", { path, expectedBinding })).toMatchObject(changed);
    expect(await call("file.fetch", { path, expectedCanonicalPath: `${path}x` })).toMatchObject(changed);
  });
});
