import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { readArguments } from "../../../src/cli/arguments.ts";
import { examplesOf } from "../../../src/cli/examples.ts";
import { createProgram } from "../../../src/cli/program.ts";
import { everyCommand, nameOf } from "../../../src/cli/refusal.ts";

/** The help of every command there is, as a terminal of 80 columns shows it. */
const platforms = ["linux", "darwin", "win32"] as const;

/** Everything that is listed somewhere. */
const commandsOn = (platform: NodeJS.Platform): readonly Command[] =>
  everyCommand(createProgram(() => {}, platform)).filter((command) => command.description() !== "");

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 }).outputHelp();
  return text;
}

const cases = platforms.flatMap((platform) =>
  commandsOn(platform).map((command) => ({ platform, name: nameOf(command), command })),
);

describe.each(cases)("$name --help on $platform", ({ command, platform, name }) => {
  const help = helpOf(command);

  test("fits into 80 columns, and no line ends in a blank", () => {
    expect(help.split("\n").filter((line) => line.length > 80 || /\s$/.test(line))).toEqual([]);
  });

  test("says what it does, in sentences, and of every option and argument what it means", () => {
    expect(command.description()).toMatch(/^[A-Z].*(\.|clawtray \w+)$/s);
    if (command.parent !== null) expect(command.summary()).not.toBe("");
    const explained = [
      ...command.options.map(({ flags, description }) => [flags, description] as const),
      ...command.registeredArguments.map((argument) => [argument.name(), argument.description] as const),
      ...command
        .createHelp()
        .visibleCommands(command)
        .map((verb) => [verb.name(), verb.summary() || verb.description()] as const),
    ];
    for (const [word, meaning] of explained) {
      expect(meaning, word).toMatch(/^\S.{4,}\S$/s);
      expect(help, word).toContain(word);
      expect(help.replace(/\s+/g, " "), word).toContain(meaning);
    }
    const [prose = ""] = help.split(/^Examples?:$/m);
    expect(prose).not.toMatch(/undefined|null|\[object|\{\w+\}|\b(\w+) \1\b/);
  });

  test("gives examples, and each is understood", () => {
    if (command.parent === null) return;
    const examples = examplesOf(command);
    expect(examples.length).toBeGreaterThan(0);
    for (const [words] of examples) {
      expect(help).toContain(`clawtray ${words}`);
      expect(`clawtray ${words} `).toContain(`${name} `);
      const read = readArguments(words.split(" "), platform);
      // Added with its gateway, a connection is connected.
      const understood = /^connections add \S+ \S/.test(words) ? "connect" : words.split(" ")[0];
      expect(read.ok ? read.value.command : read.failure).toBe(understood);
    }
  });
});

test("there is an example for nothing that is no command", () => {
  const names = commandsOn("linux").map(nameOf);
  expect(names.length).toBeGreaterThan(20);
});
