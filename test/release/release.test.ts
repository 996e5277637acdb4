import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { releaseNotes } from "../../scripts/release/notes.ts";
import { clone, release } from "./clone.ts";
import { workflowSteps } from "./workflows.ts";

const files = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString("base64")]),
  );

describe("npm run release", () => {
  test("makes the same files of the same commit, twice, each from a clone of its own", () => {
    const first = clone();
    const made = release(first, ["--to", "release", "--unreleased"]);
    expect(made.status, made.text).toBe(0);
    const second = clone();
    expect(release(second, ["--to", "release", "--unreleased"]).status).toBe(0);
    const names = readdirSync(join(first, "release")).sort();
    expect(names).toEqual([
      "NOTES.md",
      "SHA256SUMS",
      expect.stringMatching(/^clawtray-.*\.tgz$/),
      "provenance.json",
    ]);
    expect(files(join(second, "release"))).toEqual(files(join(first, "release")));
    const checked = spawnSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], {
      cwd: join(first, "release"),
    });
    expect(checked.status).toBe(0);
    const { subject } = JSON.parse(readFileSync(join(first, "release/provenance.json"), "utf8")) as {
      subject: { name: string; digest: { sha256: string } }[];
    };
    for (const { name, digest } of subject)
      expect(readFileSync(join(first, "release/SHA256SUMS"), "utf8")).toContain(
        `${digest.sha256}  ${name}\n`,
      );

    // What other systems made is put beside it, and the last job's own words finish it.
    const finish = workflowSteps().find(({ run }) => run.includes("--finish"))?.run ?? "";
    writeFileSync(join(first, "release", "clawtray-other.exe"), "made elsewhere");
    const version = (JSON.parse(readFileSync(join(first, "package.json"), "utf8")) as { version: string })
      .version;
    const text = `## ${version}\n\n- What is new.\n`;
    writeFileSync(join(first, "CHANGELOG.md"), text);
    const finished = spawnSync("bash", ["-c", finish], {
      cwd: first,
      encoding: "utf8",
      env: { ...process.env, GITHUB_REF_NAME: `v${version}` },
    });
    expect(finished.status, finished.stderr).toBe(0);
    expect(readFileSync(join(first, "release/SHA256SUMS"), "utf8")).toContain("clawtray-other.exe");
    expect(readFileSync(join(first, "release/NOTES.md"), "utf8")).toBe("- What is new.\n");
  });

  test("refuses what is not a commit, a tag for another version, and a folder with something in it", () => {
    const folder = clone();
    expect(release(folder, [])).toMatchObject({ status: 1, text: expect.stringContaining("--to DIR") });
    expect(release(folder, ["--to", "x", "--tag", "v99.0.0"]).text).toContain("The tag is v99.0.0");
    mkdirSync(join(folder, "..", "full", "of"), { recursive: true });
    expect(release(folder, ["--to", "../full"]).text).toContain("is not empty");
    writeFileSync(join(folder, "README.md"), "changed");
    expect(release(folder, ["--to", "y"]).text).toContain("README.md");
  });
});

describe("the notes of a release", () => {
  const changelog =
    "# Changelog\n\n## Unreleased\n\n- soon\n\n## 1.2.3 (2026-11-26)\n\n- now\n\n## 1.2.30\n\n- later\n";
  test("are the section of the version, and nothing else", () => {
    expect(releaseNotes(changelog, "1.2.3", false)).toBe("- now\n");
    expect(releaseNotes(changelog, "9.9.9", false)).toBeNull();
    expect(releaseNotes(changelog, "9.9.9", true)).toBe("- soon\n");
  });
});
