import { passesFor } from "./confusables.table.ts";
import { isInvisible, isOddSpace, ordinarySequences } from "./invisible.ts";
import { isEastAsian, scriptsOf, shareScript } from "./scripts.ts";

/**
 * Makes visible what a person could not see or could mistake: control and format characters, blanks that are not
 * spaces, marks that cover the character they are on, characters that pass for an ASCII one (UTS #39), and letters of
 * two scripts in one word. Ordinary text in every language is left as it is. The marks `⟨` and `⟩` are themselves
 * marked, so that nobody can forge one.
 */
export const reveal = (text: string): string => (isPlain(text) ? text : markScope(text, false));

/**
 * The same for a command line as one text: each of its words is judged by itself, and what is in the place of a program
 * is assumed to pass for another, whatever follows it.
 */
export function revealCommand(text: string): string {
  if (isPlain(text)) return text;
  // Words as `formatCommand` writes them.
  return text.replace(/"(?:\\.|[^"\\])*"|[^\s"]+|\s+|"/gsu, (scope) => markScope(scope, true));
}

// Most texts are plain, and a question may hold many thousands of words.
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Digits and letters that pass for an ASCII one although Unicode's data does not say so. */
const passesToo = "пԚχηωԼȷзӡьϻ";

const passing: ReadonlySet<string> = new Set([
  ...passesToo,
  ...Object.values(passesFor).flatMap((codes) =>
    codes.split(" ").map((code) => String.fromCodePoint(Number.parseInt(code, 16))),
  ),
]);

function markScope(scope: string, asCommand: boolean): string {
  if (isPlain(scope)) return scope;
  const ordinary = ordinarySequences(scope);
  const evidence = evidenceOf(scope);
  const judge = rememberJudged(evidence);
  let shown = "";
  for (const { index, 0: run } of scope.matchAll(/[\p{L}\p{M}]+|[^\p{L}\p{M}]+/gu)) {
    const misread = /^\p{L}/u.test(run) ? judge(run, asCommand && isProgramPlace(scope, index)) : none;
    let marks: number | null = null;
    let at = index;
    for (const character of run) {
      const piece = showCharacter({ scope, at, character, marks, misread, ordinary, evidence });
      shown += piece;
      if (traitsOf(character).letter) marks = piece === character ? 0 : null;
      else if (marks !== null) marks++;
      at += character.length;
    }
  }
  return shown;
}

const none: ReadonlySet<string> = new Set();

interface Position {
  readonly scope: string;
  /** Where the character is, UTF-16 units. */
  readonly at: number;
  readonly character: string;
  /** How many marks are on the last letter; null where none may be. */
  readonly marks: number | null;
  /** Letters of this run that are taken for others. */
  readonly misread: ReadonlySet<string>;
  readonly ordinary: ReadonlyMap<number, number>;
  readonly evidence: ReadonlySet<string>;
}

/** What is true of a character wherever it appears. */
interface Traits {
  readonly letter: boolean;
  readonly mark: boolean;
  /** Invisible, or a space that is not U+0020. */
  readonly unseen: boolean;
  /** In place of the character. */
  readonly name: string;
  /** After the character. */
  readonly named: string;
}

/** Remembered, because a long text repeats the same characters again and again; emptied when it holds this many. */
const MAX_TRAITS = 4_096;
const traits = new Map<string, Traits>();

function traitsOf(character: string): Traits {
  let found = traits.get(character);
  if (found === undefined) {
    const name = codeName(character.codePointAt(0) as number);
    found = {
      letter: /\p{L}/u.test(character),
      mark: /\p{M}/u.test(character),
      unseen: isInvisible(character) || isOddSpace(character),
      name: `⟨${name}⟩`,
      named: `⟨${character} ${name}⟩`,
    };
    if (traits.size >= MAX_TRAITS) traits.clear();
    traits.set(character, found);
  }
  return found;
}

function showCharacter(place: Position): string {
  const { character, at, marks, misread, ordinary } = place;
  if (character >= " " && character <= "~") return character;
  const { letter, mark, unseen, name, named } = traitsOf(character);
  // In an emoji everything belongs together, including its joiners and its skin tone.
  if (belongs(ordinary, at) && !passing.has(character)) return character;
  if (unseen || (mark && covers(character, marks))) return name;
  const misleading = letter ? misread.has(character) || isStrangeSign(character) : isMisreadSign(place);
  return misleading ? named : character;
}

const codeName = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;

/** Whether a place is within a sequence whose invisible characters belong there. */
function belongs(ordinary: ReadonlyMap<number, number>, at: number): boolean {
  if (ordinary.size === 0) return false;
  // The longest sequence of Unicode's list has fewer units.
  for (let begin = at; begin >= 0 && begin > at - 40; begin--)
    if ((ordinary.get(begin) ?? 0) > at) return true;
  return false;
}

/** More on one letter hide it; no script in use needs as many. */
const mostMarks = 3;

/** Lines, strokes and rings through or around the character they are on. */
const isOverlay = (mark: string): boolean =>
  /\p{Me}/u.test(mark) ||
  (mark >= "\u0334" && mark <= "\u0338") ||
  overlays.has(mark.codePointAt(0) as number);
const overlays = new Set([0x1dd8, 0x20d2, 0x20d3, 0x20d8, 0x20d9, 0x20da, 0x20e5, 0x20e6, 0x20ea, 0x20eb]);

