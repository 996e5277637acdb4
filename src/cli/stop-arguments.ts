import type { Command } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import { hasInvisible } from "../shared/text/invisible.ts";
import { shown, type Values } from "./argument-values.ts";
import { explain, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface StopArguments extends Place {
  /** The start of a running program's ID; null for every program. */
  readonly id: string | null;
}

/** Shorter ones would too often be the start of several. */
const MIN_ID_LENGTH = 4;
const SAY =
  "Specify a running program: clawtray stop ID, with the ID that clawtray status shows, or clawtray stop all.";

/** `clawtray stop`. */
export function defineStop(program: Command, take: (options: Result<StopArguments, string>) => void): void {
  const command = program
    .command("stop")
    .summary("end a program that is running for the gateway")
    .description(
      "Ends a program that is running for the gateway, and everything it started. The gateway is told that the owner of this computer stopped it. The node keeps running.",
    )
    .argument("<id>", "the ID that status shows, or the start of it; all for every program");
  withPlace(explain(command, SAY)).action((id: string, values: Values) => take(readStop(id.trim(), values)));
}

function readStop(id: string, values: Values): Result<StopArguments, string> {
  const place = readPlace(values);
  if (!place.ok) return place;
  if (id === "all") return success({ ...place.value, id: null });
  if (id.length >= MIN_ID_LENGTH && !hasInvisible(id)) return success({ ...place.value, id });
  return failure(id === "" ? SAY : `"${shown(id)}" is not the ID of a running program. ${SAY}`);
}
