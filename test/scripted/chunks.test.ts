import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

/** The files of the built command line, as an upgrade would remove them under a program that runs. */
const built = resolve("out/cli");
const chunks = readdirSync(join(built, "chunks"));
const codeOf = (name: string): string => readFileSync(join(built, "chunks", name), "utf8");

/** What a file loads while it runs. */
const loadsLater = (name: string): readonly string[] =>
  [...codeOf(name).matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g)].map(([, file = ""]) =>
    file.replace(/^\.\//, "").replace(/-[\w-]{8}\.js$/, ""),
  );

test("the file that is started only names the chunk that holds what every command needs", () => {
  expect(readFileSync(join(built, "index.js"), "utf8")).toMatch(
    /^#!\/usr\/bin\/env node\nimport "\.\/chunks\/program-[\w-]{8}\.js";\nexport \{\};?\n?$/,
  );
});

test("a command has all its code before it begins, but for what is too large for every start", () => {
  // What is part of Node stays, whatever becomes of our files.
  const later = chunks
    .filter((name) => !name.startsWith("program-"))
    .flatMap(loadsLater)
    .filter((name) => !name.startsWith("node:"));
  expect(new Set(later)).toEqual(new Set(["@napi-rs/keyring", "lib", "sdk"]));
  expect(loadsLater(chunks.find((name) => name.startsWith("program-")) ?? "")).toContain("run");
});

test("no built-in module is imported that loads undici with it", () => {
  for (const name of chunks) expect(codeOf(name), name).not.toMatch(/from "(node:)?http"/);
});
