import type { Command } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import { text, type Values } from "./argument-values.ts";
import { readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface DoctorArguments extends Place {
  /** Where the bug report goes; `-` is standard output, null writes none. */
  readonly bundle: string | null;
}

/** `clawtray doctor`. */
export function defineDoctor(
  program: Command,
  take: (options: Result<DoctorArguments, string>) => void,
): void {
  const command = program
    .command("doctor")
    .summary("find what is wrong here, and what to do about it")
    .description(
      "Checks everything this node needs (state folder, key store, network, gateway, clock, search path, service) and reports what it found and what to do. Changes nothing. Exits with 1 when something is wrong.",
    )
    .option(
      "--bundle <file>",
      "write a bug report to this file (- for standard output), without secrets, and without naming you, this computer or the gateway",
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
