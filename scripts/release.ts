import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checksums } from "./release/checksums.ts";
import { releaseNotes } from "./release/notes.ts";
import { provenance } from "./release/provenance.ts";

/**
 * `npm run release -- --to DIR`: a release of the commit that is checked out, into a folder: the npm package, with
 * `--packages` the installers of this system and their update feed, and notes, checksums and provenance. `--tag v1.2.3`
 * must be the version; `--unreleased` takes the notes of what is not released yet. `--finish DIR` rewrites notes,
 * checksums and provenance for what several systems made. Nothing is published.
 */
const repository = resolve(import.meta.dirname, "..");
/** The commit's own time for whatever packages write into files, so that a second run produces the same files. */
const environment = { ...process.env, SOURCE_DATE_EPOCH: git("log", "-1", "--format=%ct") };

interface Options {
  readonly to?: string | undefined;
  readonly finish?: string | undefined;
  readonly tag?: string | undefined;
  readonly packages?: boolean | undefined;
  readonly unreleased?: boolean | undefined;
}

main();

function main(): void {
  const { values } = parseArgs({
    options: {
      to: { type: "string" },
      finish: { type: "string" },
      tag: { type: "string" },
      packages: { type: "boolean" },
      unreleased: { type: "boolean" },
    },
  });
  const folder = values.finish ?? values.to;
  if (folder === undefined) {
    fail("Say where it goes: npm run release -- --to DIR");
    return;
  }
  const target = resolve(folder);
  const version = versionOf(values);
  if (version === null) return;
  if (values.finish === undefined && !make(target, version, values.packages === true)) return;
  finish(target, version, values.unreleased === true);
}

/** The version in package.json, which the tag must be; null when it cannot be released. */
function versionOf({ tag }: Options): string | null {
  const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
    version: string;
  };
  if (tag === undefined || tag === `v${version}`) return version;
  fail(`The tag is ${tag}, and package.json says ${version}. Change one of them.`);
  return null;
}

function make(target: string, version: string, packages: boolean): boolean {
  const changed = git("status", "--porcelain");
  if (changed !== "") {
    fail(`A release is made of a commit, and this is changed:\n${changed}`);
    return false;
  }
  if (existsSync(target) && readdirSync(target).length > 0) {
    fail(`${target} is not empty. Name another folder, or empty it.`);
    return false;
  }
  mkdirSync(target, { recursive: true });
  npm("pack", "--pack-destination", target);
  if (packages) {
    npm("run", "package");
    for (const name of readdirSync(join(repository, "dist"))) {
      const isRelease = name.includes(version) || /^latest.*\.yml$/.test(name);
      if (isRelease && /\.(AppImage|deb|rpm|exe|dmg|zip|blockmap|yml)$/.test(name))
        cpSync(join(repository, "dist", name), join(target, name));
    }
  }
  return true;
}

/** Notes, checksums and provenance of everything in there. */
function finish(target: string, version: string, unreleased: boolean): void {
  const notes = releaseNotes(readFileSync(join(repository, "CHANGELOG.md"), "utf8"), version, unreleased);
  if (notes === null) {
    fail(`CHANGELOG.md has no section "## ${version}". Write it, or say --unreleased for a trial.`);
    return;
  }
  const sums = checksums(target);
  writeFileSync(join(target, "NOTES.md"), notes);
  writeFileSync(join(target, "SHA256SUMS"), sums.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(""));
  writeFileSync(
    join(target, "provenance.json"),
    provenance({
      subjects: sums,
      commit: git("rev-parse", "HEAD"),
      lockfile: readFileSync(join(repository, "package-lock.json")),
      node: process.versions.node,
    }),
  );
  process.stdout.write(
    `clawtray ${version} is in ${target}:\n${sums.map(({ name }) => `  ${name}\n`).join("")}`,
  );
}

function git(...words: string[]): string {
  return execFileSync("git", words, { cwd: repository, encoding: "utf8" }).trim();
}

function npm(...words: string[]): void {
  // npm is a script on Windows, which only a shell starts.
  execFileSync("npm", words, {
    cwd: repository,
    stdio: "inherit",
    shell: process.platform === "win32",
    env: environment,
  });
}

function fail(sentence: string): void {
  process.stderr.write(`release: ${sentence}\n`);
  process.exitCode = 1;
}
