import { german } from "./de/catalogue.ts";
import { germanOnWindows } from "./de/on-windows.ts";
import { type Catalogue, englishCatalogue } from "./en/catalogue.ts";
import { englishOnWindows, withPart } from "./on-windows.ts";

export type Language = "en" | "de";

/** The language to speak: the chosen one, else the system's (a BCP 47 tag) if it is known, else English. */
export function languageFor(chosen: "system" | Language, systemLanguage: string): Language {
  if (chosen !== "system") return chosen;
  return /^de\b/i.test(systemLanguage) ? "de" : "en";
}

const windows = {
  en: withPart<Catalogue>(englishCatalogue, englishOnWindows),
  de: withPart<Catalogue>(german, germanOnWindows),
} as const;

/** Every text in that language, in the words of that system (`process.platform`). */
export function catalogueFor(language: Language, platform = "linux"): Catalogue {
  if (platform === "win32") return windows[language];
  return language === "de" ? german : englishCatalogue;
}
