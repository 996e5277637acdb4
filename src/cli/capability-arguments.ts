import { Argument, type Command } from "commander";
import { type CapabilityName, capabilityNames, isCapabilityName } from "../shared/capability.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { shown, type Values } from "./argument-values.ts";
import { unknownCapability } from "./capability-names.ts";
import { explain, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface CapabilityArguments extends Place {
  /** Null lists them. */
  readonly change: { readonly capability: CapabilityName; readonly on: boolean } | null;
}

const SAY = "Usage: clawtray capabilities, clawtray capabilities on NAME, or clawtray capabilities off NAME.";

/** `clawtray capabilities`, with `on` and `off`. */
export function defineCapabilities(
  program: Command,
  take: (options: Result<CapabilityArguments, string>) => void,
): void {
  const command = program
    .command("capabilities")
    .summary("show or change what this computer may be asked to do")
    .description("Shows or changes what this computer may be asked to do, even while the node is running.");
  withPlace(explain(command, SAY));
  command.action((_values: Values, self: Command) => take(readChange(self.optsWithGlobals(), null)));
  for (const verb of ["on", "off"] as const) {
    const change = command
      .command(verb)
      .summary(`turn a capability ${verb}`)
      .description(`Turns a capability ${verb}: ${capabilityNames.join(", ")}.`)
      .addArgument(
        new Argument("<name>", "the capability").choices(capabilityNames).argParser((word: string) => word),
      );
    withPlace(explain(change, SAY));
    change.action((name: string, _values: Values, self: Command) =>
      take(readChange(self.optsWithGlobals(), { name, on: verb === "on" })),
    );
  }
}

function readChange(
  values: Values,
  wanted: { readonly name: string; readonly on: boolean } | null,
): Result<CapabilityArguments, string> {
  const place = readPlace(values);
  if (!place.ok) return place;
  if (wanted === null) return success({ ...place.value, change: null });
  const { name, on } = wanted;
  if (!isCapabilityName(name)) return failure(unknownCapability(shown(name)));
  return success({ ...place.value, change: { capability: name, on } });
}
