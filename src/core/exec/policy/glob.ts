import { foldAsNtfs } from "../analysis/windows-path.ts";

/**
 * One piece of a pattern: a literal character, any one character, any within a folder, any at all, or whole folders.
 */
type Piece =
  | { readonly kind: "character"; readonly character: string }
  | { readonly kind: "one" | "within" | "any" | "folders" };

function piecesOf(pattern: string, fold: (text: string) => string): readonly Piece[] {
  return pattern.split(/(\*\*\/|\*\*|\*|\?)/).flatMap((part): Piece[] => {
    if (part === "**/") return [{ kind: "folders" }];
    if (part === "**") return [{ kind: "any" }];
    if (part === "*") return [{ kind: "within" }];
    if (part === "?") return [{ kind: "one" }];
    return [...fold(part)].map((character) => ({ kind: "character", character }));
  });
}

/**
 * Whether a pattern matches the whole of a path. `**` crosses directories, `*` and `?` stay inside one, `**` before a
 * slash is any number of whole directories; everything else is literal. Takes time proportional to pattern times path
 * at most, whatever the pattern: a gateway's patterns cannot run forever as expressions could.
 */
export function matchesGlob(
  pattern: string,
  path: string,
  { caseless }: { readonly caseless: boolean },
): boolean {
  const fold = (text: string) => (caseless ? foldAsNtfs(text) : text);
  const pieces = piecesOf(pattern, fold);
  const characters = [...fold(path)];
  /** `reached[at]`: the pieces so far can match the first `at` characters. */
  let reached = new Array<boolean>(characters.length + 1).fill(false);
  reached[0] = true;
  for (const piece of pieces) reached = after(piece, reached, characters);
  return reached[characters.length] === true;
}

function after(piece: Piece, before: readonly boolean[], characters: readonly string[]): boolean[] {
  const next = new Array<boolean>(before.length).fill(false);
  switch (piece.kind) {
    case "character":
      for (let at = 0; at < characters.length; at += 1)
        next[at + 1] = before[at] === true && characters[at] === piece.character;
      return next;
    case "one":
      for (let at = 0; at < characters.length; at += 1)
        next[at + 1] = before[at] === true && characters[at] !== "/";
      return next;
    case "within":
    case "any":
      for (let at = 0; at <= characters.length; at += 1) {
        const goesOn =
          at > 0 && next[at - 1] === true && (piece.kind === "any" || characters[at - 1] !== "/");
        next[at] = before[at] === true || goesOn;
      }
      return next;
    case "folders":
      return afterFolders(before, characters);
  }
}

/** Whole directories: a non-empty name and its slash, any number of times. */
function afterFolders(before: readonly boolean[], characters: readonly string[]): boolean[] {
  const next = [...before];
  /** A directory can begin at or after the last slash, and has at least one character by now. */
  let begun = false;
  let named = false;
  for (let at = 0; at < characters.length; at += 1) {
    const startsHere = next[at] === true;
    if (characters[at] === "/") {
      if (begun && named) next[at + 1] = true;
      begun = false;
      named = false;
    } else {
      named = begun || startsHere;
      begun ||= startsHere;
    }
  }
  return next;
}
