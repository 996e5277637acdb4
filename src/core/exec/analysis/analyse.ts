import type { Unusual } from "../../../shared/reasons.ts";
import { isRefusedVariable, isTellingVariable } from "./caller-variables.ts";
import { parseCmdText, pinPrograms } from "./cmd-text.ts";
import type { Harmless, Look } from "./harmless.ts";
import {
  type ArgumentUse,
  argumentUse,
  evaluatingShells,
  isInterpreter,
  knownShells,
  privilegeChangers,
} from "./programs.ts";
import { harmlessUse } from "./reader-rules.ts";
import { parseShellText } from "./shell-text.ts";
import { readsAlways, withoutStartUp } from "./start-up.ts";
import { batchRefusal, cmdText } from "./windows-command-line.ts";
import { namesRemotePath } from "./windows-path.ts";
import { harmlessOnWindows, isHarmlessBuiltin } from "./windows-readers.ts";
import { unwrap } from "./wrappers.ts";

/** A program on disk: the path it was found at, and its real path. */
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
  readonly look: Look;
}

/** One program that would run. */
export interface Segment {
  readonly argv: readonly string[];
  readonly executable: LocatedExecutable | null;
  /**
   * The name of the builtin that the shell `executable` runs itself instead of starting a program; null for a program.
   */
  readonly builtin: string | null;
  /** Why trusting the path alone is not enough; null when it is. */
  readonly binding: "inline-code" | "runs-others" | null;
  /** Set when a system program is known to do nothing but read and print with these arguments. */
  readonly harmless: Harmless | null;
  /** It gives what it starts different privileges. */
  readonly otherRights: boolean;
  /** No wrapper around it changes its environment variables. */
  readonly ownEnvironment: boolean;
  /** The file it would run, as written. */
  readonly script: string | null;
  /** Index of `script` in the request's own arguments; null inside a shell text. */
  readonly scriptIndex: number | null;
}

/** A name as it was written, and what it resolves to. */
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
  /** Why the command cannot be taken apart with certainty; null when it can. */
  readonly unclear: string | null;
  readonly wrappers: readonly string[];
  /** Every program that would be started, wrappers and shells included. */
  readonly programs: readonly NamedProgram[];
  readonly unusual: readonly Unusual[];
  /** The first argument is a shell that is given a text to run. */
  readonly shellText: string | null;
  /**
   * The arguments to run when nobody is asked: none of their shells reads a profile, in which a name may mean something
   * else. Null when one would read it anyway.
   */
  readonly unasked: readonly string[] | null;
}

const DEEPEST_SHELL = 3;
const DEEPEST_WRAPPER = 8;
/** More are not looked up: each costs a lookup in every directory of PATH. */
const MAX_PROGRAMS = 256;
/** More arguments, or longer ones, are more than a person can judge. */
const LONG_WORDS = 2000;

const baseName = (path: string, platform: NodeJS.Platform): string => {
  if (platform !== "win32") return path.slice(path.lastIndexOf("/") + 1);
  const file = path.slice(Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1).toLowerCase();
  return file.replace(/\.(exe|com)$/, "");
};

/** Directories only the system's own tools write to. Wrappers and shells are looked through only there. */
const SYSTEM_DIRECTORY =
  /^(\/usr)?\/s?bin\/[^/]+$|^\/run\/current-system\/sw\/bin\/[^/]+$|^\/usr\/libexec\/|^C:\\Windows\\(System32\\|SysWOW64\\)?[^\\]+$/i;
/** Only administrators install here; below Windows itself there are folders that anybody may write to. */
const INSTALLED = /^C:\\Program Files( \(x86\))?\\/i;
/** Anybody may put something here, but what a PATH or a system link leads to belongs to the system. */
const STORE = /^\/nix\/store\//;

/** Whether both name and file are the system's: somebody else's link gives a system program a different name. */
function isOfSystem(name: string, { path, realPath }: LocatedExecutable): boolean {
  if (!SYSTEM_DIRECTORY.test(realPath) && !STORE.test(realPath)) return false;
  return SYSTEM_DIRECTORY.test(path) || (STORE.test(path) && !name.includes("/"));
}

interface Found {
  refusal: string | null;
  unclear: string | null;
  readonly segments: Segment[];
  readonly wrappers: string[];
  readonly programs: NamedProgram[];
  readonly unusual: Set<Unusual>;
  shellText: string | null;
  unasked: readonly string[] | null;
}

const bindingOf = (use: ArgumentUse): Segment["binding"] =>
  use.kind === "inline-code" || use.kind === "runs-others" ? use.kind : null;

/**
 * What a system program is limited to, judged by the name it is called by. `names`: that name, the name it was found
 * by, and the name of its file; an interpreter that runs nothing only describes itself.
 */
function harmlessWith(
  names: readonly string[],
  [, ...words]: readonly string[],
  use: ArgumentUse,
  look: Look,
): Harmless | null {
  if (names.some(isInterpreter)) return use.kind === "plain" ? { below: [] } : null;
  return harmlessUse(names[0] ?? "", words, look);
}

