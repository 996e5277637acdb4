import type { Catalogue } from "./catalogue.ts";
import { capabilities } from "./de/capabilities.ts";
import { capabilitySwitches } from "./de/capability-switches.ts";
import { common } from "./de/common.ts";
import { gateway } from "./de/gateway.ts";
import { pairing } from "./de/pairing.ts";
import { questions } from "./de/questions.ts";
import { settings } from "./de/settings.ts";
import { states } from "./de/states.ts";
import { status } from "./de/status.ts";
import { wizard } from "./de/wizard.ts";

/** Every text of the product in German. */
export const german: Catalogue = {
  ...states,
  common,
  wizard,
  gateway,
  capabilities,
  capabilitySwitches,
  pairing,
  status,
  settings,
  questions,
};
