import { capabilityNames } from "../shared/capability.ts";
import { fill } from "../shared/words/describe.ts";
import { capabilitySwitches as words } from "../shared/words/en/capability-switches.ts";

/** For a name that does not exist, already made safe for a terminal. */
export const unknownCapability = (name: string): string =>
  fill(words.unknown, { name, names: capabilityNames.join(", ") });
