import type { Command } from "commander";
import { type Result, success } from "../core/result.ts";
import type { Values } from "./argument-values.ts";
import { readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

/** `clawtray status`. */
export function defineStatus(program: Command, take: (options: Result<Place, string>) => void): void {
  const command = program
    .command("status")
    .summary("the running node, and what was last known")
    .description(
      "Shows the running node, or what was last known of it. Ends with 0 when it is connected, 6 when it runs and is not (connecting, waiting, paused), 3 when a person must act, 7 when nothing runs.",
    );
  withPlace(command).action((values: Values) => take(readPlace(values)));
}

/** `clawtray pause`. */
export function definePause(program: Command, take: (options: Result<Place, string>) => void): void {
  const command = program
    .command("pause")
    .summary("take this computer from the gateway until resume")
    .description("Ends the connection and stays away, also after a restart, until: clawtray resume");
  withPlace(command).action((values: Values) => take(readPlace(values)));
}

/** `clawtray resume`. */
export function defineResume(program: Command, take: (options: Result<Place, string>) => void): void {
  const command = program
    .command("resume")
    .summary("connect again after pause")
    .description("Connects again after a pause, in the running node or at its next start.");
  withPlace(command).action((values: Values) => take(readPlace(values)));
}

/** `clawtray identity`. */
export function defineIdentity(program: Command, take: (options: Result<Place, string>) => void): void {
  const command = program
    .command("identity")
    .summary("device id and fingerprint; creates nothing")
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
      "Destroys the key, every gateway token and the settings. The next start makes a new identity and asks for pairing again.",
    )
    .option("--yes", "do not ask");
  withPlace(command).action((values: Values) => {
    const place = readPlace(values);
    take(place.ok ? success({ ...place.value, yes: values.yes === true }) : place);
  });
}
