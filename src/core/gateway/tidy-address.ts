import { isIP } from "node:net";
import { failure, type Result, success } from "../../shared/result.ts";
import { hasInvisible, isInvisible } from "../../shared/text/invisible.ts";
import type { AddressProblem } from "./address-problem.ts";

/** Longer than a setup code with eight addresses; anything longer was not meant for this field. */
const LENGTH_LIMIT = 24_576;

/**
 * What may stand around an address in a mail, a chat, a document or a shell: quotes, brackets, bullets and the
 * punctuation of any script, which no name begins or ends with, and the lines of a table.
 */
const OPENING = /["'`´❛❜❝❞<({*_~|,;\u2500-\u257f]|[^\P{P} -~]/u;
const CLOSING = /["'`´❛❜❝❞>)}*_~|.,;!?&\\\u2500-\u257f]|[^\P{P} -~]/u;
/** A line's end that was copied from source text, and a colon after a port. */
const TAIL = /(?:\\[nrt]|(?<=:\d{1,5}):)$/;
/** Brackets belong to an IPv6 address; around anything else they are removed in pairs. */
const BRACKETS = /^\[((?![0-9a-f:.%\w]*\])[^\]]*)\]$/i;
const SCHEME = "(?:wss?|https?|ssh|oc-pair):";
/** Schemes that lead somewhere: a word with one of them among other words is the one that was meant. */
const WITH_SCHEME = new RegExp(`^${SCHEME}`, "i");
/** `url: "ws://`, `--gateway=ws://`, `→ws://`. */
const NAMED = new RegExp(
  `^(?:(?:--?)?[a-z_][\\w.-]*["']?[=:]["'(<“]*(?=${SCHEME}[/\\\\]{2})|(?:--?)?[a-z_][\\w-]*=(?=${SCHEME})|[^\\p{L}\\p{N}]{1,16}(?=${SCHEME}[/\\\\]{2}))`,
  "iu",
);
/** `ws://host">gateway</a>`, and the bracket that nothing opened. */
const AFTER = /^((?:wss?|https?|oc-pair):[^<>"']*)["']?>.*$|^([^[\]]*)\]+$/is;
/** `[text](address)` of Markdown, `<address|text>` of Slack. */
const LINKS: readonly RegExp[] = [
  /\[[^[\]]{0,256}\]\(([^()\s]+)\)/g,
  new RegExp(`<(${SCHEME}[^|<>\\s]+)\\|[^<>]{0,256}>`, "gi"),
];

/** `ws:/host`, `ws//host`, `ws:\\host`, `ws:host`, `ws.//host`: typos. `ws:18789` is a host and its port. */
const SLIP = /^(wss?|https?|ssh|oc-pair)(?::[/\\]*(?!\d+(?:[/?#]|$))|[;.,]?[/\\]{2,}|;[/\\])(?=[^/\\])/i;

const VARIABLES: readonly RegExp[] = [
  /\$(?:env:)?\{?([A-Za-z_]\w{0,63})\}?/i,
  /%([A-Za-z_]\w{0,63})%/,
  /\{\{?\s*([A-Za-z_][\w.-]{0,63})\s*\}?\}/,
  /<([A-Za-z_][\w -]{0,63})>/,
];

/**
 * What was pasted, without what surrounds it: spaces, quotes of every kind, brackets, punctuation, the words of a
 * command or a sentence. Full-width letters become their ordinary form, a mistyped scheme is corrected. Nothing is
 * returned of text that cannot be one address, or is a secret. Pure, and idempotent: its own result comes back
 * unchanged.
 */
export function tidyAddress(text: string): Result<string, AddressProblem> {
  const trimmed = narrow(trimUnseen(text));
  if (trimmed === "") return failure({ code: "empty" });
  if (trimmed.length > LENGTH_LIMIT) return failure({ code: "too-long", limit: LENGTH_LIMIT });
  // `ssh://me you@host`: what precedes the space would be another host.
  if (/^ssh:\S*\s+\S/i.test(trimmed)) return failure({ code: "ssh-address" });
  const variable = findVariable(trimmed);
  if (variable !== null) return failure({ code: "placeholder", parameter: variable });
  const word = oneOf(wordsIn(trimmed));
  if (!word.ok) return word;
  if (hasInvisible(word.value)) return failure({ code: "control-characters" });
  const repaired = repairScheme(word.value);
  return isSecret(repaired) ? failure({ code: "secret-instead" }) : success(repaired);
}

/** Spaces and invisible characters at both ends; isolates, which our own sentences put around names, anywhere. */
function trimUnseen(text: string): string {
  const shown = text.replace(/[\u2066\u2068\u2069]/g, "");
  const characters = [...shown];
  const isEdge = (character: string | undefined): boolean =>
    character !== undefined && (/\s/u.test(character) || isInvisible(character));
  let from = 0;
  let to = characters.length;
  while (from < to && isEdge(characters[from])) from += 1;
  while (to > from && isEdge(characters[to - 1])) to -= 1;
  return characters.slice(from, to).join("");
}

/** What HTML makes of quotes and angle brackets. */
const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  "#34": '"',
  apos: "'",
  "#39": "'",
  lt: "<",
  gt: ">",
};

/** Full-width forms, as East Asian keyboards produce them, in their ordinary form (U+FF01 is U+0021, and so on). */
const narrow = (text: string): string =>
  text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/&(quot|apos|lt|gt|#34|#39);/g, (_whole, name: string) => ENTITIES[name] ?? "")
    .replace(/[\u3002\uff61]/g, ".")
    .replace(/\u3000/g, " ");

/** One label around another, as in the source text of a mail; more were not written by a person. */
const MAX_LAYERS = 16;

/** One word without what surrounds it. */
function bareWord(written: string): string {
  let word = written;
  for (let layer = 0; layer < MAX_LAYERS; layer += 1) {
    const bare = withoutEnds(word.replace(TAIL, "")).replace(BRACKETS, "$1");
    const next = bare.replace(NAMED, "").replace(AFTER, "$1$2");
    if (next === word) return word;
    word = next;
  }
  return word;
}

function withoutEnds(word: string): string {
  const characters = [...word];
  let from = 0;
  let to = characters.length;
  while (from < to && OPENING.test(characters[from] ?? "")) from += 1;
  while (to > from && CLOSING.test(characters[to - 1] ?? "")) to -= 1;
  return characters.slice(from, to).join("");
}

/** The words of a text, each without what surrounds it. */
export const wordsIn = (text: string): readonly string[] =>
  LINKS.reduce((rest, link) => rest.replace(link, " $1 "), narrow(trimUnseen(text)))
    .split(/\s+/u)
    .map(bareWord)
    .filter((word) => word !== "");

/** Whether one word of several may be meant as the address. */
const isAddressLike = (word: string): boolean =>
  isIP(word) !== 0 ||
  /^(?:[a-z0-9_-]+\.)*[a-z0-9_-]+:\d{1,5}(?:\/\S*)?$/i.test(word) ||
  /^\[[0-9a-f:.]+\](?::\d{1,5})?$/i.test(word);

/** The one address among these words. */
function oneOf(words: readonly string[]): Result<string, AddressProblem> {
  const [only] = words;
  if (only === undefined) return failure({ code: "empty" });
  if (words.length === 1) return success(only);
  // A terminal breaks text that is longer than its line.
  const joined = words.join("");
  if (/^oc-pair:\/*[\w+/-]+=*$/i.test(joined)) return success(joined);
  const repaired = words.map(repairScheme);
  const named = new Set(repaired.filter((word) => WITH_SCHEME.test(word)));
  const found = named.size > 0 ? named : new Set(repaired.filter(isAddressLike));
  const [first] = found;
  if (first === undefined) return failure({ code: "several-words" });
  return found.size === 1 ? success(first) : failure({ code: "several-addresses" });
}

function findVariable(text: string): string | null {
  // `<ws://host>` is how a mail writes an address.
  const bare = text.replace(/^<(.*)>$/s, (whole, inner: string) =>
    /[.:/]/.test(inner) || inner.toLowerCase() === "localhost" ? inner : whole,
  );
  // What a JSON text has in braces is not a variable.
  if (/^\{\s*"/.test(bare)) return null;
  if (/^(?:[a-z]+:\/*)?(?=[\d.]*x)(?:\d{1,3}|x{1,3})(?:\.(?:\d{1,3}|x{1,3})){3}(?![\w.-])/i.test(bare))
    return "x";
  for (const pattern of VARIABLES) {
    const name = pattern.exec(bare)?.[1];
    if (name !== undefined) return name;
  }
  return null;
}

/**
 * A setup code, a token or a key in the place of an address, or of its host: asking a name server for it would tell
 * others. One label is 63 characters long at most, and none that is the last one of a name has a digit in it; a token
 * that this program knows of has at least 32.
 */
export function isSecret(word: string): boolean {
  if (/^eyJ[\w-]{17,}/.test(word)) return true;
  if (/^[\w-]{32,}=*$/.test(word) && /\d/.test(word) && /[a-z]/i.test(word)) return true;
  const isMixed = /\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word);
  return isMixed && (/^[\w+/-]{32,}=*$/.test(word) || /^[\w-]+\.(?=\w*\d)[\w-]{24,}$/.test(word));
}

/** `https://wss://host` is what results when a whole address is pasted after an existing scheme. */
function repairScheme(word: string): string {
  const slip = SLIP.exec(word);
  if (slip === null) return word;
  const scheme = (slip[1] ?? "").toLowerCase();
  const rest = word.slice(slip[0].length);
  if (/^(?:wss?|https?|ssh|oc-pair)(?::[/\\]|[/\\]{2})/i.test(rest)) return repairScheme(rest);
  return `${scheme}://${rest}`;
}
