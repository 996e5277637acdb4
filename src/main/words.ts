import type { Preferences } from "../shared/bridge.ts";
import type { Catalogue } from "../shared/words/catalogue.ts";
import { desktop as germanDesktop } from "../shared/words/de/desktop.ts";
import { desktop as englishDesktop } from "../shared/words/en/desktop.ts";
import { catalogueFor, languageFor } from "../shared/words/languages.ts";

/** Everything main itself says to a person. */
export interface Words {
  readonly catalogue: Catalogue;
  readonly desktop: typeof englishDesktop;
}

/** The words of the chosen language; `system` follows the desktop's locale, a BCP 47 tag. */
export function wordsFor(chosen: Preferences["language"], locale: string): Words {
  const language = languageFor(chosen, locale);
  return {
    catalogue: catalogueFor(language),
    desktop: language === "de" ? germanDesktop : englishDesktop,
  };
}
