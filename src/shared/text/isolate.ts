/** Letters that are written from right to left, with the marks on them. */
const RIGHT_TO_LEFT =
  /(?:[\p{sc=Adlam}\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Mandaic}\p{sc=Nko}\p{sc=Hanifi_Rohingya}\p{sc=Samaritan}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Yezidi}\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]\p{M}*)+/gu;

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** Marks that turn what follows them, whatever that is; the two above are our own. */
const TURNING = /[\u202a-\u202e\u2066\u2067]/g;

/** A text in which they are shown by their number instead: it reads as it is written. */
export const showTurning = (text: string): string => text.replace(TURNING, shown);

const shown = (mark: string): string => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase()}⟩`;

/**
 * A text inside a sentence, so that it affects the direction of nothing around it: within isolates (UAX #9) when it is
 * written from right to left, with marks that would turn the rest shown by their number (a file may be called like
 * that), and unchanged otherwise. For display only.
 */
export function isolate(text: string): string {
  const tame = showTurning(text);
  return tame.search(RIGHT_TO_LEFT) === -1 ? tame : `${FIRST_STRONG_ISOLATE}${tame}${POP_ISOLATE}`;
}

/** A text in pieces, each of which is written in one direction; every second one from right to left. */
export const directions = (text: string): readonly string[] =>
  text.split(new RegExp(`(${RIGHT_TO_LEFT.source})`, "gu"));

/**
 * A command or a path for a terminal: what is written from right to left stays a word among the others, and two such
 * words do not change places.
 */
export const isolateWords = (text: string): string =>
  text.replace(RIGHT_TO_LEFT, (word) => `${FIRST_STRONG_ISOLATE}${word}${POP_ISOLATE}`);
