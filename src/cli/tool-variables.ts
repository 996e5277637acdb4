import { readFileSync, statSync } from "node:fs";
import { readHeaderLines } from "../core/gateway/edge-headers.ts";
import type { Variables } from "../core/tools/secrets.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { VARIABLE_NAME } from "../shared/tool-server-names.ts";
import { headerSentence } from "./edge-arguments.ts";
import { readInput } from "./input.ts";
import { ask } from "./terminal.ts";
import type { AddServer } from "./tools-arguments.ts";

/** Larger than any list of servers, bytes. */
const MAX_FILE = 1024 * 1024;

/** The text of a file or, for `-`, of standard input; null when it cannot be read. */
export async function readGiven(file: string): Promise<string | null> {
  if (file === "-") return readInput();
  try {
    return statSync(file).size > MAX_FILE ? null : readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** What a server is given, and what stands behind the question mark of its address; empty for nothing. */
export interface GivenValues {
  readonly values: Variables;
  readonly query: string;
}

/** The values for a server that is added, from a file and from a person. A failure repeats none. */
export async function readValuesToAdd(given: AddServer): Promise<Result<GivenValues, string>> {
  const isRemote = "url" in given.server;
  const option = isRemote ? "--headers-from" : "--env-from";
  const values: Record<string, string> = {};
  if (given.valuesFile !== null) {
    const text = await readGiven(given.valuesFile);
    if (text === null) return failure(`The file of ${option} cannot be read.`);
    const listed = isRemote ? readHeaders(text) : readVariableLines(text);
    if (!listed.ok) return listed;
    Object.assign(values, listed.value);
  }
  for (const name of given.names) {
    const value = await askFor(`the value of ${name}`, `Write it into a file for ${option}.`);
    if (!value.ok) return value;
    values[name] = value.value;
  }
  if (!given.query) return success({ values, query: "" });
  const query = await askFor(
    "what stands behind the question mark",
    "Import the server from a file instead.",
  );
  return query.ok ? success({ values, query: `?${query.value.replace(/^\?/, "")}` }) : query;
}

function readVariableLines(text: string): Result<Variables, string> {
  const all: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/.exec(line) ?? [];
    if (!VARIABLE_NAME.test(name)) return failure("A line of --env-from is not NAME=VALUE.");
    all[name] = value;
  }
  return success(all);
}

function readHeaders(text: string): Result<Variables, string> {
  const read = readHeaderLines(text);
  return read.ok
    ? success(Object.fromEntries(read.value.map(({ name, value }) => [name, value])))
    : failure(headerSentence(read.failure, "The file of --headers-from"));
}

async function askFor(what: string, otherwise: string): Promise<Result<string, string>> {
  const value = await ask(`${what[0]?.toUpperCase()}${what.slice(1)} (not shown): `, { hidden: true });
  if (value !== null) return success(value);
  return failure(
    process.stdin.isTTY
      ? "No value was given, and nothing was changed."
      : `Nobody can be asked for ${what} here. ${otherwise}`,
  );
}
