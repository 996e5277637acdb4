import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readFrontMatter } from "../../../src/core/skills/front-matter.ts";
import { readSkillFolder } from "../../../src/core/skills/read-folder.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const text = (name: string, rest = "words"): string =>
  `---\nname: ${name}\ndescription: What ${name} is for.\n---\n${rest}\n`;

/** A folder of skills: by the name of each, its SKILL.md. */
function folderOf(skills: Readonly<Record<string, string | Uint8Array>>): string {
  const root = temporaryDirectory();
  for (const [name, content] of Object.entries(skills)) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, "SKILL.md"), content);
  }
  return root;
}

function read(root: string, others = 0, taken = 0) {
  const folder = readSkillFolder(root, others, taken);
  if (!folder.ok) return folder.failure;
  const leftOut = folder.value.leftOut.map(({ folder: name, why }) => `${name}: ${why}`);
  return { published: folder.value.skills.map(({ name }) => name), leftOut };
}

describe("a folder of skills", () => {
  test("is read in the order of its names, with the whole text of each", () => {
    const root = folderOf({ second: text("b"), first: text("a", "über") });
    writeFileSync(join(root, "notes.txt"), "no skill");
    const folder = readSkillFolder(root);
    expect(folder).toMatchObject({
      ok: true,
      value: {
        skills: [{ name: "a", description: "What a is for.", content: text("a", "über") }, { name: "b" }],
        leftOut: [],
      },
    });
  });

  test("leaves out what is malformed, and says why", () => {
    const root = folderOf({
      "bad-bytes": Uint8Array.from([0x2d, 0xff, 0xfe]),
      "bad-name": text("Not A Name"),
      "long-description": `---\nname: long\ndescription: ${"x".repeat(1_025)}\n---\n`,
      "no-description": "---\nname: nothing\n---\n",
      plain: "# no front matter\n",
      reserved: text("this-computer"),
      same: text("same"),
      "same-again": text("same"),
      unended: "---\nname: unended\n",
    });
    mkdirSync(join(root, "empty"));
    expect(read(root)).toEqual({
      published: ["same"],
      leftOut: [
        "bad-bytes: not-utf-8",
        "bad-name: bad-name",
        "empty: no-skill-file",
        "long-description: long-description",
        "no-description: no-description",
        "plain: no-front-matter",
        "reserved: name-taken",
        "same-again: name-taken",
        "unended: no-front-matter",
      ],
    });
  });

  test("follows a link inside it and none out of it, and reads no folder and nothing huge", () => {
    const outside = folderOf({ secret: text("secret") });
    const root = folderOf({
      kept: text("kept"),
      huge: text("huge"),
      "one-more": `${text("one-more")}`.padEnd(65_537),
    });
    truncateSync(join(root, "huge", "SKILL.md"), 50 * 1024 ** 3);
    symlinkSync(join(outside, "secret"), join(root, "linked-folder"));
    mkdirSync(join(root, "linked-file"));
    symlinkSync(join(outside, "secret", "SKILL.md"), join(root, "linked-file", "SKILL.md"));
    mkdirSync(join(root, "within"));
    symlinkSync(join(root, "kept", "SKILL.md"), join(root, "within", "SKILL.md"));
    mkdirSync(join(root, "folder", "SKILL.md"), { recursive: true });
    expect(read(root)).toEqual({
      published: ["kept"],
      leftOut: [
        "folder: not-a-file",
        "huge: too-large",
        "linked-file: leads-outside",
        "linked-folder: leads-outside",
        "one-more: too-large",
        "within: name-taken",
      ],
    });
  });

  test("publishes as many as a gateway takes, and says which do not fit", () => {
    const many = Object.fromEntries(
      [...Array(66).keys()].map((at) => [`s${String(at).padStart(2, "0")}`, text(`s-${at}`)]),
    );
    expect(read(folderOf(many), 1)).toMatchObject({
      leftOut: ["s63: too-many", "s64: too-many", "s65: too-many"],
    });
    const large = Object.fromEntries([..."abcdefghi"].map((name) => [name, text(name).padEnd(65_000, "x")]));
    expect(read(folderOf(large))).toEqual({ published: [..."abcdefgh"], leftOut: ["i: no-room"] });
    expect(read(folderOf(large), 1, 16_384)).toMatchObject({ leftOut: ["h: no-room", "i: no-room"] });
  });

  test("that is not there says so", () => {
    expect(read(join(temporaryDirectory(), "gone"))).toBe("ENOENT");
  });
});

describe("front matter", () => {
  test.each([
    ["plain", "---\nname: a\ndescription: Use: this # not that\n---\n", "Use: this"],
    ["quoted", '---\r\nname: "a"\r\ndescription: "say \\"x\\" # y"\r\n---\r\n', 'say "x" # y'],
    ["in single quotes", "---\nname: 'a'\ndescription: 'it''s'\n---\n", "it's"],
    ["folded", "---\nname: a\ndescription: >-\n  one\n  two\n---\n", "one two"],
    ["a block", "---\nname: a\ndescription: |\n  one\n  two\n---\n", "one\ntwo"],
    ["over two lines", "---\nname: a\ndescription: one\n  two\nother:\n  - x\n---\n", "one two"],
  ])("is understood: %s", (_form, content, description) => {
    expect(readFrontMatter(content)).toEqual({ name: "a", description });
  });

  test.each([
    ["a list", "---\nname: [a]\ndescription: {b: c}\n---\n"],
    ["nothing", '---\nname:\ndescription: ""\n---\n'],
    ["an open quote", "---\nname: \"a\ndescription: 'b\n---\n"],
  ])("has neither name nor description where that is %s", (_what, content) => {
    expect(readFrontMatter(content)).toEqual({ name: null, description: null });
  });
});
