/** The Unicode scripts that are told apart by name; letters of all others count as one kind. */
const names = [
  "Arabic",
  "Armenian",
  "Bengali",
  "Bopomofo",
  "Cherokee",
  "Coptic",
  "Cyrillic",
  "Devanagari",
  "Ethiopic",
  "Georgian",
  "Greek",
  "Gujarati",
  "Gurmukhi",
  "Han",
  "Hangul",
  "Hebrew",
  "Hiragana",
  "Kannada",
  "Katakana",
  "Khmer",
  "Lao",
  "Latin",
  "Lisu",
  "Malayalam",
  "Mongolian",
  "Myanmar",
  "Nko",
  "Oriya",
  "Sinhala",
  "Syriac",
  "Tamil",
  "Telugu",
  "Thaana",
  "Thai",
  "Tibetan",
  "Tifinagh",
] as const;

const tests = names.map((name) => ({ name, of: new RegExp(`\\p{Script_Extensions=${name}}`, "u") }));
const known = new Map<string, ReadonlySet<string>>();

/** Scripts that may appear in one word in East Asia, Latin among them (UTS #39, augmented script sets). */
const eastAsian = ["Han", "Hiragana", "Katakana", "Hangul", "Bopomofo"];

/**
 * The scripts a character is used in (Script_Extensions), East Asian ones counted as one; empty for a character of all
 * scripts. Remembered: there are as many as there are characters.
 */
export function scriptsOf(character: string): ReadonlySet<string> {
  let scripts = known.get(character);
  if (scripts === undefined) {
    scripts = lookUp(character);
    known.set(character, scripts);
  }
  return scripts;
}

function lookUp(character: string): ReadonlySet<string> {
  if (/[\p{scx=Common}\p{scx=Inherited}]/u.test(character)) return new Set();
  const found = tests.filter(({ of }) => of.test(character)).map(({ name }) => name);
  const named = found.map((name) => (eastAsian.includes(name) ? "East Asian" : name));
  return new Set(named.length === 0 ? ["another"] : named);
}

export const isEastAsian = (character: string): boolean => scriptsOf(character).has("East Asian");

/** Whether two characters are used in one script; true when either is used in all. */
export function shareScript(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === 0 || other.size === 0 || [...one].some((name) => other.has(name));
}
