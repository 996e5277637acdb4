import type { ShellText } from "./shell-text.ts";
import { isHarmlessBuiltin } from "./windows-readers.ts";

/** The longest line cmd.exe itself accepts (Microsoft, "Command prompt line string limitation"). */
const MAX_TEXT = 8191;
const MAX_COMMANDS = 64;

/** What cmd does itself instead of running a program of that name (`help` of cmd.exe, Windows 10). */
const cmdOwn = new Set(
  (
    "assoc break call cd chdir cls color copy date del dir dpath echo endlocal erase exit for ftype goto if " +
    "keys md mkdir mklink move not path pause popd prompt pushd rd rem ren rename rmdir set setlocal shift start " +
    "time title type ver verify vol"
  ).split(" "),
);

/** Inside and outside quotes, these make cmd do more than pass arguments on; `!` does when delayed expansion is on. */
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

/** A program name that cmd takes whole: any other character might end the name early. */
const PLAIN_NAME = /^[\w.+\-\\:~ ()]+$/;
/** Quotes, or an argument without any: the two forms that cmd and the started program read alike. */
const UNQUOTED_WORD = /^[^\s"]+$/;

const unclear = (why: string): ShellText => ({ ok: false, why });

/**
 * The arguments of one command as the started program's C runtime reads them; null when cmd might read them
 * differently.
 */
function wordsOf(command: string): readonly string[] | null {
  const words: string[] = [];
  for (let rest = command.trim(); rest !== ""; ) {
    if (rest.startsWith('"')) {
      const end = rest.indexOf('"', 1);
      const inner = rest.slice(1, end);
      const after = rest.slice(end + 1);
      // A backslash before a quote escapes it for the program but not for cmd; the same goes for two quotes in a row.
      if (end < 0 || inner.endsWith("\\") || (after !== "" && !/^[ \t]/.test(after))) return null;
      words.push(inner);
      rest = after.trimStart();
    } else {
      const word = rest.split(/[ \t]/, 1)[0] ?? "";
      if (!UNQUOTED_WORD.test(word)) return null;
      words.push(word);
      rest = rest.slice(word.length).trimStart();
    }
  }
  return words;
}

/** Splits a text at the operators `&`, `&&`, `|` and `||` outside quotes. */
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
 * The same text with every program named by its path: cmd looks in the current folder before the search path, and might
 * find a different program there from the one that was judged. Null when one is not found, or the text cannot be taken
 * apart.
 */
export function pinPrograms(text: string, pathOf: (name: string) => string | null): string | null {
  const parsed = parseCmdText(text, isHarmlessBuiltin);
  if (!parsed.ok) return null;
  let rest = text;
  let pinned = "";
  for (const command of parsed.commands) {
    const [written] = command;
    const at = rest.indexOf(written ?? "");
    if (isHarmlessBuiltin(command) && at >= 0) {
      const next = endOfCommand(rest, at);
      pinned += rest.slice(0, next);
      rest = rest.slice(next);
      continue;
    }
    const path = pathOf(written ?? "");
    if (path === null || at < 0) return null;
    const quoted = rest[at - 1] === '"';
    const end = at + (written ?? "").length + (quoted ? 1 : 0);
    const next = endOfCommand(rest, end);
    pinned += `${rest.slice(0, quoted ? at - 1 : at)}"${path}"${rest.slice(end, next)}`;
    rest = rest.slice(next);
  }
  return pinned + rest;
}

/** The end of the next operator outside quotes, from here on; the end of the text when there is none. */
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
 * Takes a text apart as `cmd.exe /d /s /c` would: plain words, whole words in quotes, and the operators `&`, `&&`, `|`
 * and `||`. Everything else (variables, escapes, redirections, blocks, cmd builtins other than those the caller
 * `understands`, words that cmd and the started program would read differently) is reported as not understood, never
 * guessed.
 */
export function parseCmdText(
  text: string,
  understands: (command: readonly string[]) => boolean = () => false,
): ShellText {
  if (text.length > MAX_TEXT) return unclear("too long");
  const parts = cut(text);
  if ("why" in parts) return unclear(parts.why);
  if (parts.commands.length > MAX_COMMANDS) return unclear("too many commands");
  const commands: (readonly string[])[] = [];
  for (const part of parts.commands) {
    const words = wordsOf(part);
    const name = words?.[0];
    if (words === null) return unclear("a quote");
    if (name === undefined || name === "") return unclear("an operator without a command");
    if (!PLAIN_NAME.test(name) || /^[.+\-:~]/.test(name)) return unclear("a name that cmd treats specially");
    // `echo.x` and `cd\\` are builtins too: cmd looks at the letters the name begins with.
    const letters = /^[a-z]+/i.exec(name)?.[0].toLowerCase() ?? "";
    const own = cmdOwn.has(letters) && !/^[\w-]/.test(name.slice(letters.length));
    // In quotes it would be looked up as a program.
    if (own && !(understands(words) && !part.trimStart().startsWith('"'))) {
      return unclear(`cmd's own ${letters}`);
    }
    commands.push(words);
  }
  return { ok: true, commands };
}
