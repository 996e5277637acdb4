import type { Command } from "commander";
import { MAIN_SESSION, MAX_MESSAGE_LENGTH, MAX_SESSION_LENGTH } from "../shared/conversation.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { hasInvisible } from "../shared/text/invisible.ts";
import { collect, shown, text, type Values } from "./argument-values.ts";
import { explain, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface AskArguments extends Place {
  /** Null when it is to be read from standard input. */
  readonly message: string | null;
  /** The agent's session, as the gateway names it. */
  readonly sessionKey: string;
  /** Files that go with it: pictures and texts. */
  readonly files: readonly string[];
}

const SAY =
  'Say what to ask: clawtray ask "What is on my calendar today?", or pipe it: git diff | clawtray ask -';

/** What is wrong with a message; null when it can be sent. */
export function problemWithMessage(message: string): string | null {
  if (message.trim() === "") return SAY;
  return message.length > MAX_MESSAGE_LENGTH
    ? `A gateway takes at most ${MAX_MESSAGE_LENGTH} characters in one message; this one has ${message.length}.`
    : null;
}

/** `clawtray ask`. */
export function defineAsk(program: Command, take: (options: Result<AskArguments, string>) => void): void {
  const command = program
    .command("ask")
    .summary("ask the agent, and print its answer as it comes")
    .description(
      "Sends a message to the agent through the running node, with the pairing this computer already has, and prints the answer as it comes. Nothing of it is kept on this computer. Ctrl+C stops waiting; the agent goes on, and its answer stays in its session.",
    )
    .argument("[message...]", "what to ask; - reads it from standard input")
    .option("--session <key>", `the agent's session, as the gateway names it (default: ${MAIN_SESSION})`)
    .option("--file <file>", "goes with it: text, or a PNG, JPEG, GIF or WebP picture; repeatable", collect);
  withPlace(explain(command, SAY)).action((words: string[], values: Values) => take(readAsk(words, values)));
}

function readAsk(words: readonly string[], values: Values): Result<AskArguments, string> {
  const place = readPlace(values);
  if (!place.ok) return place;
  const sessionKey = text(values, "session") ?? MAIN_SESSION;
  if (sessionKey.trim() === "" || sessionKey.length > MAX_SESSION_LENGTH || hasInvisible(sessionKey))
    return failure(
      `--session needs the key of a session, such as ${MAIN_SESSION}, not "${shown(sessionKey)}".`,
    );
  const files = Array.isArray(values.file) ? values.file.map(String) : [];
  if (words.length === 1 && words[0] === "-")
    return success({ ...place.value, message: null, sessionKey, files });
  const message = words.join(" ");
  const problem = problemWithMessage(message);
  return problem === null ? success({ ...place.value, message, sessionKey, files }) : failure(problem);
}
