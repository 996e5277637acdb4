import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Feed } from "../../scripts/package/feed.ts";
import { stageNode } from "../../scripts/package/node-runtime.ts";
import { linuxElectron } from "../packages/stand-in-electron.ts";
import { standInAppImageTools, standInFpm } from "../packages/stand-in-tools.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { clone } from "./clone.ts";
import { playedByRelease, repository, workflowSteps } from "./workflows.ts";

/** The one version that is released. */
const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { version: string };

/** A workflow's step, by its own words. */
function play(folder: string, run: string, environment: NodeJS.ProcessEnv): void {
  const ended = spawnSync("bash", ["-c", run], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...environment, GITHUB_REF_NAME: `v${version}` },
    maxBuffer: 16 * 1024 * 1024,
  });
  expect(ended.status, `${run}\n${ended.stdout}${ended.stderr}`).toBe(0);
}

const steps = (workflow: string): readonly string[] =>
  workflowSteps().flatMap((step) =>
    step.workflow === workflow && playedByRelease.test(step.run) ? [step.run] : [],
  );

/**
 * A clone whose newest commit is a release's: the changelog has a section of the version. Everything but what the
 * network alone has is the real thing: Electron is a stand-in that starts nothing, and so are fpm and what an
 * AppImage begins with.
 */
async function cloneOfRelease(): Promise<string> {
  const folder = clone();
  writeFileSync(join(folder, "CHANGELOG.md"), `# Changelog\n\n## ${version}\n\n- What is new.\n`);
  const when = "2026-11-26T12:00:00Z";
  const words = [
    "-c",
    "user.name=A",
    "-c",
    "user.email=a@example.invalid",
    "commit",
    "--quiet",
    "-am",
    version,
  ];
  const committed = spawnSync("git", words, {
    cwd: folder,
    env: { ...process.env, GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when },
  });
  expect(committed.status).toBe(0);
  const name = "out/runtime";
  await stageNode("linux", "x64", join(repository, name, "linux-x64"), (line) => console.log(line));
  cpSync(join(repository, name), join(folder, name), { recursive: true });
  return folder;
}

test.skipIf(process.platform !== "linux")(
  "the workflows make the same packages and feed of the same commit, each in a clone of its own, and a draft of them",
  async () => {
    const tools = temporaryDirectory();
    const environment = {
      ELECTRON_OVERRIDE_DIST_PATH: linuxElectron(join(tools, "electron")),
      CUSTOM_FPM_PATH: standInFpm(tools),
      APPIMAGE_TOOLS_PATH: standInAppImageTools(tools, "#!/bin/sh\nexit 0\n"),
    };
    const [trial, ...others] = steps("ci.yml");
    const [build, finish, draft, ...more] = steps("release.yml");
    expect([others, more]).toEqual([[], []]);
    const tried = await cloneOfRelease();
    play(tried, trial ?? "", environment);
    const released = await cloneOfRelease();
    play(released, build ?? "", environment);
    const [first, second] = [join(tried, "release"), join(released, "release")];
    const sums = readFileSync(join(first, "SHA256SUMS"), "utf8");
    expect(
      sums
        .trimEnd()
        .split("\n")
        .map((line) => line.split("  ")[1]),
    ).toEqual([
      expect.stringMatching(/^Clawtray-.*\.AppImage$/),
      expect.stringMatching(/^clawtray-.*\.tgz$/),
      expect.stringMatching(/^clawtray-.*\.x86_64\.rpm$/),
      expect.stringMatching(/^clawtray_.*_amd64\.deb$/),
      "latest-linux.yml",
    ]);
    expect(readFileSync(join(second, "SHA256SUMS"), "utf8")).toBe(sums);
    expect(spawnSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: first }).status).toBe(0);
    expect(readdirSync(second).sort()).toEqual(readdirSync(first).sort());

    // What an AppImage, a deb and an rpm each look for in the feed is there, as it is promised.
    const feed = parse(readFileSync(join(first, "latest-linux.yml"), "utf8")) as Feed;
    expect(feed.files.map(({ url }) => url.split(".").at(-1))).toEqual(["AppImage", "deb", "rpm"]);
    for (const { url, sha512, size } of feed.files) {
      const digest = spawnSync("openssl", ["dgst", "-sha512", "-binary", join(first, url)]).stdout;
      expect([url, digest.toString("base64"), statSync(join(first, url)).size]).toEqual([url, sha512, size]);
    }
    expect([feed.path, feed.sha512]).toEqual([feed.files[0]?.url, feed.files[0]?.sha512]);

    // The last job finishes what the three systems made, and hands it to the forge's program.
    play(released, finish ?? "", environment);
    const programs = join(tools, "programs");
    mkdirSync(programs);
    const told = join(tools, "told");
    writeFileSync(join(programs, "gh"), `#!/bin/sh\nprintf '%s\\n' "$@" > '${told}'\n`, { mode: 0o755 });
    play(released, draft ?? "", { PATH: `${programs}:${process.env.PATH}` });
    const [verb, noun, tag, ...rest] = readFileSync(told, "utf8").trimEnd().split("\n");
    expect([verb, noun, tag, rest.slice(0, 6)]).toEqual([
      "release",
      "create",
      `v${version}`,
      ["--draft", "--verify-tag", "--title", `Clawtray ${version}`, "--notes-file", "release/NOTES.md"],
    ]);
    expect(rest.slice(6).sort()).toEqual(
      readdirSync(second)
        .map((name) => `release/${name}`)
        .sort(),
    );
    expect(readFileSync(join(second, "NOTES.md"), "utf8")).toBe("- What is new.\n");
  },
  300_000,
);
