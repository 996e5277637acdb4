import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { appendLine } from "../../../src/core/files/append.ts";
import { asideOf, putAside } from "../../../src/core/files/aside.ts";
import { readOwnFile } from "../../../src/core/files/read.ts";
import { renameWithRetry } from "../../../src/core/files/rename.ts";
import { lastGoodOf, removeOwnFile, writeKeptFile, writeOwnFile } from "../../../src/core/files/write.ts";
import { canMount, smallDisk } from "../../support/small-disk.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const deadPid = 2 ** 22 + 1;
const root = process.getuid?.() === 0;
const done = { ok: true, value: undefined };
const limits = { fileSize: 100, olderFiles: 2 };

/** Everything that may lie in a file's place and is not a file of our own. */
const impostors: readonly [string, string, (path: string, folder: string) => void][] = [
  ["a link", "link", (path, folder) => symlinkSync(join(folder, "elsewhere"), path)],
  ["a link to itself", "link", (path) => symlinkSync(path, path)],
  ["a FIFO", "not-a-file", (path) => execFileSync("mkfifo", [path])],
  ["a folder", "not-a-file", (path) => mkdirSync(path)],
  [
    "a file others may write",
    "open-to-others",
    (path) => {
      writeFileSync(path, "{}");
      chmodSync(path, 0o666);
    },
  ],
  [
    "a file in a folder others may write",
    "folder-open-to-others",
    (path, folder) => {
      writeFileSync(path, "{}", { mode: 0o600 });
      chmodSync(folder, 0o777);
    },
  ],
  ...(root
    ? ([
        [
          "somebody else's file",
          "other-owner",
          (path) => {
            writeFileSync(path, "{}", { mode: 0o600 });
            chownSync(path, 12_345, 12_345);
          },
        ],
        ["a device", "not-a-file", (path) => execFileSync("mknod", [path, "c", "1", "3"])],
      ] as [string, string, (path: string) => void][])
    : []),
];

describe.each(impostors)("in place of a file, %s", (_, problem, make) => {
  const placed = () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "elsewhere"), "untouched\n", { mode: 0o600 });
    const path = join(folder, "file");
    make(path, folder);
    return { path, folder };
  };

  test("is not read", () => {
    expect(readOwnFile(placed().path)).toMatchObject({ ok: false, failure: { problem } });
  });

  test("is not replaced", async () => {
    const { path, folder } = placed();
    const before = readdirSync(folder);
    expect(await writeOwnFile(path, "new")).toMatchObject({ ok: false, failure: { problem } });
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(join(folder, "elsewhere"), "utf8")).toBe("untouched\n");
  });

  test("is not appended to", () => {
    const { path, folder } = placed();
    expect(appendLine(path, "line\n", limits)).toMatchObject({ ok: false, failure: { problem } });
    expect(readFileSync(join(folder, "elsewhere"), "utf8")).toBe("untouched\n");
  });
});

describe("a file of our own", () => {
  test("is written for its owner alone, with its folder, and nothing else is left", async () => {
    const path = join(temporaryDirectory(), "new", "file");
    expect(await writeOwnFile(path, "text")).toEqual(done);
    expect(readOwnFile(path, "private")).toEqual({ ok: true, value: "text" });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(path, ".."))).toEqual(["file"]);
  });

  test("that is not there is null, also where its folder is not", () => {
    expect(readOwnFile(join(temporaryDirectory(), "file"))).toEqual({ ok: true, value: null });
    expect(readOwnFile(join(temporaryDirectory(), "no", "file"))).toEqual({ ok: true, value: null });
  });

  test("with a secret is refused when others may read it", () => {
    const path = join(temporaryDirectory(), "file");
    writeFileSync(path, "x", { mode: 0o640 });
    expect(readOwnFile(path, "private")).toMatchObject({
      failure: { problem: "open-to-others", detail: "0640" },
    });
    expect(readOwnFile(path)).toEqual({ ok: true, value: "x" });
  });

  test.each([
    ["a byte-order mark", Buffer.from("\uFEFF{}")],
    ["UTF-16", Buffer.from("\uFEFF{}", "utf16le")],
  ])("is read as it was meant, after %s", (_, bytes) => {
    const path = join(temporaryDirectory(), "file");
    writeFileSync(path, bytes, { mode: 0o600 });
    expect(readOwnFile(path)).toEqual({ ok: true, value: "{}" });
  });

  test("is kept twice, each a file of its own, and removed with both", async () => {
    const path = join(temporaryDirectory(), "file");
    expect(await writeKeptFile(path, "one")).toEqual(done);
    expect(statSync(path).ino).not.toBe(statSync(lastGoodOf(path)).ino);
    expect(readFileSync(lastGoodOf(path), "utf8")).toBe("one");
    expect(await removeOwnFile(path)).toEqual(done);
    expect(readdirSync(join(path, ".."))).toEqual([]);
    expect(await removeOwnFile(path)).toEqual(done);
  });

  test("loses what killed writers left beside it, and nothing else", async () => {
    const folder = temporaryDirectory();
    const path = join(folder, "file");
    writeFileSync(`${path}.tmp-${deadPid}-0123456789ab`, "half");
    writeFileSync(`${path}.tmp-${process.ppid}-0123456789ab`, "a living process is at it");
    writeFileSync(join(folder, `other.tmp-${deadPid}-0123456789ab`), "");
    writeFileSync(`${path}.tmp-mine`, "");
    expect(await writeOwnFile(path, "x")).toEqual(done);
    expect(readdirSync(folder)).toEqual(
      [
        "file",
        `file.tmp-${process.ppid}-0123456789ab`,
        "file.tmp-mine",
        `other.tmp-${deadPid}-0123456789ab`,
      ].sort(),
    );
  });

  test("that is broken is put aside under a name nothing else has", () => {
    const path = join(temporaryDirectory(), "file");
    for (const text of ["one", "two"]) {
      writeFileSync(path, text);
      expect(putAside(path, 7)).toMatchObject({ ok: true });
    }
    expect(
      asideOf(path)
        .map((file) => readFileSync(file, "utf8"))
        .sort(),
    ).toEqual(["one", "two"]);
    expect(existsSync(path)).toBe(false);
  });
});

