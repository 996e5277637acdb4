/**
 * Characters that are invisible or that move what is around them: the one definition of them. By Unicode's properties:
 * control, format, surrogate, private use and unassigned (C), what every font may leave out
 * (Default_Ignorable_Code_Point), what changes the reading direction, and line separators.
 */
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

/** No property identifies these: characters with an empty glyph. */
const blankGlyphs = new Set([
  0x2800, // the Braille pattern without dots
  0xfffc, // stands for an object that is not there
  0x1_d159, // a note without its head
]);

/** One character (code point). A blank that is merely wider or narrower than a space does not count. */
export const isInvisible = (character: string): boolean =>
  invisible.test(character) || blankGlyphs.has(character.codePointAt(0) as number);

/** A space that is not U+0020. */
export const isOddSpace = (character: string): boolean => character !== " " && /\p{Zs}/u.test(character);

/** Arabic letters that join to the next one: after any other, a non-joiner changes nothing visible. */
const joining = "[ئبتثجحخسشصضطظعغفقكلمنهيٸٹٺٻټٽپٿڀځڂڃڄڅچڇڿںڻڼڽھہۂڎٮڡ-ڤڧ-ھیێېےۓۺ-ۿ]";
const arabic = "[\\u0620-\\u064a\\u066e-\\u06d3\\u06d5\\u06fa-\\u06ff]";
/** The sign that removes a letter's vowel, in the scripts that write joiners after it (canonical class 9). */
const virama = "[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca]";

/** Joiners where RFC 5892, appendix A.1 and A.2 allow them. */
const joiners = new RegExp(
  `\\u200c(?<=${joining}\\p{Mn}{0,3}\\u200c)(?=${arabic})|[\\u200c\\u200d](?<=${virama}.)(?=\\p{L})`,
  "gu",
);

// Built from a string: TypeScript accepts the flag only from target ES2024 on.
const emojiOfTheList = "\\p{RGI_Emoji}";
const ofTheList = new RegExp(`^${emojiOfTheList}$`, "v");

/** What an emoji of several characters is made of; without any of these there is none. */
const partsOfEmoji = /\p{Emoji_Modifier}|\ufe0f|\u200d|[\u{e0020}-\u{e007f}]/u;

/** What may be one emoji of several characters. A keycap does not count: it hides a digit or a shell character. */
const emojiOfMany =
  /(?![0-9#*])\p{Emoji}(?:\p{Emoji_Modifier}|\ufe0f)?[\u{e0020}-\u{e007f}]{0,8}(?:\u200d\p{Emoji}(?:\p{Emoji_Modifier}|\ufe0f)?){0,6}/gu;

/**
 * Where in a text, in UTF-16 units, the invisible characters that belong there begin and end: joiners between letters
 * that need them, and emoji from Unicode's list (a family is joined by them).
 */
export function ordinarySequences(text: string): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const add = ({ index, 0: sequence }: RegExpExecArray) => found.set(index, index + sequence.length);
  for (const match of text.matchAll(joiners)) add(match);
  if (!partsOfEmoji.test(text)) return found;
  const listed = new Map<string, boolean>();
  for (const match of text.matchAll(emojiOfMany)) {
    const [sequence] = match;
    const known = listed.get(sequence) ?? ofTheList.test(sequence);
    listed.set(sequence, known);
    if (known) add(match);
  }
  return found;
}

/** Replaces every invisible character that does not belong where it is with `instead`. */
export function replaceInvisible(text: string, instead: (character: string) => string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const kept = ordinarySequences(text);
  let result = "";
  for (let at = 0; at < text.length; ) {
    const end = kept.get(at);
    const character = end === undefined ? String.fromCodePoint(text.codePointAt(at) as number) : "";
    result +=
      end === undefined ? (isInvisible(character) ? instead(character) : character) : text.slice(at, end);
    at = end ?? at + character.length;
  }
  return result;
}

/** Whether a text contains an invisible character where it does not belong. */
export function hasInvisible(text: string): boolean {
  let found = false;
  replaceInvisible(text, () => {
    found = true;
    return "";
  });
  return found;
}
