import { capabilities } from "./en/capabilities.ts";
import { capabilitySwitches } from "./en/capability-switches.ts";
import { common } from "./en/common.ts";
import { gateway } from "./en/gateway.ts";
import { pairing } from "./en/pairing.ts";
import { settings } from "./en/settings.ts";
import { status } from "./en/status.ts";
import { wizard } from "./en/wizard.ts";
import { english, type Texts } from "./english.ts";
import { englishQuestions } from "./english-questions.ts";

/** Every text of the product in English: the states, then page by page. */
export const englishCatalogue = {
  ...english,
  common,
  wizard,
  gateway,
  capabilities,
  capabilitySwitches,
  pairing,
  status,
  settings,
  questions: englishQuestions,
};

/** What a language must say; a text left out does not compile. */
export type Catalogue = Texts<typeof englishCatalogue>;
