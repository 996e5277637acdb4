/** How an option takes its value: not at all, always, or only when joined to it. */
type Arity = "none" | "value" | "optional";

/** The options a program may be given, as getopt_long reads them. */
export interface OptionRules {
  readonly short: ReadonlyMap<string, Arity>;
  readonly long: ReadonlyMap<string, Arity>;
  /** Long options that are known and not allowed. */
  readonly refused: ReadonlySet<string>;
  /** `-5` is allowed. */
  readonly numbers: boolean;
}

export interface OptionWords {
  /** Every option by its full name without dashes, with its value. */
  readonly options: readonly { readonly name: string; readonly value: string | null }[];
  readonly operands: readonly string[];
}

const arities: Readonly<Record<string, Arity>> = { ":": "value", "?": "optional" };

/** Reads the options of the table of readers; see there for how they are written. */
function parseOptionRules(tokens: readonly string[]): OptionRules {
  const short = new Map<string, Arity>();
  const long = new Map<string, Arity>();
  const refused = new Set<string>();
  for (const token of tokens) {
    const [, not = "", name = "", value = ""] = /^(!?)--([\w-]+)(=|\[=\])?$/.exec(token) ?? [];
    if (not !== "") refused.add(name);
    else if (name !== "") long.set(name, value === "" ? "none" : value === "=" ? "value" : "optional");
    else if (token !== "-#")
      for (const [, letter = "", sign = ""] of token.slice(1).matchAll(/(\w)([:?]?)/g))
        short.set(letter, arities[sign] ?? "none");
  }
  return { short, long, refused, numbers: tokens.includes("-#") };
}

/** The same, read at the first use: nearly every start of the program needs none of a hundred. */
export function laterOptionRules(tokens: readonly string[]): () => OptionRules {
  let rules: OptionRules | null = null;
  return () => (rules ??= parseOptionRules(tokens));
}

/**
 * What a long option may mean: itself, or every option it abbreviates. Null when there is more than one way to read it.
 */
function longArity(name: string, { long, refused }: OptionRules): { name: string; arity: Arity } | null {
  const exact = long.get(name);
  if (exact !== undefined) return { name, arity: exact };
  if (name === "" || refused.has(name) || [...refused].some((other) => other.startsWith(name))) return null;
  const meant = [...long].filter(([other]) => other.startsWith(name));
  const [first] = meant;
  // Several matches are an error, or one option under two names.
  if (first === undefined || meant.some(([, arity]) => arity !== first[1])) return null;
  return { name: first[0], arity: first[1] };
}

/**
 * Takes the words after a program apart, or null when one of them is an option the rules do not allow, on any reading:
 * abbreviated, joined with others, or after operands.
 */
export function readOptionWords(rules: OptionRules, words: readonly string[]): OptionWords | null {
  const options: { name: string; value: string | null }[] = [];
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === "--") return { options, operands: [...operands, ...words.slice(at + 1)] };
    if (word === "-" || !word.startsWith("-")) operands.push(word);
    else if (word.startsWith("--")) {
      const equals = word.indexOf("=");
      const joined = equals < 0 ? null : word.slice(equals + 1);
      const found = longArity(word.slice(2, equals < 0 ? undefined : equals), rules);
      if (found === null || (found.arity === "none" && joined !== null)) return null;
      const next = found.arity === "value" && joined === null ? words[++at] : joined;
      if (next === undefined) return null;
      options.push({ name: found.name, value: next });
    } else if (!(rules.numbers && /^-\d+$/.test(word))) {
      const letters = readLetters(word.slice(1), words[at + 1], rules);
      if (letters === null) return null;
      options.push(...letters.options);
      if (letters.tookNext) at++;
    }
  }
  return { options, operands };
}

function readLetters(letters: string, next: string | undefined, { short }: OptionRules) {
  const options: { name: string; value: string | null }[] = [];
  for (let at = 0; at < letters.length; at++) {
    const name = letters[at] as string;
    const arity = short.get(name);
    if (arity === undefined) return null;
    if (arity === "none") {
      options.push({ name, value: null });
      continue;
    }
    const rest = letters.slice(at + 1);
    if (rest !== "" || arity === "optional")
      return { options: [...options, { name, value: rest }], tookNext: false };
    // A value that looks like an option would be one if this option took none; `-e` takes one everywhere.
    if (next === undefined || (/^-\D/.test(next) && name !== "e")) return null;
    return { options: [...options, { name, value: next }], tookNext: true };
  }
  return { options, tookNext: false };
}
