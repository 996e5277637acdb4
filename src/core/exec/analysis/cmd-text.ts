import type { ShellText } from "./shell-text.ts";

/** cmd.exe itself takes no longer line (Microsoft, "Command prompt line string limitation"). */
const maxText = 8191;
const maxCommands = 64;

/** What cmd does itself instead of running a program of that name (`help` of cmd.exe, Windows 10). */
const cmdOwn = new Set(
  (
    "assoc break call cd chdir cls color copy date del dir dpath echo endlocal erase exit for ftype goto if " +
    "keys md mkdir mklink move not path pause popd prompt pushd rd rem ren rename rmdir set setlocal shift start " +
    "time title type ver verify vol"
  ).split(" "),
);

/** Outside and inside quotes these make cmd do more than pass words on; `!` where delayed expansion is on. */
const expanding: Readonly<Record<string, string>> = {
  "%": "a variable",
  "!": "a variable",
  "^": "an escape",
  "\r": "a line break",
  "\n": "a line break",
};
/** Outside quotes only. */
const structural: Readonly<Record<string, string>> = {
  "(": "a block",
  ")": "a block",
  "<": "a redirection",
  ">": "a redirection",
};

/** A program's name as cmd takes it whole: at every other character it may end the name early. */
const plainName = /^[\w.+\-\\:~ ()]+$/;
/** Quotes, or a word without any: the two forms that cmd and the started program read alike. */
const unquotedWord = /^[^\s"]+$/;

const unclear = (why: string): ShellText => ({ ok: false, why });

/** The words of one command as the C runtime of the started program reads them; null where cmd and it could differ. */
function wordsOf(command: string): readonly string[] | null {
  const words: string[] = [];
  for (let rest = command.trim(); rest !== ""; ) {
    if (rest.startsWith('"')) {
      const end = rest.indexOf('"', 1);
      const inner = rest.slice(1, end);
      const after = rest.slice(end + 1);
      // A backslash before a quote escapes it for the program and not for cmd; two quotes in a row likewise.
      if (end < 0 || inner.endsWith("\\") || (after !== "" && !/^[ \t]/.test(after))) return null;
      words.push(inner);
      rest = after.trimStart();
    } else {
      const word = rest.split(/[ \t]/, 1)[0] ?? "";
      if (!unquotedWord.test(word)) return null;
      words.push(word);
      rest = rest.slice(word.length).trimStart();
    }
  }
  return words;
}

/** Cuts a text at the operators `&`, `&&`, `|` and `||` outside quotes. */
function cut(text: string): { readonly commands: readonly string[] } | { readonly why: string } {
  const commands: string[] = [];
  let current = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    const expands = expanding[character] ?? (quoted ? undefined : structural[character]);
    if (expands !== undefined) return { why: expands };
    if (character < " " && character !== "\t") return { why: "a control character" };
    if (character === '"') quoted = !quoted;
    if (quoted || (character !== "&" && character !== "|")) {
      current += character;
      continue;
    }
    if (text[at + 1] === character) at++;
    commands.push(current);
    current = "";
  }
  if (quoted) return { why: "an unclosed quote" };
  return { commands: [...commands, current] };
}

/**
 * The same text with every program named by its path: cmd looks into the current folder before the search path,
 * and finds another one there than was judged. Null where one is not found, or the text cannot be taken apart.
 */
export function pinPrograms(text: string, pathOf: (name: string) => string | null): string | null {
  const parsed = parseCmdText(text);
  if (!parsed.ok) return null;
  let rest = text;
  let pinned = "";
  for (const [written] of parsed.commands) {
    const path = pathOf(written ?? "");
    const at = rest.indexOf(written ?? "");
    if (path === null || at < 0) return null;
    const quoted = rest[at - 1] === '"';
    const end = at + (written ?? "").length + (quoted ? 1 : 0);
    const next = endOfCommand(rest, end);
    pinned += `${rest.slice(0, quoted ? at - 1 : at)}"${path}"${rest.slice(end, next)}`;
    rest = rest.slice(next);
  }
  return pinned + rest;
}

/** Where, from here on, the next operator outside quotes ends; the end of the text where there is none. */
function endOfCommand(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '"') quoted = !quoted;
    if (!quoted && (character === "&" || character === "|"))
      return text[at + 1] === character ? at + 2 : at + 1;
  }
  return text.length;
}

/**
 * Takes a text apart as `cmd.exe /d /s /c` would: plain words, whole words in quotes, and the operators `&`,
 * `&&`, `|` and `||`. Everything else (variables, escapes, redirections, blocks, what cmd does itself, words
 * that cmd and the started program would read differently) is reported as not understood, never guessed.
 */
export function parseCmdText(text: string): ShellText {
  if (text.length > maxText) return unclear("too long");
  const parts = cut(text);
  if ("why" in parts) return unclear(parts.why);
  if (parts.commands.length > maxCommands) return unclear("too many commands");
  const commands: (readonly string[])[] = [];
  for (const part of parts.commands) {
    const words = wordsOf(part);
    const name = words?.[0];
    if (words === null) return unclear("a quote");
    if (name === undefined || name === "") return unclear("an operator without a command");
    if (!plainName.test(name) || /^[.+\-:~]/.test(name))
      return unclear("a name that cmd reads in its own way");
    // `echo.x` and `cd\\` are cmd's own as well: it looks at the letters the name begins with.
    const letters = /^[a-z]+/i.exec(name)?.[0].toLowerCase() ?? "";
    if (cmdOwn.has(letters) && !/^[\w-]/.test(name.slice(letters.length))) {
      return unclear(`cmd's own ${letters}`);
    }
    commands.push(words);
  }
  return { ok: true, commands };
}
