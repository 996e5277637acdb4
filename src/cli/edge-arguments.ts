import type { Command } from "commander";
import { type EdgeHeaderProblem, readHeaderName } from "../core/gateway/edge-headers.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { collect, text, type Values } from "./argument-values.ts";

/** What the command line says about headers for what stands in front of the gateway; never a value. */
export interface EdgeArguments {
  /** The headers whose values are asked for. */
  readonly names: readonly string[];
  /** Where names and values are; `-` is standard input. */
  readonly file: string | null;
  /** Forget those that are kept. */
  readonly forget: boolean;
}

/** Declares the options. */
export const withEdgeHeaders = (command: Command): Command =>
  command
    .option(
      "--edge-header <name>",
      "a header that an access page in front of the gateway requires; its value is asked for, kept in the key store and sent only over TLS; repeatable",
      collect,
    )
    .option(
      "--edge-header-file <file>",
      "a file of such headers, one NAME: VALUE per line; - reads standard input",
    )
    .option("--forget-edge-headers", "forget the headers that are kept for this gateway");

/** Reads what `withEdgeHeaders` declared; `inputTaken` when something else is read from standard input. */
export function readEdgeArguments(
  values: Values,
  { inputTaken }: { readonly inputTaken: boolean },
): Result<EdgeArguments, string> {
  const typed: unknown = values.edgeHeader;
  const names = Array.isArray(typed) ? typed.map(String) : [];
  for (const name of names) {
    const known = readHeaderName(name);
    if (!known.ok) return failure(headerSentence(known.failure, "--edge-header"));
  }
  const file = text(values, "edgeHeaderFile");
  if (file === "") return failure("--edge-header-file needs the name of a file, or - for standard input.");
  if (file === "-" && inputTaken)
    return failure("Standard input can hold only one of the target, the token and the headers.");
  return success({ names, file, forget: values.forgetEdgeHeaders === true });
}

/** Why headers are refused, in a sentence that repeats nothing of them. */
export function headerSentence(problem: EdgeHeaderProblem, where: string): string {
  switch (problem) {
    case "name":
      return `${where} has an invalid header name. Use letters, digits and dashes, as in CF-Access-Client-Id. On the command line only the name is given; the value is asked for.`;
    case "reserved":
      return `${where} names a header that cannot be set: the connection itself depends on it, or the gateway would believe it came from its own proxy.`;
    case "value":
      return `${where} has a value that cannot be sent. Use 1 to 4096 visible ASCII characters, without line breaks.`;
    case "line":
      return `${where} has a line that is not a header. Write one NAME: VALUE per line.`;
    case "twice":
      return `${where} gives the same header twice.`;
    case "too-many":
      return `${where} gives more than 16 headers.`;
  }
}
