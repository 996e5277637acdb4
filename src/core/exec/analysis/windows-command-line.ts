import { win32 } from "node:path";

/** A command line that is handed to Windows as it stands, without Node's quoting. */
export interface VerbatimCommandLine {
  readonly file: string;
  /** The first word, as the program sees it. */
  readonly name: string;
  readonly words: readonly string[];
}

/** The longest line cmd.exe accepts (Microsoft, "Command prompt line string limitation"). */
const MAX_CMD_LINE = 8191;

/** Quoted or not, these mean something to cmd in an argument to a batch file. */
const UNSAFE_FOR_BATCH = /[&|<>^%!"\p{Cc}]/u;
/** Needs no quotes: cmd and a batch file's `%1` split at blanks, commas, semicolons and equals signs. */
const PLAIN_WORD = /^[\w.\-\\/:+@~#$*?[\]{}']+$/;

/** Whether Windows runs this file through cmd. */
export const isBatchFile = (path: string): boolean => /\.(cmd|bat)$/i.test(path);

/** The program called exactly cmd, wherever it is. */
const isCmd = (path: string): boolean => win32.basename(path).toLowerCase() === "cmd.exe";

const quote = (word: string): string =>
  PLAIN_WORD.test(word) ? word : `"${word.replace(/\\+$/, (slashes) => slashes + slashes)}"`;

function batchLine(file: string, argv: readonly string[]): string {
  return [`"${file}"`, ...argv.slice(1).map(quote)].join(" ");
}

/**
 * Why these arguments cannot be given to a batch file, as a sentence for the caller; null when they can. A batch file
 * is read by cmd, which would act on some of the characters in an argument (CVE-2024-27980).
 */
export function batchRefusal(file: string, argv: readonly string[]): string | null {
  if (!isBatchFile(file)) return null;
  const unsafe = [file, ...argv.slice(1)].find((word) => UNSAFE_FOR_BATCH.test(word));
  if (unsafe !== undefined) {
    return 'a batch file cannot be given an argument with & | < > ^ % ! " or a control character: cmd would act on it';
  }
  return batchLine(file, argv).length + 32 > MAX_CMD_LINE ? "longer than cmd accepts" : null;
}

/**
 * How a program is started when Node's own quoting would change what runs: a text for `cmd /d /s /c` verbatim (cmd does
 * not know the `\\"` that Node writes), and a batch file through the system's cmd. Null: Node quotes as every other
 * program expects. What `batchRefusal` refuses must not get here.
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

/** The text of `cmd [/d] /s /c text`: with `/s`, cmd strips the first and the last quote and nothing else. */
export function cmdText(argv: readonly string[]): string | null {
  const switches = argv.slice(1, -1).map((word) => word.toLowerCase());
  const asks = switches.length > 0 && switches.at(-1) === "/c" && switches.includes("/s");
  return asks && switches.every((word) => ["/d", "/s", "/c"].includes(word)) ? (argv.at(-1) ?? null) : null;
}
