import { type Catalogue, englishCatalogue } from "./catalogue.ts";
import { german } from "./german.ts";

export type Language = "en" | "de";

/** The language to speak: the chosen one, else the system's (a BCP 47 tag) if it is known, else English. */
export function languageFor(chosen: "system" | Language, systemLanguage: string): Language {
  if (chosen !== "system") return chosen;
  return /^de\b/i.test(systemLanguage) ? "de" : "en";
}

/** Every text in that language. */
export function catalogueFor(language: Language): Catalogue {
  return language === "de" ? german : englishCatalogue;
}
