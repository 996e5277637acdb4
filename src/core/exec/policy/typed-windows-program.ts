import { win32 } from "node:path";
import { failure, type Result, success } from "../../../shared/result.ts";
import {
  nameProblem,
  readTyped,
  type TypingPerson,
  wholeWindowsPath,
} from "../../files/typed-windows-path.ts";
import { isRemotePath, isRunnable } from "../analysis/windows-path.ts";

/** What reading a typed program may ask of this computer. */
export interface TypingWorld extends TypingPerson {
  /** What is there: a folder, something else, or nothing. */
  readonly look: (path: string) => "folder" | "file" | "nothing";
  /** The path without links, junctions and short names; null when there is nothing. */
  readonly realPath: (path: string) => string | null;
  /** `PATHEXT`, reduced to the files that Windows itself starts. */
  readonly endings: readonly string[];
}

/** What goes on the list. */
export interface TypedProgram {
  /** As it is stored and matched. */
  readonly pattern: string;
  /** It is a full path, and no such file exists at the moment. */
  readonly missing: boolean;
}

const isWildcard = (text: string): boolean => /[*?]/.test(text);

/** Whether `text` names a program rather than its location. */
const isName = (text: string): boolean => !/[\\/]/.test(text) && !text.startsWith("~");

const WITH_ARGUMENTS =
  "It would be taken as the name of one program. Give the program without its arguments, or its full path.";

/** Extensions that Windows hands to another program, which is then the one that runs. */
const SCRIPT = /\.(ps1|psm1|vbs|vbe|js|jse|wsf|wsh|msc|msi|lnk|url|py|pyw|rb|pl|sh|txt|reg|hta|jar)$/i;

/**
 * Reads what a person typed on Windows as the program to be trusted, as it will be stored and matched; a failure is a
 * sentence that says why it would not mean what they think.
 */
export function readTypedWindowsProgram(text: string, world: TypingWorld): Result<TypedProgram, string> {
  const typed = readTyped(text, world);
  if (!typed.ok) return typed;
  if (typed.value === "") return failure("There is nothing between the quotes. Give a program.");
  if (isName(typed.value) && !/^[A-Za-z]:/.test(typed.value)) return readName(typed.value);
  // Whatever the drive: it never leaves this computer, and matches nothing that does.
  if (/^\*+[\\/]/.test(typed.value))
    return success({ pattern: typed.value.replaceAll("/", "\\"), missing: false });
  const path = wholeWindowsPath(typed.value, world);
  if (!path.ok) return path;
  return isWildcard(path.value)
    ? readPattern(path.value, world)
    : readFile(path.value, /[\\/]$/.test(typed.value), world);
}

/** A name is looked up along the search path. */
function readName(name: string): Result<TypedProgram, string> {
  const problem = nameProblem(name);
  if (problem !== null) return failure(problem);
  if (/\s/.test(name)) return failure(WITH_ARGUMENTS);
  if (/\.$/.test(name)) return readName(name.replace(/\.+$/, ""));
  if (name === "") return failure("A dot is not a program. Give a program.");
  if (SCRIPT.test(name)) return failure(handedOn(name));
  return success({ pattern: name, missing: false });
}

const onAnother = (path: string): string =>
  `${path} leads to another computer, whose programs are always asked about.`;

const handedOn = (name: string): string =>
  `Windows does not start ${name} itself but hands it to another program. Allow that one, or answer when you are asked.`;

/** A pattern is compared with paths without links, so its folders are stored without them. */
function readPattern(path: string, world: TypingWorld): Result<TypedProgram, string> {
  const names = path.split("\\");
  const first = names.findIndex(isWildcard);
  const folder = `${names.slice(0, first).join("\\")}${first === 1 ? "\\" : ""}`;
  const real = world.realPath(folder) ?? folder;
  if (isRemotePath(real)) return failure(onAnother(folder));
  return success({ pattern: win32.join(real, ...names.slice(first)), missing: false });
}

function readFile(path: string, asFolder: boolean, world: TypingWorld): Result<TypedProgram, string> {
  const long = withoutShortNames(path, world);
  const there = world.look(long);
  if (there === "folder" || (asFolder && there === "nothing"))
    return failure(
      `${long} is a folder. For every program in it: ${win32.join(long, "*")}, and in its subfolders as well: ${win32.join(long, "**")}.`,
    );
  // Windows looks up a name without its extension in this way.
  const tried = world.endings.map((ending) => ending.toLowerCase());
  const endings = isRunnable(long) ? ["", ...tried] : tried;
  const found = endings.map((ending) => long + ending).find((other) => world.look(other) === "file");
  if (found !== undefined) return success({ pattern: found, missing: false });
  if (there === "file" || SCRIPT.test(long)) return failure(handedOn(win32.basename(long)));
  return success({ pattern: long, missing: true });
}

/** `PROGRA~1` is another name for a folder that is matched by its long one. */
function withoutShortNames(path: string, { realPath }: TypingWorld): string {
  const names = path.split("\\");
  const last = names.findLastIndex((name) => /~\d/.test(name));
  if (last < 0) return path;
  const real = realPath(names.slice(0, last + 1).join("\\"));
  return real === null ? path : win32.join(real, ...names.slice(last + 1));
}
