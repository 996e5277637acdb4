/**
 * Makes visible what a person could not see or could mistake: control and format characters,
 * blanks that are no space, and characters that look like an ASCII one. Everything else is left
 * as it is. The marks `⟨` and `⟩` are themselves marked, so that nobody can forge one.
 */
export function reveal(text: string): string {
  let shown = "";
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code >= 0x20 && code < 0x7f) shown += character;
    else if (isInvisible(character, code)) shown += `⟨${codeName(code)}⟩`;
    else if (isMisleading(character, text)) shown += `⟨${character} ${codeName(code)}⟩`;
    else shown += character;
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

/** Signs that pass for one a shell or a path gives meaning to. */
const signs = new Set(
  "‐‑‒–—―−﹣⁃˗‘’‚‛“”„‟′‵ʹʻʼʽ´ˋ՚׳⁄∕⧸╱⟋∣ǀ│｜∖⧵⧹⟍﹨․‥…·∙⋅。;؛︔﹔‚،﹐﹑∶։׃ː﹕٪∗⁎﹡﹩＄﹠＆﹤﹥‹›❮❯⟨⟩〈〉˂˃ꓸ˜∼～﹖﹗ǃ﹟﹦᛫᐀᠆᭠⸺⸻",
);

/** Letters of other scripts drawn like Latin ones. */
const drawnLikeLatin = new Set(
  "аеорсухіјѕһԁԛԝѵѡкгпвнтмАВЕКМНОРСТУХІЈЅԌԚԜҮѴοαινρτυχκγηωσΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲϳϹօսոհցզԼՏՕᴀᴄᴏᴠᴡᴢıȷɑɡɩʋⅼⅰⅴⅹⅽⅾⅿꓐꓑꓒꓓꓔꓖꓗꓘ",
);

function isMisleading(character: string, text: string): boolean {
  if (signs.has(character)) return true;
  // Compatibility forms (full-width, mathematical, circled) of an ASCII character.
  const folded = character.normalize("NFKC");
  if (folded !== character && /^[\u0021-\u007e]+$/.test(folded)) return true;
  return drawnLikeLatin.has(character) && /[A-Za-z]/.test(text);
}

/** Whether `reveal` would change the text. */
export const hasHidden = (text: string): boolean => reveal(text) !== text;
