import { win32 } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";

/** What a path that a person typed may refer to. */
export interface TypingPerson {
  /** Their home folder. */
  readonly home: string;
  /** Their environment variables, in any case. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const quotes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "\u201c": "\u201d",
  "\u2018": "\u2019",
};

/**
 * Without surrounding quotes that another shell would have stripped: `'...'` means nothing to cmd, `“...”` to no shell.
 */
function withoutQuotes(text: string): string {
  const closing = quotes[text.charAt(0)];
  return closing !== undefined && text.length > 1 && text.endsWith(closing) ? text.slice(1, -1).trim() : text;
}

/** `%NAME%` of cmd, `$env:NAME` and `${env:NAME}` of PowerShell. A name may hold parentheses: `ProgramFiles(x86)`. */
const VARIABLE = /%([^%\\/:"]+)%|\$\{env:([^}]+)\}|\$env:(\w+)/gi;

/** The value of a variable, whatever the case of its name. */
function variableValue(name: string, environment: TypingPerson["environment"]): string | undefined {
  const wanted = name.toUpperCase();
  return Object.entries(environment).find(([other]) => other.toUpperCase() === wanted)?.[1];
}

/** With each variable replaced by its value, once: values are not expanded again. */
function expand(text: string, environment: TypingPerson["environment"]): Result<string, string> {
  let problem: string | null = null;
  const expanded = text.replace(VARIABLE, (whole, cmd, braced, plain) => {
    const value = variableValue(cmd ?? braced ?? plain, environment);
    if (value === undefined || value === "")
      problem ??= `There is no variable ${whole}. Check its name, or type the whole path.`;
    else if (/[;*?"]/.test(value))
      problem ??= `${whole} is more than one folder. Type the path of the one you mean.`;
    return value ?? "";
  });
  return problem === null ? success(expanded) : failure(problem);
}

const hasWildcard = (name: string): boolean => /[*?]/.test(name);

/**
 * Names that are devices in every folder, whatever their extension (Microsoft, "Naming Files, Paths, and Namespaces").
 */
const DEVICE =
  /^(con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])\s*([.:].*)?$/i;

/** Whether Windows takes a name for one of its devices; blanks before the extension do not help. */
export const isDeviceName = (name: string): boolean => DEVICE.test(name);

/** Why no file on this computer has this name, `*` and `?` aside; null when one may. */
export function nameProblem(name: string): string | null {
  if (isDeviceName(name)) return `"${name}" is a device of Windows, not a file.`;
  if (name.includes(":"))
    return `"${name}" names a hidden stream of a file. Name the file alone, without the colon.`;
  if (/[<>|"\p{Cc}]/u.test(name)) return `"${name}" holds a character that no file name can hold.`;
  return null;
}

/** Windows ignores dots and blanks at the end of a name: `tool.exe.` is `tool.exe`. */
function trimmedName(name: string): Result<string, string> {
  const trimmed = name.replace(/[. ]+$/, "");
  if (trimmed === name) return success(name);
  if (trimmed === "") return failure(`"${name}" is not a valid file name.`);
  if (hasWildcard(name))
    return failure(`"${name}" ends in a dot or a space, which no Windows file name can. Leave it out.`);
  return success(trimmed);
}

/** Each name of a path after its drive: none empty, none that only leads elsewhere, each as Windows reads it. */
function namesOf(rest: string): Result<readonly string[], string> {
  const names: string[] = [];
  for (const part of rest.split(/[\\/]/)) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (hasWildcard(names.at(-1) ?? ""))
        return failure('".." after * or ? would not lead to one definite folder. Type the path without it.');
      names.pop();
      continue;
    }
    const name = trimmedName(part);
    if (!name.ok) return name;
    const problem = nameProblem(name.value);
    if (problem !== null) return failure(problem);
    names.push(name.value);
  }
  return success(names);
}

/** `\\?\C:\...` is the same file as `C:\...` as long as Windows would change nothing in the rest. */
function withoutRawPrefix(path: string): Result<string, string> {
  const [, rest] = /^\\\\\?\\([A-Za-z]:\\.*)$/s.exec(path) ?? [];
  if (rest === undefined)
    return failure(
      "A path that begins with two separators names another computer or a device. You are always asked about programs on other computers. Give one on a drive of this computer, such as C:\\tools\\tool.exe.",
    );
  const names = rest.slice(3).split("\\");
  if (names.some((name) => name.includes("/") || /^\.{1,2}$/.test(name) || /[. ]$/.test(name)))
    return failure("After \\\\?\\ Windows takes every character literally. Type the path without \\\\?\\.");
  return success(rest);
}

/** Without quotes, and with variables expanded; for names and paths alike. */
export function readTyped(text: string, person: TypingPerson): Result<string, string> {
  const bare = withoutQuotes(text.trim());
  if (/["\u201c\u201d]/.test(bare))
    return failure(
      'There is a quote in it. Put quotes around the whole path, and no backslash before the last one: "C:\\Program Files\\Git\\cmd\\git.exe".',
    );
  return expand(bare, person.environment);
}

/**
 * A whole path in the form in which Windows itself would put it: a drive, backslashes, no dots, nothing that Windows
 * strips. `*` and `?` stay as they are. `typed`: what `readTyped` returned. Fails with a sentence when the path leaves
 * this computer, or depends on anything but its own words.
 */
export function wholeWindowsPath(typed: string, { home }: TypingPerson): Result<string, string> {
  const path = /^~([\\/]|$)/.test(typed) ? home + typed.slice(1) : typed;
  const raw = /^([\\/]{2}|[\\/]\?\?[\\/])/.test(path) ? withoutRawPrefix(path) : success(path);
  if (!raw.ok) return raw;
  const [, drive, rest = ""] = /^([A-Za-z]:)(.*)$/s.exec(raw.value) ?? [];
  if (drive === undefined) {
    if (/^[a-z][a-z+.-]+:[\\/]{2}/i.test(path)) return failure("That is a URL. Give a file.");
    return failure(
      /^[\\/]/.test(path)
        ? "It names no drive, so it would mean a different file on each one. Start with the drive, such as C:\\."
        : "It would mean a different file in every folder. Use a name alone or a full path, such as C:\\tools\\tool.exe.",
    );
  }
  if (!/^[\\/]/.test(rest))
    return failure(
      `"${drive}" without a backslash after it means the current folder on that drive. Write ${drive}\\ and the folders.`,
    );
  const names = namesOf(rest);
  return names.ok ? success(win32.join(`${drive.toUpperCase()}\\`, ...names.value)) : names;
}
