import { type Command, Option } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import { shown, text, type Values } from "./argument-values.ts";
import type { Place } from "./place.ts";

/** Sentences for words that are missing or too many, where a general one would not help. */
const sentences = new WeakMap<Command, string>();

/** What is said when the words after the options of this command are missing, wrong or too many. */
export function explain(command: Command, sentence: string): Command {
  sentences.set(command, sentence);
  return command;
}

export const sentenceOf = (command: Command): string | null => sentences.get(command) ?? null;

/**
 * An option with a closed list of values. Help and completions know the list; whether a value is on it is checked by
 * the command's reader, which has a better sentence.
 */
export const choice = (flags: string, description: string, values: readonly string[]): Option =>
  new Option(flags, description).choices(values).argParser((value: string) => value);

/** The options of a command about one connection: which device it is about, and how it answers. */
export function withPlace(command: Command): Command {
  return withFolder(
    command.option("--connection <name>", "one of several connections (see: clawtray connections)"),
  );
}

/** The same without the choice of a connection. */
export function withFolder(command: Command): Command {
  return command
    .option("--state-dir <dir>", "use another folder for settings; each folder is a separate device")
    .addOption(
      choice("--key-store <where>", "where the key is: the keychain, or a file in the state folder", [
        "keychain",
        "file",
      ]),
    )
    .option("--json", "answer in JSON");
}

/** Reads what `withPlace` or `withFolder` declared. */
export function readPlace(values: Values): Result<Place, string> {
  const keyStore = text(values, "keyStore");
  if (keyStore !== null && keyStore !== "keychain" && keyStore !== "file")
    return failure(`--key-store must be "keychain" or "file", not "${shown(keyStore)}".`);
  const stateDir = text(values, "stateDir");
  if (stateDir !== null && stateDir.trim() === "") return failure("--state-dir needs the name of a folder.");
  const connection = text(values, "connection");
  if (connection !== null && connection.trim() === "")
    return failure("--connection needs the name of a connection. See: clawtray connections");
  return success({ stateDir, connection, keyStore, json: values.json === true });
}
