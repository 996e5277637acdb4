import { foldAsNtfs } from "../analysis/windows-path.ts";

/** One piece of a pattern: a character, one of any, some within a folder, any at all, or folders. */
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
 * Whether a pattern means the whole of a path. `**` crosses directories, `*` and `?` stay inside one, `**` before
 * a slash is any number of whole directories; everything else is itself. Takes pattern times path at most,
 * whatever the pattern: those of a gateway are not expressions that could run for ever.
 */
export function matchesGlob(pattern: string, path: string, caseless: boolean): boolean {
  const fold = (text: string) => (caseless ? foldAsNtfs(text) : text);
  const pieces = piecesOf(pattern, fold);
  const characters = [...fold(path)];
  /** `reached[at]`: the pieces so far can mean the first `at` characters. */
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

/** Whole directories: a name that is not empty, and its slash, as often as there are any. */
function afterFolders(before: readonly boolean[], characters: readonly string[]): boolean[] {
  const next = [...before];
  /** Somewhere since the last slash a directory can begin, and it has a name by now. */
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
