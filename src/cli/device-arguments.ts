import type { Command } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import type { Values } from "./argument-values.ts";
import { readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

/** `clawtray status`. */
export function defineStatus(program: Command, take: (options: Result<Place, string>) => void): void {
  const command = program
    .command("status")
    .summary("show the running node, or its last known state")
    .description(
      "Shows the running node, or its last known state. Exits with 0 when it is connected, 6 when it is running but not connected (connecting, waiting, waiting for approval, paused), 3 when a person must act, 7 when nothing is running.",
    );
  withPlace(command).action((values: Values) => take(readPlace(values)));
}

export interface PauseArguments extends Place {
  /** Every connection. */
  readonly all: boolean;
}

/** `clawtray pause`. */
export function definePause(program: Command, take: (options: Result<PauseArguments, string>) => void): void {
  const command = program
    .command("pause")
    .summary("disconnect from the gateway until resume")
    .description("Disconnects and stays disconnected, even after a restart, until: clawtray resume")
    .option("--all", "pause every connection");
  withPlace(command).action((values: Values) => take(readPause(values)));
}

/** `clawtray resume`. */
export function defineResume(
  program: Command,
  take: (options: Result<PauseArguments, string>) => void,
): void {
  const command = program
    .command("resume")
    .summary("connect again after pause")
    .description("Connects again after a pause, in the running node or at its next start.")
    .option("--all", "resume every connection");
  withPlace(command).action((values: Values) => take(readPause(values)));
}

function readPause(values: Values): Result<PauseArguments, string> {
  const place = readPlace(values);
  if (!place.ok) return place;
  if (values.all === true && place.value.connection !== null)
    return failure("--all and --connection cannot be combined.");
  return success({ ...place.value, all: values.all === true });
}

/** `clawtray identity`. */
export function defineIdentity(program: Command, take: (options: Result<Place, string>) => void): void {
  const command = program
    .command("identity")
    .summary("show the device id and fingerprint; creates nothing")
    .description("Shows the device id and the fingerprint an administrator compares. Creates nothing.");
  withPlace(command).action((values: Values) => take(readPlace(values)));
}

/** `clawtray forget`. */
export function defineForget(
  program: Command,
  take: (options: Result<Place & { readonly yes: boolean }, string>) => void,
): void {
  const command = program
    .command("forget")
    .summary("destroy the identity of this computer; asks first")
    .description(
      "Destroys the key, every gateway token and the settings. The next start creates a new identity and asks for pairing again.",
    )
    .option("--yes", "do not ask");
  withPlace(command).action((values: Values) => {
    const place = readPlace(values);
    take(place.ok ? success({ ...place.value, yes: values.yes === true }) : place);
  });
}