interface ProgramHere {
  readonly world: AnalysisWorld;
  readonly executable: LocatedExecutable | null;
  readonly trusted: boolean;
}

/** The same on every platform: Windows has its own programs under familiar names, and git wherever it was installed. */
function harmlessHere(
  names: readonly string[],
  words: readonly string[],
  use: ArgumentUse,
  { world, executable, trusted }: ProgramHere,
): Harmless | null {
  if (world.platform !== "win32") return trusted ? harmlessWith(names, words, use, world.look) : null;
  if (trusted) return harmlessOnWindows(names[0] ?? "", words.slice(1));
  const isGit = names.length === 1 && names[0] === "git" && INSTALLED.test(executable?.realPath ?? "");
  return isGit && !words.some(namesRemotePath) ? harmlessWith(names, words, use, world.look) : null;
}

/** The text after `-c`, or null when there is none to read; undefined when the arguments ask for no text. */
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

/** Where in a request a command stands. */
interface Position {
  /** Index of its first word in the request's own arguments; null inside a shell text. */
  readonly offset: number | null;
  readonly shells: number;
  /** What the wrappers around it did to the variables; `no-path`: programs are found in another way. */
  readonly environment: "own" | "changed" | "no-path";
}

/** Where every system looks when there is no PATH. */
const WITHOUT_PATH = /^(\/usr)?\/bin\/[^/]+$/;

function explore(argv: readonly string[], world: AnalysisWorld, found: Found, position: Position) {
  const { shells } = position;
  let { environment, offset: at } = position;
  let words = argv;
  for (let depth = 0; ; depth++) {
    const name = words[0] ?? "";
    if (found.programs.length >= MAX_PROGRAMS) {
      found.unclear ??= "too many programs";
      return;
    }
    const executable = world.locate(name, world.cwd);
    found.programs.push({ name, executable });
    const names = executable === null ? [] : [name, executable.path, executable.realPath];
    const baseNames = [...new Set(names.map((path) => baseName(path, world.platform)))];
    const trusted = executable !== null && isOfSystem(name, executable);
    // Windows has shells and wrappers of these names that are something else: its `bash` runs in another system.
    const transparent = trusted && world.platform !== "win32";
    const called = baseName(name, world.platform);

    const layer = transparent ? unwrap(called, words) : ({ kind: "not-a-wrapper" } as const);
    if (layer.kind !== "not-a-wrapper") {
      const blocked = layer.assigned.filter(isRefusedVariable);
      if (blocked.length > 0) found.refusal ??= `variables that may not be set: ${blocked.join(", ")}`;
      if (layer.assigned.length > 0) found.unusual.add("environment-changed");
      if (layer.assigned.some(isTellingVariable)) found.unclear ??= "a variable may change what it does";
      found.wrappers.push(called);
      if (layer.kind === "unclear" || depth >= DEEPEST_WRAPPER) {
        found.unclear ??= `what ${called} would run cannot be determined`;
        return;
      }
      if (layer.removed === "path" || environment === "no-path") environment = "no-path";
      else if (layer.assigned.length > 0 || layer.removed === "some") environment = "changed";
      at = at === null ? null : at + (words.length - layer.argv.length);
      words = layer.argv;
      continue;
    }

    if (world.platform === "win32" && called === "cmd" && trusted) {
      if (exploreCmd(words, world, found, { ...position, isFirst: depth === 0 })) return;
    }

    const isShell = baseNames.some((base) => knownShells.has(base));
    if (isShell || baseNames.some(readsAlways)) startQuietly(argv, at, baseNames, found);
    const shell = isShell ? inlineText(words) : undefined;
    if (shell !== undefined) {
      if (shell.login && at === null) found.unclear ??= "a login shell inside another shell";
      if (shell.login) found.unusual.add("login-shell");
      if (depth === 0 && shells === 0) found.shellText = shell.text;
      const evaluates = baseNames.some(
        (base) => evaluatingShells.has(base) || (base === "sh" && world.platform === "darwin"),
      );
      const parsed = shell.text === null || !transparent ? null : parseShellText(shell.text, { evaluates });
      if (parsed === null || !parsed.ok || shells >= DEEPEST_SHELL) {
        found.unclear ??= parsed !== null && !parsed.ok ? parsed.why : "a shell that cannot be analysed";
        found.unusual.add("shell-not-understood");
        return;
      }
      if (environment === "no-path")
        found.unclear ??= "where the shell would look for programs cannot be determined";
      found.wrappers.push(called);
      for (const command of parsed.commands) {
        explore(command, world, found, { offset: null, shells: shells + 1, environment });
      }
      return;
    }

    noteProgram(words, baseNames, { world, executable, trusted }, found, { environment, offset: at });
    return;
  }
}

/**
 * Notes a program that is neither wrapper nor shell text: what it may do with its arguments, and what a person should
 * know.
 */
