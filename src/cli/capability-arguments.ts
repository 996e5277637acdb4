import { Argument, type Command } from "commander";
import { failure, type Result, success } from "../core/result.ts";
import { type CapabilityName, capabilityNames, isCapabilityName } from "../shared/capability.ts";
import { shown, type Values } from "./argument-values.ts";
import { unknownCapability } from "./capability-names.ts";
import { explain, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface CapabilityArguments extends Place {
  /** Null lists them. */
  readonly change: { readonly capability: CapabilityName; readonly on: boolean } | null;
}

const say = "Say: clawtray capabilities, clawtray capabilities on NAME, or clawtray capabilities off NAME.";

/** `clawtray capabilities`, with `on` and `off`. */
export function defineCapabilities(
  program: Command,
  take: (options: Result<CapabilityArguments, string>) => void,
): void {
  const command = program
    .command("capabilities")
    .summary("what this computer may be asked to do; change it")
    .description("Shows what this computer may be asked to do, or changes it, also while it runs.");
  withPlace(explain(command, say));
  command.action((_values: Values, self: Command) => take(readChange(self.optsWithGlobals(), null)));
  for (const verb of ["on", "off"] as const) {
    const change = command
      .command(verb)
      .summary(`turn a capability ${verb}`)
      .description(`Turns a capability ${verb}: ${capabilityNames.join(", ")}.`)
      .addArgument(
        new Argument("<name>", "the capability").choices(capabilityNames).argParser((word: string) => word),
      );
    withPlace(explain(change, say));
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
