/** The commands of a shell text that can be understood with certainty, or why they cannot. */
export type ShellText =
  | { readonly ok: true; readonly commands: readonly (readonly string[])[] }
  | { readonly ok: false; readonly why: string };

const MAX_TEXT_LENGTH = 65_536;
const MAX_COMMANDS = 64;

/** Words the shell acts on itself instead of running a program of that name. */
const shellOwn = new Set(
  (
    "! { } [[ ]] case coproc do done elif else esac fi for function if in select then time until while " +
    ". : alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown " +
    "enable eval exec exit export fc fg getopts hash help history jobs let local logout mapfile popd pushd read " +
    "readarray readonly return set shift shopt source suspend times trap type typeset ulimit umask unalias unset " +
    "wait autoload emulate functions noglob nocorrect print sched setopt unsetopt whence where zmodload"
  ).split(" "),
);

/** Programs that are also shell builtins; harmless except for those named below. */
const builtIn = new Set(["test", "[", "printf"]);

/** Whether the shell does something itself that the program of that name would not. */
function isShellOwn([name = "", ...words]: readonly string[], evaluates: boolean): boolean {
  if (shellOwn.has(name)) return true;
  if (!builtIn.has(name)) return false;
  // `-v` sets a variable, or evaluates an index in its name.
  if (words.some((word) => /^-[vR]/.test(word))) return true;
  return evaluates;
}

/**
 * In some character encodings (GBK, GB18030, Big5, Shift JIS) the last byte of a letter and one of these form one
 * character, so that a shell using such an encoding no longer sees the operator. The caller may choose the encoding.
 */
const SWALLOWED = /[^\p{ASCII}][\\|]/u;

const unclear = (why: string): Extract<ShellText, { ok: false }> => ({ ok: false, why });

/** Characters that, unquoted, make the shell do more than run commands. */
const expanding: Readonly<Record<string, string>> = {
  $: "expansion",
  "`": "substitution",
  "*": "file name pattern",
  "?": "file name pattern",
  "[": "file name pattern",
  "{": "braces",
  "}": "braces",
  "(": "subshell",
  ")": "subshell",
  "<": "redirection",
  ">": "redirection",
};

/** The text between the double quote at `open` and the next one, which is at `end`. */
function readDoubleQuoted(
  text: string,
  open: number,
): { readonly ok: true; readonly content: string; readonly end: number } | Extract<ShellText, { ok: false }> {
  let content = "";
  let at = open + 1;
  for (; at < text.length && text[at] !== '"'; at++) {
    const inner = text[at] as string;
    if (inner === "$" || inner === "`") return unclear("expansion");
    const next = text[at + 1];
    if (inner === "\\" && next !== undefined && '"\\$`\n'.includes(next)) {
      if (next !== "\n") content += next;
      at++;
    } else content += inner;
  }
  return at >= text.length ? unclear("unclosed quote") : { ok: true, content, end: at };
}

/**
 * Takes a text apart as a POSIX shell would: plain words, quotes, and the operators `&&`, `||`, `;`, `|` and newline.
 * Everything else (expansion, redirection, assignments, compound commands, commands the shell runs itself) is reported
 * as not understood, never guessed. `evaluates`: a shell whose `test` and `printf` evaluate their arguments.
 */
export function parseShellText(
  text: string,
  { evaluates = false }: { readonly evaluates?: boolean } = {},
): ShellText {
  if (text.length > MAX_TEXT_LENGTH) return unclear("too long");
  if (SWALLOWED.test(text)) return unclear("an operator that another encoding hides");
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | null = null;
  let plainStart = true; // the word so far has no quoted part, so `~` and `=` still mean something
  let needsCommand = false; // an operator is waiting for its right side

  const endWord = () => {
    if (word !== null) words.push(word);
    word = null;
    plainStart = true;
  };
  const endCommand = (): boolean => {
    endWord();
    if (words.length === 0) return false;
    commands.push(words);
    words = [];
    needsCommand = false;
    return true;
  };

  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return unclear("unclosed quote");
      word = (word ?? "") + text.slice(at + 1, end);
      plainStart = false;
      at = end;
    } else if (character === '"') {
      const quoted = readDoubleQuoted(text, at);
      if (!quoted.ok) return quoted;
      word = (word ?? "") + quoted.content;
      plainStart = false;
      at = quoted.end;
    } else if (character === "\\") {
      const next = text[++at];
      if (next === undefined) return unclear("trailing backslash");
      if (next === "\n") return unclear("continued line");
      word = (word ?? "") + next;
      plainStart = false;
    } else if (character === " " || character === "\t") {
      endWord();
    } else if (character === "\n") {
      endCommand();
    } else if (character === ";") {
      if (!endCommand()) return unclear("operator without a command");
    } else if (character === "&" || character === "|") {
      const twice = text[at + 1] === character;
      if (character === "&" && !twice) return unclear("background");
      if (character === "|" && text[at + 1] === "&") return unclear("redirection");
      if (!endCommand()) return unclear("operator without a command");
      needsCommand = true;
      if (twice) at++;
    } else if (expanding[character] !== undefined) {
      return unclear(expanding[character]);
    } else if (character === "#" && word === null) {
      return unclear("comment");
    } else if (character === "~" && (word === null || /[=:]$/.test(word))) {
      return unclear("home directory");
    } else if (character === "=" && word === null) {
      return unclear("expansion"); // zsh puts a program's path here
    } else if (character < " " || character === "\u007f") {
      return unclear("control character");
    } else {
      // `name=value` before the command changes its environment.
      if (character === "=" && words.length === 0 && plainStart && /^[A-Za-z_]\w*\+?$/.test(word ?? "")) {
        return unclear("assignment");
      }
      word = (word ?? "") + character;
    }
  }
  endCommand();
  if (needsCommand) return unclear("operator without a command");
  if (commands.length === 0) return unclear("nothing to run");
  if (commands.length > MAX_COMMANDS) return unclear("too many commands");
  const own = commands.find((command) => isShellOwn(command, evaluates));
  return own === undefined ? { ok: true, commands } : unclear(`the shell's own ${own[0]}`);
}
