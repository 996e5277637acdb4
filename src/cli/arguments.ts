import type { Command, CommanderError, Option } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import { systemWords } from "../shared/words/system-words.ts";
import { collect } from "./argument-values.ts";
import { sentenceOf } from "./flags.ts";
import type { Invocation } from "./invocation.ts";
import { createProgram } from "./program.ts";
import { everyCommand, nameOf, refuseOption, refuseWord } from "./refusal.ts";

const noSecrets = (platform: string): string =>
  `A token or password is never taken as an argument: other users could read it. Set OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_PASSWORD instead: ${systemWords(platform).setVariable("OPENCLAW_GATEWAY_TOKEN")}`;

/** Options in which other programs accept a secret. */
const SECRET_OPTION = /^--?[\w-]*(token|passw|passphrase|pwd|secret|auth|credential|api-?key|bearer)/i;

/** What the parser gave up on, and in which command. */
class Refused extends Error {
  readonly reason: CommanderError;
  readonly command: Command;

  constructor(reason: CommanderError, command: Command) {
    super(reason.code);
    this.reason = reason;
    this.command = command;
  }
}

/** Reads the arguments; a failure is a sentence for the person. Secrets are refused, never repeated. */
export function readArguments(
  words: readonly string[],
  platform: NodeJS.Platform = process.platform,
): Result<Invocation, string> {
  let invocation: Result<Invocation, string> | null = null;
  let printed = "";
  const program = createProgram((taken) => {
    invocation = taken;
  }, platform);
  for (const command of everyCommand(program)) {
    command.exitOverride((reason) => {
      throw new Refused(reason, command);
    });
    command.configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      writeErr() {},
      outputError() {},
    });
  }
  if (words.some((word) => SECRET_OPTION.test(word) && !isKnownOption(program, word)))
    return failure(noSecrets(platform));
  const lacking = lacksValue(program, words);
  if (lacking !== null) return failure(`${lacking} needs a value. Try: clawtray --help`);
  const twice = saidTwice(program, words);
  if (twice !== null) return failure(`${twice} was given more than once. Leave out all but one.`);
  try {
    program.parse(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { reason, command } = error;
    if (reason.exitCode === 0) return success({ command: "help", text: printed });
    return failure(sentenceFor(reason, command, words));
  }
  return invocation ?? failure("The arguments were not understood. Try: clawtray --help");
}

function sentenceFor({ code, message }: CommanderError, command: Command, words: readonly string[]): string {
  const help = `Try: ${nameOf(command)} --help`;
  switch (code) {
    case "commander.unknownOption":
      return refuseOption(command, /'([^']*)/.exec(message)?.[1] ?? "");
    case "commander.excessArguments":
      return refuseWord(command, command.args[command.registeredArguments.length] ?? "");
    case "commander.missingArgument":
      return sentenceOf(command) ?? `${nameOf(command)} needs more arguments. ${help}`;
    case "commander.optionMissingArgument":
      return `${/'(?:-\w, )?(--[a-z-]+)/.exec(message)?.[1] ?? "An option"} needs a value. ${help}`;
    case "commander.help":
      // `clawtray help dance`
      return refuseWord(command, words[1] ?? "");
    default:
      return `The arguments were not understood. ${help}`;
  }
}

function isKnownOption(program: Command, word: string): boolean {
  const [flag = ""] = word.split("=");
  return everyCommand(program).some(({ options }) =>
    options.some(({ long, short }) => flag === long || flag === short),
  );
}

/** The long names of options that take a value, among those that count. */
const valuedOptions = (
  program: Command,
  counts: (option: Option) => boolean = () => true,
): ReadonlySet<string | undefined> =>
  new Set(
    everyCommand(program).flatMap(({ options }) =>
      options
        .filter((option) => option.required && !option.variadic && counts(option))
        .map((option) => option.long),
    ),
  );

/** An option with a value that is given twice: the last one would win, and the other would be lost silently. */
function saidTwice(program: Command, words: readonly string[]): string | null {
  const valued = valuedOptions(program, (option) => option.parseArg !== collect);
  const end = words.indexOf("--");
  const said = words.slice(0, end === -1 ? undefined : end).map((word) => word.split("=")[0] ?? "");
  return said.find((word, at) => valued.has(word) && said.indexOf(word) !== at) ?? null;
}

/** The option whose value looks like another option: accepting that as the value would hide a slip. */
function lacksValue(program: Command, words: readonly string[]): string | null {
  const valued = valuedOptions(program);
  const end = words.indexOf("--");
  const index = words.findIndex(
    (word, at) => (end === -1 || at < end) && valued.has(word) && /^-./.test(words[at + 1] ?? ""),
  );
  return words[index] ?? null;
}
