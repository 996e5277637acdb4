import type { Preferences } from "../../shared/bridge.ts";
import { desktop as germanDesktop } from "../../shared/words/de/desktop.ts";
import type { Catalogue } from "../../shared/words/en/catalogue.ts";
import { desktop as englishDesktop } from "../../shared/words/en/desktop.ts";
import { catalogueFor, languageFor } from "../../shared/words/languages.ts";

/** Everything main itself says to a person. */
export interface Words {
  readonly catalogue: Catalogue;
  readonly desktop: typeof englishDesktop;
}

/** The words of the chosen language; `system` follows the desktop's locale, a BCP 47 tag. */
export function wordsFor(
  chosen: Preferences["language"],
  locale: string,
  platform: string = process.platform,
): Words {
  const language = languageFor(chosen, locale);
  return {
    catalogue: catalogueFor(language, platform),
    desktop: language === "de" ? germanDesktop : englishDesktop,
  };
}

/** The words of the currently chosen language. */
export interface CurrentWords {
  now(): Words;
  /** From now on the language is this one; until then it is the system's. */
  follow(language: () => Preferences["language"]): void;
}

/** `locale`: the desktop's, a BCP 47 tag; empty before the app is ready. */
export function createCurrentWords(locale: () => string): CurrentWords {
  let chosen = (): Preferences["language"] => "system";
  return {
    now: () => wordsFor(chosen(), locale()),
    follow(language) {
      chosen = language;
    },
  };
}
