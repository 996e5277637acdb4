import type { Command } from "commander";
import { failure, type Result, success } from "../core/result.ts";
import { text, type Values } from "./argument-values.ts";
import { readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface DoctorArguments extends Place {
  /** Where the report for a bug goes; `-` is standard output, null writes none. */
  readonly bundle: string | null;
}

/** `clawtray doctor`. */
export function defineDoctor(
  program: Command,
  take: (options: Result<DoctorArguments, string>) => void,
): void {
  const command = program
    .command("doctor")
    .summary("what is wrong here, and what to do")
    .description(
      "Looks at everything this node needs (state folder, key store, network, gateway, clock, search path, service) and says of each what was found and what to do. Changes nothing. Ends with 1 when something is wrong.",
    )
    .option(
      "--bundle <file>",
      "write a report for a bug to this file (- for standard output): no secret, no name of you, this computer or the gateway",
    );
  withPlace(command).action((values: Values) => {
    const place = readPlace(values);
    if (!place.ok) return take(place);
    const bundle = text(values, "bundle");
    take(
      bundle?.trim() === ""
        ? failure("--bundle needs the name of a file.")
        : success({ ...place.value, bundle }),
    );
  });
}
