import { readTarget, type Target } from "../core/links/target.ts";
import { openSettings } from "../core/settings/open.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { askGuarded } from "./ask-guarded.ts";
import { targetSentence } from "./check.ts";
import { type Ended, refuse } from "./ended.ts";
import { isForeground } from "./foreground.ts";
import { readInput } from "./input.ts";
import { stateDirOf } from "./place.ts";
import { printError } from "./print.ts";
import type { RunArguments } from "./run-arguments.ts";

const QUESTION = "Where is the gateway? Type its address, or paste a setup code or a link (not shown).\n> ";
const NOTHING_CHOSEN = "No gateway was chosen, and nothing was changed.";
/** How often one person may slip at one question. */
const MAX_ATTEMPTS = 5;

const missing = (command: string): string =>
  `No gateway is known, and nobody can be asked here. Specify it: clawtray ${command === "run" ? "run --gateway HOST" : "connect HOST"}`;

/**
 * What to connect to, before anything is created on this computer: what the command line says, or what the person
 * answers when no gateway is known yet. Null is the known gateway.
 */
export async function chooseTarget(options: RunArguments): Promise<Result<Target | null, Ended>> {
  const { gateway } = options;
  if (gateway === "-") return fromInput();
  if (gateway !== null) return fromArgument(gateway, options);
  if (isGatewayKnown(options)) return success(null);
  // These report what they find as states.
  if (options.json || options.service) return success(null);
  if (!process.stdin.isTTY || !process.stderr.isTTY || !isForeground())
    return failure(refuse(missing(options.command)));
  return fromPerson();
}

function isGatewayKnown(options: RunArguments): boolean {
  const settings = openSettings(stateDirOf(options));
  // Why they cannot be read is reported when the folder is claimed.
  return !settings.ok || settings.value.read().gateway !== null;
}

function fromArgument(text: string, { command }: RunArguments): Result<Target, Ended> {
  const target = readTarget(text, Date.now());
  if (!target.ok) return failure(refuse(targetSentence(target.failure)));
  if (target.value.kind !== "address" || target.value.token === null) return success(target.value);
  return failure(
    refuse(
      `This link contains the gateway's token, and other users can read a command's arguments. Leave the link out and paste it when you are asked: clawtray ${command === "run" ? "connect" : command}`,
    ),
  );
}

async function fromInput(): Promise<Result<Target, Ended>> {
  const text = await readInput();
  if (text === null)
    return failure(
      refuse(
        "Standard input cannot be read, or is longer than 64 KiB. Write one address, setup code or link there.",
      ),
    );
  if (text.trim() === "")
    return failure(
      refuse("There was nothing to read on standard input. Write an address, a setup code or a link there."),
    );
  const target = readTarget(text, Date.now());
  return target.ok ? target : failure(refuse(targetSentence(target.failure)));
}

async function fromPerson(): Promise<Result<Target, Ended>> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const answer = await askGuarded(QUESTION);
    if (answer === null) break;
    const target = readTarget(answer, Date.now());
    if (target.ok) return target;
    printError(`${targetSentence(target.failure)}\n`);
  }
  return failure(refuse(NOTHING_CHOSEN));
}
