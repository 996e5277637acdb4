import type { Catalogue } from "../en/catalogue.ts";
import { ask } from "./ask.ts";
import { builtInTools } from "./built-in-tools.ts";
import { capabilities } from "./capabilities.ts";
import { capabilityStates } from "./capability-states.ts";
import { capabilitySwitches } from "./capability-switches.ts";
import { commands } from "./commands.ts";
import { common } from "./common.ts";
import { computer } from "./computer.ts";
import { connectionPages } from "./connection-pages.ts";
import { connections } from "./connections.ts";
import { discovery } from "./discovery.ts";
import { folders } from "./folders.ts";
import { gateway } from "./gateway.ts";
import { pairing } from "./pairing.ts";
import { questions } from "./questions.ts";
import { settings } from "./settings.ts";
import { skills } from "./skills.ts";
import { states } from "./states.ts";
import { status } from "./status.ts";
import { toolReasons } from "./tool-reasons.ts";
import { tools } from "./tools.ts";
import { wizard } from "./wizard.ts";

/** Every text of the product in German. */
export const german: Catalogue = {
  ...states,
  ask,
  common,
  connections,
  connectionPages,
  wizard,
  gateway,
  discovery,
  builtInTools,
  capabilities,
  capabilityStates,
  capabilitySwitches,
  commands,
  computer,
  pairing,
  status,
  settings,
  skills,
  folders,
  tools,
  toolReasons,
  questions,
};