describe("a rename", () => {
  const refusing = (code: string, times: number) => {
    let left = times;
    return async () => {
      left -= 1;
      if (left >= 0) throw Object.assign(new Error(code), { code });
    };
  };

  test.each(["EPERM", "EACCES", "EBUSY"])(
    "is tried again on Windows while a scanner answers %s",
    async (code) => {
      await expect(renameWithRetry("a", "b", refusing(code, 4), "win32")).resolves.toBeUndefined();
      await expect(renameWithRetry("a", "b", refusing(code, 1_000), "win32")).rejects.toMatchObject({ code });
    },
  );

  test("that is not permitted elsewhere is not tried again", async () => {
    await expect(renameWithRetry("a", "b", refusing("EACCES", 1), "linux")).rejects.toMatchObject({
      code: "EACCES",
    });
  });
});

describe("a log", () => {
  test("is rotated before it grows too large, and keeps so many older files", () => {
    const path = join(temporaryDirectory(), "log");
    for (let number = 0; number < 10; number += 1) {
      expect(appendLine(path, `${String(number).padStart(49, ".")}\n`, limits)).toEqual(done);
    }
    expect(readdirSync(join(path, ".."))).toEqual(["log", "log.1", "log.2"]);
    expect(readFileSync(path, "utf8")).toContain("9\n");
    expect(readFileSync(`${path}.2`, "utf8")).toMatch(/^\.+4\n\.+5\n$/);
  });

  test("gives a line of its own to what follows a line cut short", () => {
    const path = join(temporaryDirectory(), "log");
    writeFileSync(path, '{"cut', { mode: 0o600 });
    expect(appendLine(path, "whole\n", limits)).toEqual(done);
    expect(readFileSync(path, "utf8")).toBe('{"cut\nwhole\n');
  });

  test("left readable to others is its owner's alone again", () => {
    const path = join(temporaryDirectory(), "log");
    writeFileSync(path, "", { mode: 0o644 });
    expect(appendLine(path, "x\n", limits)).toEqual(done);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe.skipIf(!canMount)("on a disk that is full (mounting one takes root)", () => {
  test("the old text stays, in both generations, and the failure says so; later it works", async () => {
    const disk = smallDisk();
    const path = join(disk.folder, "file");
    expect(await writeKeptFile(path, "old")).toEqual(done);
    disk.fill();
    const before = readdirSync(disk.folder);
    expect(await writeKeptFile(path, "n".repeat(5_000))).toMatchObject({
      ok: false,
      failure: { problem: "no-space", detail: "ENOSPC" },
    });
    expect(readdirSync(disk.folder)).toEqual(before);
    expect([readFileSync(path, "utf8"), readFileSync(lastGoodOf(path), "utf8")]).toEqual(["old", "old"]);
    disk.free();
    expect(await writeKeptFile(path, "new")).toEqual(done);
  });

  test("a log takes whole lines or nothing", () => {
    const disk = smallDisk();
    const path = join(disk.folder, "log");
    const line = `${"x".repeat(3_000)}\n`;
    expect(appendLine(path, line, { fileSize: 1e9, olderFiles: 1 })).toEqual(done);
    disk.fill();
    expect(appendLine(path, line, { fileSize: 1e9, olderFiles: 1 })).toMatchObject({
      failure: { problem: "no-space" },
    });
    expect(readFileSync(path, "utf8")).toBe(line);
  });

  test("made read-only, nothing is written and the reason is a different one", async () => {
    const disk = smallDisk();
    disk.makeReadOnly();
    expect(await writeOwnFile(join(disk.folder, "file"), "x")).toMatchObject({
      failure: { problem: "read-only" },
    });
  });
});
