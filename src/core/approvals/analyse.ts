import { isBlockedVariable } from "./environment-names.ts";
import { type ArgumentUse, argumentUse, knownShells, privilegeChangers } from "./programs.ts";
import { parseShellText } from "./shell-text.ts";
import { unwrap } from "./wrappers.ts";

/** A program on disk: the path it was found at, and the path it really has. */
export interface LocatedExecutable {
  readonly path: string;
  readonly realPath: string;
}

/** What an analysis may ask of the machine. */
export interface AnalysisWorld {
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
  /** As the system would find it from this directory; null when there is no such program. */
  locate(name: string, cwd: string): LocatedExecutable | null;
}

/** One program that would run. */
export interface Segment {
  readonly argv: readonly string[];
  readonly executable: LocatedExecutable | null;
  /** Why trusting the path alone is not enough; null when it is. */
  readonly binding: "inline-code" | "runs-others" | null;
  /** The file it would run, as written. */
  readonly script: string | null;
  /** Where in the request's own words `script` stands; null inside a shell text. */
  readonly scriptIndex: number | null;
}

/** What a person should be told besides the command. Codes; front ends have the sentences. */
export type Unusual =
  | "other-rights"
  | "inline-code"
  | "runs-other-programs"
  | "shell-not-understood"
  | "login-shell"
  | "program-not-found"
  | "program-outside-system"
  | "invisible-characters"
  | "very-long"
  | "environment-changed";

/** A name as it was written, and what it leads to. */
export interface NamedProgram {
  readonly name: string;
  readonly executable: LocatedExecutable | null;
}

export interface Analysis {
  /** Set when not even a question may be asked; a sentence for the caller. */
  readonly refusal: string | null;
  readonly segments: readonly Segment[];
  /** The request as one program, wrappers and all. */
  readonly whole: Segment;
  /** Why the command cannot be taken apart for certain; null when it was. */
  readonly unclear: string | null;
  readonly wrappers: readonly string[];
  /** Every program that would be started, wrappers and shells included. */
  readonly programs: readonly NamedProgram[];
  readonly unusual: readonly Unusual[];
  /** The first word is a shell that is given a text to run. */
  readonly shellText: string | null;
}

const deepestShell = 3;
const deepestWrapper = 8;
/** More words, or longer ones, are more than a person can judge. */
const longWords = 2000;

const baseName = (path: string, platform: NodeJS.Platform): string => {
  if (platform !== "win32") return path.slice(path.lastIndexOf("/") + 1);
  const file = path.slice(Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1).toLowerCase();
  return file.replace(/\.(exe|com)$/, "");
};

/** Directories only the system's own tools write to. Wrappers and shells are looked through only there. */
const systemDirectory = /^(\/usr)?\/s?bin\/[^/]+$|^\/nix\/store\/|^\/usr\/libexec\/|^[A-Z]:\\Windows\\/i;

interface Found {
  refusal: string | null;
  unclear: string | null;
  readonly segments: Segment[];
  readonly wrappers: string[];
  readonly programs: NamedProgram[];
  readonly unusual: Set<Unusual>;
  shellText: string | null;
}

const bindingOf = (use: ArgumentUse): Segment["binding"] =>
  use.kind === "inline-code" || use.kind === "runs-others" ? use.kind : null;

/** The text after `-c`, or why there is none to read; undefined when the words ask for no text. */
function inlineText(argv: readonly string[]): { text: string | null; login: boolean } | undefined {
  let login = false;
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] as string;
    if (/^-[leux]+$/.test(word)) login ||= word.includes("l");
    else if (/^-[leux]*c[leux]*$/.test(word)) {
      login ||= word.includes("l");
      const text = argv[at + 1];
      const only = at + 2 === argv.length && text !== undefined && !text.startsWith("-");
      return { text: only ? text : null, login };
    } else if (word === "--" || !/^[-+]/.test(word)) return undefined;
    else return { text: null, login };
  }
  return undefined;
}

function explore(
  argv: readonly string[],
  world: AnalysisWorld,
  found: Found,
  offset: number | null,
  shells: number,
) {
  let words = argv;
  let at = offset;
  for (let depth = 0; ; depth++) {
    const name = words[0] ?? "";
    const executable = world.locate(name, world.cwd);
    found.programs.push({ name, executable });
    const names = executable === null ? [] : [name, executable.path, executable.realPath];
    const baseNames = [...new Set(names.map((path) => baseName(path, world.platform)))];
    const trusted = executable !== null && systemDirectory.test(executable.realPath);
    const called = baseName(name, world.platform);

    const layer = trusted ? unwrap(called, words) : ({ kind: "not-a-wrapper" } as const);
    if (layer.kind !== "not-a-wrapper") {
      const blocked = layer.assigned.filter(isBlockedVariable);
      if (blocked.length > 0) found.refusal ??= `variables that may not be set: ${blocked.join(", ")}`;
      if (layer.assigned.length > 0) found.unusual.add("environment-changed");
      found.wrappers.push(called);
      if (layer.kind === "unclear" || depth >= deepestWrapper) {
        found.unclear ??= `what ${called} would run cannot be told`;
        return;
      }
      at = at === null ? null : at + (words.length - layer.argv.length);
      words = layer.argv;
      continue;
    }

    const shell = baseNames.some((base) => knownShells.has(base)) ? inlineText(words) : undefined;
    if (shell !== undefined) {
      if (shell.login) found.unusual.add("login-shell");
      if (depth === 0 && shells === 0) found.shellText = shell.text;
      const parsed = shell.text === null || !trusted ? null : parseShellText(shell.text);
      if (parsed === null || !parsed.ok || shells >= deepestShell) {
        found.unclear ??=
          parsed !== null && !parsed.ok ? parsed.why : "a shell that cannot be looked through";
        found.unusual.add("shell-not-understood");
        return;
      }
      found.wrappers.push(called);
      for (const command of parsed.commands) explore(command, world, found, null, shells + 1);
      return;
    }

    const use = argumentUse(baseNames, words);
    if (executable === null) found.unusual.add("program-not-found");
    else if (!trusted) found.unusual.add("program-outside-system");
    if (use.kind === "inline-code") found.unusual.add("inline-code");
    if (use.kind === "runs-others") found.unusual.add("runs-other-programs");
    if (baseNames.some((base) => privilegeChangers.has(base))) found.unusual.add("other-rights");
    found.segments.push({
      argv: words,
      executable,
      binding: bindingOf(use),
      script: use.kind === "script" ? (words[use.index] ?? null) : null,
      scriptIndex: use.kind === "script" && at !== null ? at + use.index : null,
    });
    return;
  }
}

/** Which programs a list of words would run, as far as that can be known without running it. */
export function analyse(argv: readonly string[], world: AnalysisWorld): Analysis {
  const found: Found = {
    refusal: null,
    unclear: null,
    segments: [],
    wrappers: [],
    programs: [],
    unusual: new Set(),
    shellText: null,
  };
  if (argv.some((word) => word.includes("\0"))) found.refusal = "a word with a null character";
  if (argv.length === 0) found.unclear = "nothing to run";
  else if (found.refusal === null) explore(argv, world, found, 0, 0);
  if (argv.length > 100 || argv.some((word) => word.length > longWords)) found.unusual.add("very-long");
  return {
    refusal: found.refusal,
    segments: found.segments,
    whole: {
      argv,
      executable: world.locate(argv[0] ?? "", world.cwd),
      binding: null,
      script: null,
      scriptIndex: null,
    },
    unclear: found.unclear,
    wrappers: found.wrappers,
    programs: found.programs,
    unusual: [...found.unusual],
    shellText: found.shellText,
  };
}
