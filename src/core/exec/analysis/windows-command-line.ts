import { win32 } from "node:path";

/** A command line that is handed to Windows as it stands, without quotes of Node's. */
export interface VerbatimCommandLine {
  readonly file: string;
  /** The first word, as the program sees it. */
  readonly name: string;
  readonly words: readonly string[];
}

/** cmd.exe takes no longer line (Microsoft, "Command prompt line string limitation"). */
const maxCmdLine = 8191;

/** In any form, quoted or not, these mean something to cmd in a word that a batch file gets. */
const unsafeForBatch = /[&|<>^%!"\p{Cc}]/u;
/** Needs no quotes: cmd and a batch file's `%1` cut words at blanks, commas, semicolons and equals signs. */
const plainWord = /^[\w.\-\\/:+@~#$*?[\]{}']+$/;

/** Whether Windows runs this file through cmd. */
export const isBatchFile = (path: string): boolean => /\.(cmd|bat)$/i.test(path);

/** Programs whose whole name is cmd's, wherever they lie. */
const isCmd = (path: string): boolean => win32.basename(path).toLowerCase() === "cmd.exe";

const quote = (word: string): string =>
  plainWord.test(word) ? word : `"${word.replace(/\\+$/, (slashes) => slashes + slashes)}"`;

function batchLine(file: string, argv: readonly string[]): string {
  return [`"${file}"`, ...argv.slice(1).map(quote)].join(" ");
}

/**
 * Why these words cannot be handed to a batch file, as a sentence for the caller; null where they can. A batch
 * file is read by cmd, which would take some characters of a word for instructions (CVE-2024-27980).
 */
export function batchRefusal(file: string, argv: readonly string[]): string | null {
  if (!isBatchFile(file)) return null;
  const unsafe = [file, ...argv.slice(1)].find((word) => unsafeForBatch.test(word));
  if (unsafe !== undefined) {
    return 'a batch file can be given no word with one of & | < > ^ % ! " or a control character: cmd would act on it';
  }
  return batchLine(file, argv).length + 32 > maxCmdLine ? "longer than cmd can take" : null;
}

/**
 * How a program is started where Node's own quoting would change what runs: a text for `cmd /d /s /c` word
 * for word (cmd does not know the `\\"` that Node writes), and a batch file through the system's cmd. Null:
 * Node quotes as every other program expects. What `batchRefusal` refuses must not get here.
 */
export function windowsCommandLine(
  file: string,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): VerbatimCommandLine | null {
  if (isBatchFile(file)) {
    const system = win32.join(environment.SystemRoot ?? "C:\\Windows", "System32", "cmd.exe");
    return { file: system, name: "cmd.exe", words: ["/d", "/s", "/c", `"${batchLine(file, argv)}"`] };
  }
  const text = cmdText(argv);
  if (!isCmd(file) || text === null) return null;
  return { file, name: argv[0] ?? file, words: [...argv.slice(1, -1), `"${text}"`] };
}

/** The text of `cmd [/d] /s /c text`: with `/s` cmd takes off the first and the last quote and nothing else. */
export function cmdText(argv: readonly string[]): string | null {
  const switches = argv.slice(1, -1).map((word) => word.toLowerCase());
  const asks = switches.length > 0 && switches.at(-1) === "/c" && switches.includes("/s");
  return asks && switches.every((word) => ["/d", "/s", "/c"].includes(word)) ? (argv.at(-1) ?? null) : null;
}
