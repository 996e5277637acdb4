import type { Command } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import { shown, text, type Values } from "./argument-values.ts";

export interface DiscoverArguments {
  readonly json: boolean;
  /** How long to listen to the networks, s. */
  readonly seconds: number;
}

const DEFAULT_SECONDS = 3;
const MAX_SECONDS = 60;

/** `clawtray discover`. */
export function defineDiscover(
  program: Command,
  take: (options: Result<DiscoverArguments, string>) => void,
): void {
  program
    .command("discover")
    .summary("look for gateways on this computer and nearby")
    .description(
      "Looks for gateways on this computer and, by mDNS (Bonjour), on its networks. Connects to none: anyone on a network can announce a gateway under any name. Exits with 1 when none was found.",
    )
    .option(
      "--seconds <n>",
      `how long to listen to the network, 1 to ${MAX_SECONDS} (default: ${DEFAULT_SECONDS})`,
    )
    .option("--json", "answer in JSON")
    .action((values: Values) => take(read(values)));
}

function read(values: Values): Result<DiscoverArguments, string> {
  const typed = text(values, "seconds") ?? String(DEFAULT_SECONDS);
  const seconds = Number(typed);
  return /^\d{1,2}$/.test(typed) && seconds >= 1 && seconds <= MAX_SECONDS
    ? success({ json: values.json === true, seconds })
    : failure(`--seconds takes a whole number from 1 to ${MAX_SECONDS}, not "${shown(typed)}".`);
}
