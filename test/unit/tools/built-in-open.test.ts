import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addFolder } from "../../../src/core/folders/add-folder.ts";
import { readLink } from "../../../src/shared/text/read-link.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { setting, textOf } from "./own-tools.ts";

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