/** Whether a mark hides the character it is on, or is on one that takes none. */
const covers = (mark: string, marks: number | null): boolean =>
  marks === null || marks >= mostMarks || isOverlay(mark);

/** Whether normalisation makes ASCII of it: full-width, mathematical, circled characters. */
function foldsToAscii(character: string): boolean {
  const folded = character.normalize("NFKC");
  return folded !== character && /^[\u0021-\u007e]+$/.test(folded);
}

/** Scripts of which the scope contains a letter that passes for no other: whoever reads it expects that script. */
function evidenceOf(scope: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const character of new Set(scope.match(/\p{L}/gu)))
    if (character > "\x7f" && !passing.has(character) && !foldsToAscii(character))
      for (const script of scriptsOf(character)) found.add(script);
  return found;
}

/** Latin letters that a language in use needs, though they pass for others. */
const latinInUse = new Set(["ı", "ɣ", "ʋ"]);

/** Long texts repeat the same words again and again. */
function rememberJudged(
  evidence: ReadonlySet<string>,
): (run: string, isProgram: boolean) => ReadonlySet<string> {
  const judged = new Map<string, ReadonlySet<string>>();
  return (run, isProgram) => {
    const key = `${isProgram}${run}`;
    const found = judged.get(key) ?? misreadLetters(run, evidence, isProgram);
    judged.set(key, found);
    return found;
  };
}

/** The letters in a run of letters that a person would take for others. */
function misreadLetters(run: string, evidence: ReadonlySet<string>, isProgram: boolean): ReadonlySet<string> {
  const letters = [...new Set(run.match(/\p{L}/gu))];
  const found = new Set<string>(letters.filter((letter) => letter > "\x7f" && foldsToAscii(letter)));
  for (const letter of foreignLetters(letters)) found.add(letter);
  const whole = letters.every((letter) => letter <= "\x7f" || passing.has(letter));
  for (const letter of letters) {
    if (letter <= "\x7f" || !passing.has(letter)) continue;
    const scripts = scriptsOf(letter);
    const rareLatin = scripts.has("Latin") && !latinInUse.has(letter);
    const expected = !isProgram && [...scripts].some((script) => evidence.has(script));
    if (rareLatin || (whole && !expected)) found.add(letter);
  }
  return found;
}

/** The letters that do not belong in one word with the others; Latin letters may appear among East Asian ones. */
function foreignLetters(letters: readonly string[]): readonly string[] {
  const sets = letters.map((letter) => scriptsOf(letter));
  const latin = sets.some((scripts) => scripts.has("Latin"));
  const first = latin ? new Set(["Latin"]) : (sets.find(({ size }) => size > 0) ?? none);
  return letters.filter((_letter, index) => {
    const scripts = sets[index] ?? none;
    return !shareScript(scripts, first) && !(latin && scripts.has("East Asian"));
  });
}

/** Whether what begins here would be a program: at the beginning of a text, or after what ends a command. */
function isProgramPlace(scope: string, at: number): boolean {
  const before = scope.slice(Math.max(0, at - 80), at).replace(/^"/, at <= 80 ? "" : '"');
  return /(?:^|[;|&({`\n])\s*["']?$/u.test(before);
}

/**
 * Punctuation, mathematical and modifier signs, lines and ornaments: there are hundreds, and one that passes for a
 * quote, a bar or the beginning of a comment hides what runs. So all except everyday ones are shown.
 */
const kindOfSign =
  /[\p{P}\p{Sm}\p{Sk}\u02b9-\u02ff\u01c0-\u01c3\u07f4\u07f5\ua78b\ua78c\u3033-\u3035\u2317\u23d0\u2500-\u257f\u2758-\u2760]/u;
const everydaySigns = new Set("¡¿§¶†‡•※×÷±¬←→↑↓↔≤≥≠≈∞√∑∏∂∫、「」『』【】《》・ー");
/** Written full-width beside Han and Kana every day; none of them means anything to a shell. */
const eastAsianSigns = new Set("，。：！？（）～");

const isStrangeSign = (character: string): boolean =>
  kindOfSign.test(character) && !everydaySigns.has(character);

function isMisreadSign({ scope, at, character, evidence }: Position): boolean {
  if (everydaySigns.has(character)) return false;
  const before = lastCharacter(scope.slice(Math.max(0, at - 2), at));
  const after = firstCharacter(scope, at + character.length);
  if (/\p{M}/u.test(character)) return passing.has(character) && !isOwnSign(character, before);
  if (eastAsianSigns.has(character) && (isEastAsian(before) || isEastAsian(after))) return false;
  if (/\p{Nd}/u.test(character))
    return foldsToAscii(character) || ![...scriptsOf(character)].some((script) => evidence.has(script));
  if (foldsToAscii(character)) return true;
  if (isOwnSign(character, before)) return false;
  // The apostrophe within a word of Latin letters.
  if (character === "’" && /\p{sc=Latin}/u.test(before) && /\p{sc=Latin}/u.test(after)) return false;
  return passing.has(character) || isStrangeSign(character);
}

/** Whether a mark shared by several scripts follows a character of one of them. */
function isOwnSign(character: string, before: string): boolean {
  const scripts = scriptsOf(character);
  const written = scriptsOf(before);
  return scripts.size > 0 && written.size > 0 && shareScript(scripts, written);
}

const firstCharacter = (text: string, at: number): string =>
  String.fromCodePoint(text.codePointAt(at) ?? 0x20);
const lastCharacter = (text: string): string => [...text].at(-1) ?? " ";
