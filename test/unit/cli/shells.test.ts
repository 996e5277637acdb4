import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../../src/cli/program.ts";
import { everyCommand } from "../../../src/cli/refusal.ts";
import { completionsFor, manual } from "../../../src/cli/shell/texts.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const has = (tool: string): boolean => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;

/** A script in a shell of its own; what it printed, line by line. */
function said(shell: string, words: readonly string[], script: string): readonly string[] {
  const path = join(temporaryDirectory(), "script");
  writeFileSync(path, script);
  const ended = spawnSync(shell, [...words, path], { encoding: "utf8", cwd: temporaryDirectory() });
  expect(ended.stderr).toBe("");
  return ended.stdout.split("\n").filter((line) => line !== "");
}

/** What is offered after these words, the last of which is being typed. */
const offers: Readonly<Record<string, (words: readonly string[]) => readonly string[]>> = {
  bash: (words) =>
    said(
      "bash",
      ["--norc"],
      `${completionsFor("bash")}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})
COMP_CWORD=${words.length - 1}
_clawtray
printf '%s\\n' "\${COMPREPLY[@]}"
`,
    ),
  fish: (words) =>
    said("fish", ["--no-config"], `${completionsFor("fish")}\ncomplete -C '${words.join(" ")}'\n`).map(
      (line) => line.split("\t")[0] ?? "",
    ),
  // The completion system proper wants a terminal: its three functions are stood in for.
  zsh: (words) =>
    said(
      "zsh",
      ["-f"],
      `_describe() { print -rl -- "\${(@P)2}" }
compadd() { shift; print -rl -- "$@" }
_files() { print -r -- "files $*" }
_message() { }
words=(${words.map((word) => `'${word}'`).join(" ")})
CURRENT=${words.length}
${completionsFor("zsh")}`,
    )
      .map((line) => line.split(":")[0] ?? "")
      .filter((line) => line.startsWith(words.at(-1) ?? "")),
};

describe.each(["bash", "zsh", "fish"] as const)("the completions of %s", (shell) => {
  const offered = offers[shell] ?? (() => []);

  test.skipIf(!has(shell))("know commands, verbs, options and closed lists", () => {
    expect(offered(["clawtray", "ap"])).toEqual(["approvals"]);
    expect(offered(["clawtray", "approvals", ""])).toEqual(
      expect.arrayContaining(["allow", "remove", "set"]),
    );
    expect(offered(["clawtray", "approvals", "set", "--sec"])).toEqual(["--security"]);
    expect([...offered(["clawtray", "approvals", "set", "--security", ""])].sort()).toEqual([
      "allowlist",
      "deny",
      "full",
    ]);
    expect(offered(["clawtray", "approvals", "set", "--security", "full", "--ag"])).toEqual(["--agent"]);
    expect(offered(["clawtray", "capabilities", "on", "cam"])).toEqual(["camera"]);
    expect(offered(["clawtray", "run", "--den"])).toEqual([]);
    expect(offered(["clawtray", "vers"])).toEqual([]);
  });
});

describe("the completions of PowerShell", () => {
  test("know every command, its options and their closed lists", () => {
    const script = completionsFor("powershell");
    expect(script).toContain("Register-ArgumentCompleter -Native -CommandName clawtray");
    expect(script).toMatch(/^ {4}'clawtray approvals' = @\('allow', 'remove', 'set', /m);
    expect(script).toContain("'clawtray approvals set --security' = @('deny', 'allowlist', 'full')");
    expect(script).toMatch(/^ {4}'clawtray run --state-dir' = \$null$/m);
  });
});

describe("the manual page", () => {
  test("names every command and every option", () => {
    const page = manual("1.2.3").replaceAll("\\-", "-");
    const program = createProgram(() => {});
    for (const command of everyCommand(program)) {
      if (command.description() === "" || command.parent === null) continue;
      for (const { long } of command.options)
        expect(page).toContain(`.B ${command.options.find((option) => option.long === long)?.flags}`);
    }
    expect(page).toContain(".SS clawtray approvals allow PATTERN");
    expect(page).toContain('"clawtray 1.2.3"');
  });

  test.skipIf(!has("groff"))("is understood by groff without a warning", () => {
    const ended = spawnSync("groff", ["-man", "-Tutf8", "-ww", "-z"], {
      input: manual("1.2.3"),
      encoding: "utf8",
    });
    expect(ended.status).toBe(0);
    expect(ended.stderr).toBe("");
  });
});
