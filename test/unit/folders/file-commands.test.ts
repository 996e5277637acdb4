import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { someContext } from "../../support/invoke-context.ts";
import {
  base64,
  bound,
  call,
  home,
  logged,
  NOW,
  outside,
  pass,
  read,
  setFolders,
  state,
  trash,
  useOwnerFiles,
  work,
  write,
} from "./owner-files.ts";

const HOUR = 3_600_000;
const posix = process.platform !== "win32";
const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");

useOwnerFiles();

describe("a file in the owner's folder", () => {
  test("is fetched, with its sum, and the log says how much and never what", async () => {
    const path = join(read, "letter.txt");
    writeFileSync(path, "Dear Bob");
    const { dev, ino } = statSync(path, { bigint: true });
    expect(await bound("file.fetch", { path })).toEqual({
      ok: true,
      path,
      size: 8,
      mimeType: "text/plain",
      base64: base64("Dear Bob"),
      sha256: sha256("Dear Bob"),
      binding: { kind: "existing", device: String(dev), inode: String(ino) },
    });
    expect(logged()).toMatchObject([
      {
        command: `file.fetch ${path}`,
        decision: "allowed",
        reason: "folder-open",
        outputBytes: 8,
        exitCode: 0,
      },
    ]);
    expect(JSON.stringify(logged())).not.toContain("Dear");
  });

  test("is bounded: 8 MiB unless more is asked for, 16 MiB at most, and what a frame holds", async () => {
    const path = join(read, "large.bin");
    writeFileSync(path, "");
    truncateSync(path, 8 * 1024 * 1024 + 1);
    const code = async (params: object, context = someContext()) =>
      (await call("file.fetch", { path, ...params, preflightOnly: true }, context)).code;
    expect(await code({})).toBe("FILE_TOO_LARGE");
    expect(await code({ maxBytes: 9 * 1024 * 1024 })).toBeUndefined();
    expect(await code({ maxBytes: 9 * 1024 * 1024 }, someContext(10 * 1024 * 1024))).toBe("FILE_TOO_LARGE");
    truncateSync(path, 16 * 1024 * 1024 + 1);
    expect(await code({ maxBytes: 32 * 1024 * 1024 })).toBe("FILE_TOO_LARGE");
  });

  test("is known by what it is, not by its path alone", async () => {
    expect(await call("file.stat", { path: read })).toMatchObject({ ok: true, type: "directory" });
    expect(await call("file.fetch", { path: read })).toMatchObject({ code: "IS_DIRECTORY" });
    expect(await call("dir.list", { path: join(read, "none") })).toMatchObject({ code: "NOT_FOUND" });
    expect(await call("file.fetch", { path: join(read, "none") })).toMatchObject({ code: "NOT_FOUND" });
    writeFileSync(join(read, "file"), "");
    expect(await call("dir.list", { path: join(read, "file") })).toMatchObject({ code: "IS_FILE" });
    expect(await call("file.fetch", { path: join(read, "file", "x") })).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("what is not the owner's to show", () => {
  test.each([
    ["outside the folders", () => join(outside, "x"), "PERMISSION_DENIED"],
    ["by way of ..", () => join(read, "a").concat("/../../outside/x"), "PERMISSION_DENIED"],
    ["a dot file", () => join(read, ".env"), "PERMISSION_DENIED"],
    ["a key", () => join(read, "id_ed25519"), "PERMISSION_DENIED"],
    ["a relative path", () => "read/x", "INVALID_PATH"],
    ["a zero byte", () => join(read, "x\0"), "INVALID_PATH"],
    ["no path", () => undefined, "INVALID_PATH"],
  ])("is refused before it is looked at: %s", async (_what, path, code) => {
    for (const name of ["x", "env"]) writeFileSync(join(outside, name), "secret");
    for (const name of [".env", "id_ed25519"]) writeFileSync(join(read, name), "secret");
    for (const command of ["file.fetch", "file.stat", "dir.list", "dir.fetch", "file.write"])
      expect(await call(command, { path: path(), contentBase64: "" })).toMatchObject({ ok: false, code });
    expect(
      logged().every(({ decision, reason }) => decision === "denied" && reason === "folder-closed"),
    ).toBe(true);
  });

  test("is our own state folder, even inside a listed one and by another name", async () => {
    setFolders([{ path: home, write: true }]);
    writeFileSync(join(state, "settings.json"), "{}");
    const refusedAs = async (path: string) => (await call("file.fetch", { path })).code;
    expect(await refusedAs(join(state, "settings.json"))).toBe("PERMISSION_DENIED");
    expect(await call("file.write", { path: join(state, "x"), contentBase64: "" })).toMatchObject({
      code: "PERMISSION_DENIED",
    });
    const { entries } = await call("dir.list", { path: home });
    expect((entries as { name: string }[]).map(({ name }) => name)).toEqual(["outside", "read", "work"]);
  });

  test("is a file behind a link, whatever the gateway says about links", async () => {
    writeFileSync(join(outside, "x"), "secret");
    symlinkSync(join(outside, "x"), join(read, "link"));
    symlinkSync(outside, join(read, "folder"), "dir");
    symlinkSync(join(read, "link"), join(read, "twice"));
    symlinkSync("nowhere", join(read, "dangling"));
    for (const name of ["link", "twice", "dangling", join("folder", "x")]) {
      const path = join(read, name);
      for (const command of ["file.fetch", "file.stat"])
        expect(await call(command, { path, followSymlinks: true })).toMatchObject({
          code: "SYMLINK_REDIRECT",
        });
    }
    for (const command of ["dir.list", "dir.fetch"])
      expect(await call(command, { path: join(read, "folder") })).toMatchObject({ code: "SYMLINK_REDIRECT" });
  });

  test("is a file with a second name, which may be anywhere", async () => {
    writeFileSync(join(outside, "x"), "secret");
    linkSync(join(outside, "x"), join(read, "x"));
    linkSync(join(outside, "x"), join(work, "x"));
    expect(await call("file.fetch", { path: join(read, "x") })).toMatchObject({
      code: "HARDLINK_TARGET_DENIED",
    });
    expect(await write(join(work, "x"), "new", { overwrite: true })).toMatchObject({
      code: "HARDLINK_TARGET_DENIED",
    });
    expect(readFileSync(join(outside, "x"), "utf8")).toBe("secret");
  });

  test.runIf(posix)("is a FIFO or a socket, which would hang", async () => {
    execFileSync("mkfifo", [join(read, "fifo"), join(work, "fifo")]);
    for (const command of ["file.fetch", "file.stat"])
      expect(await call(command, { path: join(read, "fifo") })).toMatchObject({
        code: "UNSUPPORTED_FILE_TYPE",
      });
    expect(await write(join(work, "fifo"), "x", { overwrite: true })).toMatchObject({
      code: "UNSUPPORTED_FILE_TYPE",
    });
  });
});

describe("a file that is written", () => {
  test("is new, whole, and only where the owner lets agents write", async () => {
    const path = join(work, "new.txt");
    expect(await write(path, "hello")).toMatchObject({
      ok: true,
      path,
      size: 5,
      sha256: sha256("hello"),
      overwritten: false,
      binding: { kind: "existing", inode: String(statSync(path, { bigint: true }).ino) },
    });
    expect(readFileSync(path, "utf8")).toBe("hello");
    expect(readdirSync(work)).toEqual(["new.txt"]);
    expect(await write(join(read, "x"), "hello")).toMatchObject({ code: "PERMISSION_DENIED" });
    expect(readdirSync(read)).toEqual([]);
  });

  test("is refused with the gateway's codes", async () => {
    const path = join(work, "x");
    writeFileSync(path, "old");
    expect(await write(path, "new")).toMatchObject({ code: "EXISTS_NO_OVERWRITE" });
    expect(await write(work, "new", { overwrite: true })).toMatchObject({ code: "IS_DIRECTORY" });
    expect(await write(join(work, "a", "b"), "new")).toMatchObject({ code: "PARENT_NOT_FOUND" });
    expect(await write(join(work, "y"), "new", { expectedSha256: sha256("other") })).toMatchObject({
      code: "INTEGRITY_FAILURE",
    });
    for (const contentBase64 of ["a", "====", "=", "a b", "ä", "QQ=", "QR==", "QQ==QQ==", 1])
      expect(await call("file.write", { path: join(work, "y"), contentBase64 })).toMatchObject({
        code: "INVALID_BASE64",
      });
    const contentBase64 = "A".repeat(Math.ceil((16 * 1024 * 1024 + 1) / 3) * 4);
    expect(await call("file.write", { path: join(work, "y"), contentBase64 })).toMatchObject({
      code: "FILE_TOO_LARGE",
    });
    symlinkSync(join(outside, "target"), join(work, "link"));
    expect(await write(join(work, "link"), "new", { overwrite: true })).toMatchObject({
      code: "SYMLINK_REDIRECT",
    });
    expect(readdirSync(outside)).toEqual([]);
    expect(readFileSync(path, "utf8")).toBe("old");
  });

  test("creates the folders it needs, and says where it found the last one", async () => {
    const path = join(work, "a", "b", "c.txt");
    const params = { path, contentBase64: base64("deep"), createParents: true, preflightOnly: true };
    expect(await call("file.write", params)).toMatchObject({
      ok: true,
      binding: { kind: "write", anchorPath: work },
    });
    expect(readdirSync(work)).toEqual([]);
    expect(await write(path, "deep", { createParents: true })).toMatchObject({ ok: true });
    expect(readFileSync(path, "utf8")).toBe("deep");
  });

  test("keeps the version before it for a week, and gives it back", async () => {
    const path = join(work, "x");
    writeFileSync(path, "old", { mode: 0o640 });
    expect(await write(path, "new", { overwrite: true })).toMatchObject({ ok: true, overwritten: true });
    expect(readFileSync(path, "utf8")).toBe("new");
    if (posix) expect(statSync(path).mode & 0o777).toBe(0o640);
    const [kept] = trash.list();
    expect(kept).toMatchObject({ path, size: 3, at: NOW });
    const id = kept?.id ?? "";
    expect(await trash.restore(id, path)).toMatchObject({ ok: false });
    const back = join(outside, "back");
    expect(await trash.restore(id, back)).toEqual({ ok: true, value: undefined });
    expect(readFileSync(back, "utf8")).toBe("old");
    pass(7 * 24 * HOUR);
    trash.clean();
    expect(trash.list()).toEqual([]);
    expect(readdirSync(join(state, "folders-trash"))).toEqual([]);
  });

  test("takes away what a write that was cut off has left beside it, and nothing else", async () => {
    const [left, young, folder] = ["0", "1", "2"].map((digit) => `.clawtray-${digit.repeat(16)}.part`);
    const kept = [`${left}.txt`, ".clawtray-notes.part", young, folder].sort();
    for (const name of [left, young, `${left}.txt`, ".clawtray-notes.part"])
      writeFileSync(join(work, String(name)), "x");
    mkdirSync(join(work, String(folder)));
    const longAgo = (NOW - 2 * HOUR) / 1_000;
    for (const name of readdirSync(work)) utimesSync(join(work, name), longAgo, longAgo);
    utimesSync(join(work, String(young)), NOW / 1_000, NOW / 1_000);
    expect(await write(join(work, "x"), "text")).toMatchObject({ ok: true });
    expect(readdirSync(work).sort()).toEqual([...kept, "x"]);
  });

  test("is not written when the version before it cannot be kept", async () => {
    const path = join(work, "x");
    writeFileSync(path, "old");
    writeFileSync(join(state, "folders-trash"), "in the way");
    expect(await write(path, "new", { overwrite: true })).toMatchObject({ code: "WRITE_ERROR" });
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(work)).toEqual(["x"]);
  });
});

describe("a folder that is listed", () => {
  test("comes in pages, without what is private", async () => {
    for (let i = 0; i < 7; i++) writeFileSync(join(read, `f${i}`), "x".repeat(i));
    mkdirSync(join(read, "f7"));
    for (const name of [".hidden", "id_rsa", "x.kdbx"]) writeFileSync(join(read, name), "secret");
    const first = await call("dir.list", { path: read, maxEntries: 5 });
    expect(first).toMatchObject({ ok: true, truncated: true, nextPageToken: "5" });
    const second = await call("dir.list", { path: read, maxEntries: 5, pageToken: first.nextPageToken });
    expect(second).toMatchObject({ truncated: false });
    expect(second).not.toHaveProperty("nextPageToken");
    const entries = [first, second].flatMap(({ entries }) => entries as object[]);
    expect(entries).toHaveLength(8);
    expect(entries[3]).toMatchObject({ name: "f3", path: join(read, "f3"), size: 3, isDir: false });
    expect(entries[7]).toMatchObject({ name: "f7", mimeType: "inode/directory", size: 0, isDir: true });
  });

  test.runIf(process.platform === "linux")("leaves out names that are not UTF-8", async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${read}/a`), Buffer.from([0xff])]), "");
    writeFileSync(join(read, "b"), "");
    expect(await call("dir.list", { path: read })).toMatchObject({ entries: [{ name: "b" }] });
  });

  test("is walked through in the folder picker, from the owner's folders down", async () => {
    mkdirSync(join(read, "inner"));
    mkdirSync(join(read, ".git"));
    writeFileSync(join(read, "file"), "");
    expect(await call("fs.listDir", {})).toEqual({
      path: home,
      home,
      entries: [
        { name: read, path: read },
        { name: work, path: work },
      ],
    });
    expect(await call("fs.listDir", { path: read })).toEqual({
      path: read,
      parent: home,
      home,
      entries: [{ name: "inner", path: join(read, "inner") }],
    });
    await expect(call("fs.listDir", { path: outside })).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  });
});

describe("a tree that is fetched", () => {
  test("is a tar that tar reads, without what is private and without links", async () => {
    const long = `${"long name ".repeat(15)}ä.txt`;
    mkdirSync(join(read, "a", "empty"), { recursive: true });
    mkdirSync(join(read, ".git"));
    writeFileSync(join(read, ".git", "config"), "secret");
    writeFileSync(join(read, "a", long), "long");
    writeFileSync(join(read, "a", "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
    writeFileSync(join(read, "a", "x"), "x".repeat(1_000));
    writeFileSync(join(read, "id_rsa"), "secret");
    writeFileSync(join(outside, "x"), "secret");
    symlinkSync(join(outside, "x"), join(read, "link"));
    const reply = await bound("dir.fetch", { path: read });
    const names = ["a", "a/empty", `a/${long}`, "a/run.sh", "a/x"];
    expect(reply).toMatchObject({ ok: true, path: read, fileCount: 5, leftOut: 1 });
    expect(reply.entries).toEqual(names);
    const bytes = Buffer.from(String(reply.tarBase64), "base64");
    expect(reply).toMatchObject({ tarBytes: bytes.length, sha256: sha256(bytes) });
    expect(gunzipSync(bytes).toString("latin1")).not.toContain("secret");
    execFileSync("tar", ["-xzf", "-", "-C", work], { input: bytes });
    expect(readFileSync(join(work, "a", long), "utf8")).toBe("long");
    expect(readFileSync(join(work, "a", "x"), "utf8")).toHaveLength(1_000);
    if (posix) expect(statSync(join(work, "a", "run.sh")).mode & 0o111).toBe(0o111);
  });

  test("is refused when it has too many entries, or is too large", async () => {
    for (let i = 0; i < 51; i++) writeFileSync(join(read, `f${i}`), "");
    const counted = () => call("dir.fetch", { path: read, preflightOnly: true });
    expect(await counted()).toMatchObject({ code: "TREE_TOO_LARGE" });
    rmSync(join(read, "f0"));
    expect(await counted()).toMatchObject({ ok: true, fileCount: 50 });
    writeFileSync(join(work, "large"), Buffer.alloc(600_000, 1));
    expect(await bound("dir.fetch", { path: work, maxBytes: 100_000 })).toMatchObject({
      code: "TREE_TOO_LARGE",
    });
    expect(await bound("dir.fetch", { path: work, maxBytes: 200_000 })).toMatchObject({ ok: true });
  });
});
