import { readFileSync, statSync } from "node:fs";
import type { SharedCredential } from "../shared/intent.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { shown } from "./argument-values.ts";
import { secretProblem } from "./environment.ts";
import { readInput } from "./input.ts";
import { ask } from "./terminal.ts";

/** A token file is one line. */
const MAX_FILE = 65_536;

/**
 * The gateway's token from `--token-file`: a file, or `-` for standard input, where a person is asked for it without
 * showing it. A failure is a sentence that does not repeat it; null when the person cancelled the question.
 */
export async function readTokenFile(file: string): Promise<Result<SharedCredential | null, string>> {
  const text = file === "-" ? await fromInput() : fromFile(file);
  if (text === null) return success(null);
  if (typeof text !== "string") return text;
  const token = text.replace(/^\ufeff/, "").trim();
  const what = file === "-" ? "Standard input" : `"${shown(file)}"`;
  if (token === "") return failure(`${what} contains no token.`);
  const problem = secretProblem(what, token);
  return problem === null ? success({ kind: "token", token }) : failure(problem);
}

async function fromInput(): Promise<string | null | Result<never, string>> {
  if (process.stdin.isTTY) return ask("Gateway token (not shown): ", { hidden: true });
  return (await readInput()) ?? failure("Standard input could not be read as a token.");
}

function fromFile(file: string): string | Result<never, string> {
  try {
    if (statSync(file).size > MAX_FILE) return failure(`"${shown(file)}" is too long for a token.`);
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    return failure(
      `The token cannot be read from "${shown(file)}" (${code}). Use a file that contains only the token.`,
    );
  }
}
