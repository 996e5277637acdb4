import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readArguments } from "../../src/cli/arguments.ts";
import { sentenceOf } from "../../src/cli/flags.ts";
import { createProgram } from "../../src/cli/program.ts";
import { everyCommand, nameOf } from "../../src/cli/refusal.ts";
import { wordsFor } from "../../src/main/words/words.ts";
import { catalogueFor } from "../../src/shared/words/languages.ts";
import { systemWords } from "../../src/shared/words/system-words.ts";

/** What means nothing to a person at a Windows computer. */
const unixWords =
  /(^|[\s:"'(])(~\/|\/(usr|etc|home|tmp|var|opt|bin)\b)|\$(HOME|USER|XDG_\w+|PATH|fpath)\b|\b(chmod|chown|sudo|systemctl|journalctl|loginctl|launchctl|bubblewrap|bwrap|gnome-keyring|KWallet|systemd|launchd|SIG[A-Z]+|uid|apt|dnf|ls -l)\b|\bexport [A-Z]|\b(mode|Modus) (\{code\}|0\d)/;
/** What means nothing to a person at any other. */
const windowsWords =
  /%\w+%|\$env:|\b(?:[A-Z]:\\|icacls|Command Prompt|Eingabeaufforderung|Credential Manager|Anmeldeinformationsverwaltung|VaultSvc|Run as administrator|Properties|Eigenschaften|Task Scheduler)|\bset [A-Z_]+=|\.exe\b/;
/** Only ever said on macOS, or of the computer that an SSH server runs on. */
const aboutOthers = /^(desktop\.loginItem\.|blocked\.ssh-host-key-unknown\.|gateway\.hostKey\.)/;

const systems = [
  ["win32", unixWords],
  ["linux", windowsWords],
  ["darwin", windowsWords],
] as const;

/** Every text with its path. */
function texts(node: object, path = ""): readonly (readonly [string, string])[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "string"
      ? [[`${path}${key}`, value] as const]
      : texts(value as object, `${path}${key}.`),
  );
}

const foreign = (all: readonly (readonly [string, string])[], words: RegExp) =>
  all.filter(([path, text]) => words.test(text) && !aboutOthers.test(path));

describe.each(systems)("on %s", (platform, words) => {
  test.each(["en", "de"] as const)("no text of the window speaks of another system (%s)", (language) => {
    expect(foreign(texts(catalogueFor(language, platform)), words)).toEqual([]);
    const { catalogue, desktop } = wordsFor(language, language, platform);
    expect(catalogue).toEqual(catalogueFor(language, platform));
    expect(foreign(texts({ desktop }), words)).toEqual([]);
  });

  test("no help of a command speaks of another system", () => {
    const help = everyCommand(createProgram(() => {}, platform)).map((command) => {
      const printed: string[] = [sentenceOf(command) ?? ""];
      command.configureOutput({ writeOut: (text) => void printed.push(text) });
      command.outputHelp();
      return [nameOf(command), printed.join("\n")] as const;
    });
    expect(help.length).toBeGreaterThan(20);
    expect(foreign(help, words)).toEqual([]);
  });

  test.each([
    [["approvals", "allow"]],
    [["approvals", "allow", "make", "--write", " "]],
    [["run", "--token", "x"]],
    [["completions", "tcsh"]],
    [["service"]],
  ])("what is said of %j speaks of no other system", (typed) => {
    const read = readArguments(typed, platform);
    expect(read).toMatchObject({ ok: false });
    if (!read.ok) expect(read.failure).not.toMatch(words);
  });

  test("no sentence that depends on the system speaks of another one", () => {
    const said = Object.entries(systemWords(platform)).map(
      ([name, value]) => [name, typeof value === "function" ? value("NAME", "name") : String(value)] as const,
    );
    expect(foreign(said, words)).toEqual([]);
  });
});

/** Sentences in the code itself that hold a word of one system, file by file. */
function spokenIn(folder: string, words: RegExp): readonly string[] {
  const root = resolve(import.meta.dirname, "../../src", folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.tsx?$/.test(file.name))
    .flatMap((file) => {
      const path = join(file.parentPath, file.name);
      const code = readFileSync(path, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
      const sentences = code.match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
      return sentences
        .filter((text) => / /.test(text) && words.test(text.slice(1, -1)))
        .map((text) => `${path.slice(root.length + 1)}: ${text}`);
    });
}

describe("the code of the terminal", () => {
  test("keeps what only one system says where that system is decided", () => {
    const elsewhere = [...spokenIn("cli", unixWords), ...spokenIn("core/doctor", unixWords)];
    // Each is reached only where its system has been told apart already, or is no sentence.
    const known =
      /^(shell[\\/](bash|zsh|fish|powershell|manual)\.ts|system-account\.ts|service\.ts: .*(systemctl enable|loginctl|Under sudo|enable-linger)|programs\.ts: .*(chmod o-w|bubblewrap|apt install|kernel\.unprivileged)|place\.ts: .*uid|environment\.ts: .*environ here|ssh-host-key\.ts: .*ssh_host_)/;
    expect(elsewhere.filter((sentence) => !known.test(sentence))).toEqual([]);
  });
});