function noteProgram(
  words: readonly string[],
  baseNames: readonly string[],
  here: ProgramHere,
  found: Found,
  { environment, offset }: Pick<Position, "environment" | "offset">,
): void {
  const { executable, trusted } = here;
  if (
    environment === "no-path" &&
    !(words[0] ?? "").includes("/") &&
    !WITHOUT_PATH.test(executable?.path ?? "")
  ) {
    found.unclear ??= "where the program would be looked for cannot be determined";
  }
  const use = argumentUse(baseNames, words);
  if (executable === null) found.unusual.add("program-not-found");
  else if (!trusted) found.unusual.add("program-outside-system");
  if (use.kind === "inline-code") found.unusual.add("inline-code");
  if (use.kind === "runs-others") found.unusual.add("runs-other-programs");
  const otherRights = baseNames.some((base) => privilegeChangers.has(base));
  if (otherRights) found.unusual.add("other-rights");
  found.segments.push({
    argv: words,
    executable,
    builtin: null,
    binding: bindingOf(use),
    harmless: harmlessHere(baseNames, words, use, here),
    otherRights,
    ownEnvironment: environment === "own",
    script: use.kind === "script" ? (words[use.index] ?? null) : null,
    scriptIndex: use.kind === "script" && offset !== null ? offset + use.index : null,
  });
}

/** Notes how to start a shell without a profile; one inside a text stays as written. */
function startQuietly(
  argv: readonly string[],
  at: number | null,
  names: readonly string[],
  found: Found,
): void {
  const always = names.find(readsAlways);
  if (at !== null && found.unasked !== null) found.unasked = withoutStartUp(argv, at, always ?? "sh");
  else if (at === null && always !== undefined)
    found.unclear ??= "a shell that reads its owner's start-up file";
}

/**
 * Looks through `cmd /d /s /c text`, the form in which an agent's command arrives on Windows. False when the arguments
 * ask cmd for something else, which is then judged like any other program.
 */
function exploreCmd(
  words: readonly string[],
  world: AnalysisWorld,
  found: Found,
  { shells, environment, isFirst }: Position & { readonly isFirst: boolean },
): boolean {
  const text = cmdText(words);
  if (text === null) return false;
  if (isFirst && shells === 0) found.shellText = text;
  const parsed = parseCmdText(text, isHarmlessBuiltin);
  if (!parsed.ok || shells >= DEEPEST_SHELL) {
    found.unclear ??= parsed.ok ? "a shell that cannot be analysed" : parsed.why;
    found.unusual.add("shell-not-understood");
    return true;
  }
  const pinned = pinPrograms(text, (name) => world.locate(name, world.cwd)?.path ?? null);
  if (pinned === null) found.unclear ??= "there is no such program";
  // cmd would look for them in the folder first, and inside another shell nothing can be pinned.
  else if (isFirst && shells === 0) found.unasked = [...words.slice(0, -1), pinned];
  else found.unclear ??= "cmd inside another shell";
  found.wrappers.push("cmd");
  for (const command of parsed.commands) {
    if (isHarmlessBuiltin(command)) {
      found.segments.push({
        argv: command,
        executable: world.locate(words[0] ?? "", world.cwd),
        builtin: command[0]?.toLowerCase() ?? null,
        binding: null,
        harmless: { below: [] },
        otherRights: false,
        ownEnvironment: environment === "own",
        script: null,
        scriptIndex: null,
      });
      continue;
    }
    const { path } = world.locate(command[0] ?? "", world.cwd) ?? { path: "" };
    const batch = batchRefusal(path, command);
    if (batch !== null) found.unclear ??= batch;
    explore(command, world, found, { offset: null, shells: shells + 1, environment });
  }
  return true;
}

/** Which programs a list of arguments would run, as far as that can be known without running it. */
export function analyse(argv: readonly string[], world: AnalysisWorld): Analysis {
  const found: Found = {
    refusal: null,
    unclear: null,
    segments: [],
    wrappers: [],
    programs: [],
    unusual: new Set(),
    shellText: null,
    unasked: argv,
  };
  if (argv.some((word) => word.includes("\0"))) found.refusal = "an argument contains a null character";
  // The system would receive a different character in its place.
  else if (argv.some((word) => /\p{Surrogate}/u.test(word)))
    found.refusal = "an argument contains half a character";
  if (argv.length === 0) found.unclear = "nothing to run";
  else if (found.refusal === null) {
    explore(argv, world, found, { offset: 0, shells: 0, environment: "own" });
  }
  if (argv.length > 100 || argv.some((word) => word.length > LONG_WORDS)) found.unusual.add("very-long");
  return {
    refusal: found.refusal,
    segments: found.segments,
    whole: {
      argv,
      executable: world.locate(argv[0] ?? "", world.cwd),
      builtin: null,
      binding: null,
      harmless: null,
      otherRights: false,
      ownEnvironment: true,
      script: null,
      scriptIndex: null,
    },
    unclear: found.unclear,
    wrappers: found.wrappers,
    programs: found.programs,
    unusual: [...found.unusual],
    shellText: found.shellText,
    unasked: found.unasked,
  };
}
