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
import { englishQuestions as questions } from "./questions.ts";
import { settings } from "./settings.ts";
import { skills } from "./skills.ts";
import { english, type Texts } from "./states.ts";
import { status } from "./status.ts";
import { toolReasons } from "./tool-reasons.ts";
import { tools } from "./tools.ts";
import { wizard } from "./wizard.ts";

/** Every text of the product in English: the states, then page by page. */
export const englishCatalogue = {
  ...english,
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

/** What a language must say; a text left out does not compile. */
export type Catalogue = Texts<typeof englishCatalogue>;
