/**
 * Makes visible what a person could not see or could mistake: control and format characters,
 * blanks that are no space, marks that cover what they stand on, characters that look like an
 * ASCII one, and letters of two scripts in one word. Everything else is left as it is. The marks
 * `⟨` and `⟩` are themselves marked, so that nobody can forge one.
 */
export function reveal(text: string): string {
  // Most texts are plain, and a question may hold many thousands of words.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const mistakable = /\p{Script=Latin}/u.test(text) || !hasOwnLetters(text);
  let shown = "";
  for (const [run] of text.matchAll(/[\p{L}\p{M}]+|[^\p{L}\p{M}]+/gu)) {
    const mixed = mixesScripts(run);
    /** How many marks stand on the last letter; null where none may. */
    let marks: number | null = null;
    for (const character of run) {
      const code = character.codePointAt(0) as number;
      let piece = character;
      if (code < 0x20 || code >= 0x7f) {
        if (isInvisible(character, code) || covers(character, marks)) piece = `⟨${codeName(code)}⟩`;
        else if (isMisleading(character, mistakable) || (mixed && isForeign(character)))
          piece = `⟨${character} ${codeName(code)}⟩`;
      }
      shown += piece;
      if (/\p{L}/u.test(character)) marks = piece === character ? 0 : null;
      else if (marks !== null) marks++;
    }
  }
  return shown;
}

const codeName = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;

/** Letters and signs that look empty though they are neither blanks nor format characters. */
const emptyLooking = new Set([0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0, 0xfffc]);

function isInvisible(character: string, code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0) || emptyLooking.has(code)) return true;
  // Cc, Cf, Cs, Co, Cn: control, format, surrogate, private, unassigned; Z: blanks and separators.
  return /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(character);
}

/** More on one letter hide it; no script in use needs as many. */
const mostMarks = 3;

/** Lines, strokes and rings through or around what they stand on. */
const isOverlay = (mark: string): boolean =>
  /\p{Me}/u.test(mark) ||
  (mark >= "\u0334" && mark <= "\u0338") ||
  overlays.has(mark.codePointAt(0) as number);
const overlays = new Set([0x1dd8, 0x20d2, 0x20d3, 0x20d8, 0x20d9, 0x20da, 0x20e5, 0x20e6, 0x20ea, 0x20eb]);

/** Whether a mark hides what it stands on, or stands on what takes none. */
const covers = (character: string, marks: number | null): boolean =>
  /\p{M}/u.test(character) && (isOverlay(character) || marks === null || marks >= mostMarks);

/** Letters of scripts that nobody writes into a Latin word. Those of East Asia are, every day. */
const isForeign = (character: string): boolean =>
  /[^\p{scx=Latin}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{sc=Common}\p{sc=Inherited}]/u.test(
    character,
  );

const mixesScripts = (run: string): boolean => /\p{Script=Latin}/u.test(run) && isForeign(run);

/** Signs that pass for one a shell or a path gives meaning to. */
const signs = new Set(
  "‐‑‒–—―−﹣⁃˗‘’‚‛“”„‟′‵ʹʻʼʽ´ˋ՚׳⁄∕⧸╱⟋∣ǀ│｜∖⧵⧹⟍﹨․‥…·∙⋅。;؛︔﹔‚،﹐﹑∶։׃ː﹕٪∗⁎﹡﹩＄﹠＆﹤﹥‹›❮❯⟨⟩〈〉˂˃ꓸ˜∼～﹖﹗ǃ﹟﹦᛫᐀᠆᭠⸺⸻",
);

/**
 * Punctuation, mathematical and modifier signs, lines and ornaments: there are hundreds, and one that passes
 * for a quote, a bar or the beginning of a comment hides what runs. So all of them but everyday ones are shown.
 */
const kindOfSign =
  /[\p{P}\p{Sm}\p{Sk}\u02b9-\u02ff\u01c0-\u01c3\u07f4\u07f5\ua78b\ua78c\u3033-\u3035\u2317\u23d0\u2500-\u257f\u2758-\u2760]/u;
const everydaySigns = new Set("¡¿§¶†‡•※×÷±¬←→↑↓↔≤≥≠≈∞√∑∏∂∫、「」『』【】《》・ー");

/** Scripts whose letters are drawn like Latin capitals, and which few computers have a use for. */
const rareScripts =
  /[\p{sc=Lisu}\p{sc=Cher}\p{sc=Copt}\p{sc=Dsrt}\p{sc=Osge}\p{sc=Cans}\p{sc=Tfng}\p{sc=Vaii}\p{sc=Bamu}\p{sc=Ogam}\p{sc=Goth}\p{sc=Ital}\p{sc=Cari}\p{sc=Lyci}\p{sc=Lydi}\p{sc=Glag}\p{sc=Elba}\p{sc=Wara}\p{sc=Osma}]/u;

/** Letters of other scripts drawn like Latin ones. */
const drawnLikeLatin = new Set(
  "аеорсухіјѕһԁԛԝѵѡкгпвнтмАВЕКМНОРСТУХІЈЅԌԚԜҮѴοαινρτυχκγηωσΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲϳϹօսոհցզԼՏՕᴀᴄᴏᴠᴡᴢıȷɑɡɩʋⅼⅰⅴⅹⅽⅾⅿӀӏЗзӠӡЬьҮүΙͿϜϺϻ",
);

/** Whether some letter of a text shows which script the text is in. */
const hasOwnLetters = (text: string): boolean =>
  [...text].some((character) => /\p{L}/u.test(character) && !drawnLikeLatin.has(character));

function isMisleading(character: string, mistakable: boolean): boolean {
  if (signs.has(character) || (kindOfSign.test(character) && !everydaySigns.has(character))) return true;
  // Compatibility forms (full-width, mathematical, circled) of an ASCII character.
  const folded = character.normalize("NFKC");
  if (folded !== character && /^[\u0021-\u007e]+$/.test(folded)) return true;
  // Digits of other scripts: one's eight is another's four.
  return (
    mistakable && (drawnLikeLatin.has(character) || /\p{Nd}/u.test(character) || rareScripts.test(character))
  );
}

/** Whether `reveal` would change the text. */
export const hasHidden = (text: string): boolean => reveal(text) !== text;
