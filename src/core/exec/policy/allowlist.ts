import { createHash } from "node:crypto";
import { posix, win32 } from "node:path";
import type { Vouch } from "../../../shared/reasons.ts";
import type { Analysis, Segment } from "../analysis/analyse.ts";
import { changeWhatRuns, isTellingVariable } from "../analysis/caller-variables.ts";
import { knownShells } from "../analysis/programs.ts";
import type { Grant } from "../process/cage/grant.ts";
import { matchesWithinBounds } from "./bounded-expression.ts";
import { matchesGlob } from "./glob.ts";
import type { AllowlistEntry } from "./policy.ts";

/** Exact words in one directory, as the gateway computes it: `exec-approvals` of 2026.8.1 and later. */
const exactPrefix = "sha256:cwd-argv:v1:";
/** Its predecessor, bound to no directory: void since 2026.8.1. */
const voidPrefix = "sha256:argv:";
/** Longer argument lists are not given to a regular expression. */
const longestSubject = 8192;

export interface MatchContext {
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** The real path of a file, or null: entries may name a link. */
  readonly realPath: (path: string) => string | null;
  /** Names of the variables the caller sets. */
  readonly variables: readonly string[];
  /** A hash over the programs and scripts outside the system that the command names; null where it names none. */
  readonly content: () => string | null;
}

/** Whether an entry can match anything at all. */
export function isActive(entry: AllowlistEntry): boolean {
  if (entry.argPattern?.startsWith(voidPrefix)) return false;
  return entry.source !== "allow-always" || (entry.argPattern?.startsWith(exactPrefix) ?? false);
}

/**
 * The binding of exactly these arguments in exactly this directory. Lengths are part of the
 * hashed text, so that no two lists of words share it. `argv[0]` is left to the pattern, but for
 * `otherName`: one file is many programs (busybox, coreutils, snap), told apart by what it is called.
 */
export function exactArguments(
  argv: readonly string[],
  cwd: string,
  platform: NodeJS.Platform,
  otherName: string | null = null,
): string {
  const directory = (platform === "win32" ? win32 : posix).normalize(cwd).replaceAll("\\", "/");
  const sized = (word: string): string => `${Buffer.byteLength(word)}\0${word}\0`;
  const words = argv.slice(1);
  const text = [
    sized(directory),
    `${words.length}\0`,
    ...words.map(sized),
    ...(otherName === null ? [] : [`as\0${sized(otherName)}`]),
  ].join("");
  return exactPrefix + createHash("sha256").update(text).digest("hex");
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** What a program is called, where that is not the name of its file. */
function otherNameOf({ executable }: Segment, { platform }: MatchContext): string | null {
  if (executable === null || platform === "win32") return null;
  const called = lastPart(executable.path);
  return called === lastPart(executable.realPath) ? null : called;
}

function matchesProgram(pattern: string, segment: Segment, context: MatchContext): boolean {
  const { executable } = segment;
  if (executable === null) return false;
  const windows = context.platform === "win32";
  const slashes = (text: string) => (windows ? text.replaceAll("\\", "/") : text);
  const wanted = slashes(pattern.trim());
  if (wanted === "*") return true;
  if (!wanted.includes("/") && !wanted.startsWith("~")) {
    // A bare name trusts what PATH finds, never a path somebody spelled out.
    if ((windows ? /[\\/:]/ : /\//).test(segment.argv[0] ?? "")) return false;
    const name = lastPart(slashes(executable.path));
    if (matchesGlob(wanted, name, windows)) return true;
    // On Windows a name is mostly written without the ending of its file.
    return windows && matchesGlob(wanted, name.replace(/\.(com|exe|bat|cmd)$/i, ""), true);
  }
  const full = wanted.startsWith("~/") ? slashes(context.home) + wanted.slice(1) : wanted;
  const real = slashes(executable.realPath);
  if (matchesGlob(full, real, windows)) return true;
  if (/[*?]/.test(full) || !(windows ? win32 : posix).isAbsolute(full)) return false;
  const target = context.realPath(full);
  if (target === null || slashes(target) !== real) return false;
  // A link may be one of many names of one file, each another program.
  const called = lastPart(slashes(executable.path));
  return windows || called === lastPart(full) || called === lastPart(real);
}

function matchesArguments(argPattern: string, segment: Segment, context: MatchContext): boolean {
  const { argv } = segment;
  if (argPattern.startsWith(exactPrefix)) return argPattern === exactPattern(segment, context);
  const subject = argv.slice(1).join(" ");
  if (subject.length > longestSubject) return false;
  return matchesWithinBounds(argPattern, subject);
}

const exactPattern = (segment: Segment, context: MatchContext): string =>
  exactArguments(segment.argv, context.cwd, context.platform, otherNameOf(segment, context));

function matchesEntry(entry: AllowlistEntry, segment: Segment, context: MatchContext): boolean {
  if (!isActive(entry) || !matchesProgram(entry.pattern, segment, context)) return false;
  return entry.argPattern === undefined || matchesArguments(entry.argPattern, segment, context);
}

/** Everything else would mean more than one program, or another one than PATH finds. */
const plainName = /^[A-Za-z0-9_][\w.+-]{0,127}$/;
const mostNames = 1000;

/** Names somebody else vouches for, as entries like those of the owner; what is no plain name counts for nothing. */
export function entriesForNames(names: readonly string[]): readonly AllowlistEntry[] {
  const plain = names.filter((name) => plainName.test(name));
  return plain.slice(0, mostNames).map((pattern) => ({ pattern }));
}

/** One program of a command, and what answers for it. */
export interface SegmentVerdict {
  readonly segment: Segment;
  readonly vouch: Vouch;
  /** The entry that answers; null where none does. */
  readonly entry: AllowlistEntry | null;
  /** What it may touch when contained; null where nothing answers for it, or it needs no cage. */
  readonly grant: Grant | null;
}

/** What the owner's list says of a command. */
export interface Judgement {
  /** Of all programs together: the most careful of their verdicts. */
  readonly vouch: Vouch;
  /** Every program of the command, in order; empty where it cannot be taken apart. */
  readonly segments: readonly SegmentVerdict[];
  /** These very words were allowed for good, and a program or script they name is another one since. */
  readonly changed: boolean;
  /** What all contained programs of it may touch; null where none is contained. */
  readonly grant: Grant | null;
}

const vouches: readonly Vouch[] = ["free", "contained", "ask"];

const together = (segments: readonly SegmentVerdict[], changed: boolean): Judgement => ({
  changed,
  vouch: vouches[Math.max(...segments.map(({ vouch }) => vouches.indexOf(vouch)))] ?? "ask",
  segments,
  grant: segments.reduce<Grant | null>(
    (all, { grant }) => (all === null || grant === null ? (all ?? grant) : common(all, grant)),
    null,
  ),
});

/** One wall is around all programs of a command: none gets what another one alone may touch. */
const common = (one: Grant, other: Grant): Grant => ({
  write: one.write.filter((path) => other.write.includes(path)),
  network: one.network && other.network,
});

const isPattern = ({ pattern }: AllowlistEntry): boolean => /[*?]/.test(pattern);

/** What entries let a contained program touch, all of them together. */
function grantBy(entries: readonly AllowlistEntry[], { cwd }: MatchContext): Grant {
  const write = entries.flatMap((entry) => {
    if (entry.write !== undefined) return entry.write;
    // Whoever wrote a pattern did not see the programs it names.
    return isPattern(entry) ? [] : [cwd];
  });
  return { write: [...new Set(write)], network: entries.some(({ network }) => network === true) };
}

const isExact = ({ argPattern }: AllowlistEntry): boolean => argPattern?.startsWith(exactPrefix) ?? false;

/** What was allowed word for word was allowed alone: not with other variables, nor as a part of something. */
const standsAlone = (analysis: Analysis): boolean =>
  analysis.segments.length === 1 && analysis.segments.every(({ ownEnvironment }) => ownEnvironment);

/** A text that cannot be taken apart may be another one in another set of characters, which a caller can choose. */
const isAnotherRun = (analysis: Analysis, { variables }: MatchContext): boolean =>
  changeWhatRuns(variables) || (analysis.unclear !== null && variables.length > 0);

const hasSameContent = (entry: AllowlistEntry, { content }: MatchContext): boolean =>
  (entry.content ?? null) === content();

/** Whether an entry allows exactly these words, whatever the files are now. */
const wasExact = (segment: Segment, entries: readonly AllowlistEntry[], context: MatchContext): boolean =>
  entries.some((entry) => isExact(entry) && matchesEntry(entry, segment, context));

/** How far the best entry for it answers for one program. */
function verdictOn(
  segment: Segment,
  entries: readonly AllowlistEntry[],
  context: MatchContext,
): SegmentVerdict {
  const matching = entries.filter((entry) => matchesEntry(entry, segment, context));
  const free = (entry: AllowlistEntry): SegmentVerdict => ({ segment, vouch: "free", entry, grant: null });
  const bound = matching.filter((entry) => entry.argPattern !== undefined);
  const unbound = bound.find(({ contained }) => contained !== true);
  if (unbound !== undefined) return free(unbound);
  const named = matching.filter((entry) => !isPattern(entry));
  const entry = named[0] ?? matching[0];
  if (entry === undefined) return { segment, vouch: "ask", entry: null, grant: null };
  if (segment.harmless !== null) return free(entry);
  // Nothing contains other rights.
  if (segment.otherRights) return { segment, vouch: "ask", entry, grant: null };
  const uncontained = named.find(
    (candidate) => candidate.uncontained === true && candidate.contained !== true && segment.binding === null,
  );
  if (uncontained !== undefined) return free(uncontained);
  return { segment, vouch: "contained", entry, grant: grantBy(matching, context) };
}

/** What the owner's list says of every program of a command, or of exactly this command in this directory. */
export function judge(
  analysis: Analysis,
  entries: readonly AllowlistEntry[],
  context: MatchContext,
): Judgement {
  const { segments } = analysis;
  const missed: Judgement = {
    vouch: "ask",
    segments: segments.map((segment) => ({ segment, vouch: "ask", entry: null, grant: null })),
    changed: false,
    grant: null,
  };
  if (context.variables.some(isTellingVariable) || analysis.unasked === null) return missed;
  const others = isAnotherRun(analysis, context);
  const exacts = others
    ? []
    : entries.filter(
        (entry) =>
          entry.source === "allow-always" && isExact(entry) && matchesEntry(entry, analysis.whole, context),
      );
  const exact = exacts.find((entry) => hasSameContent(entry, context));
  if (exact !== undefined) {
    const contained = exact.contained === true;
    const vouch = contained ? "contained" : "free";
    const grant = contained ? grantBy([exact], context) : null;
    return {
      vouch,
      grant,
      segments: segments.map((segment) => ({ segment, vouch, entry: exact, grant })),
      changed: false,
    };
  }
  if (analysis.unclear !== null || segments.length === 0) return { ...missed, changed: exacts.length > 0 };
  const alone = !others && standsAlone(analysis);
  const usable = entries.filter((entry) => !isExact(entry) || (alone && hasSameContent(entry, context)));
  const changed =
    exacts.length > 0 || (alone && segments.some((segment) => wasExact(segment, entries, context)));
  const verdicts = segments.map((segment) => verdictOn(segment, usable, context));
  return together(verdicts, changed && verdicts.some(({ vouch }) => vouch === "ask"));
}

/**
 * The entries "always allow this" would add: one program with exactly its arguments, here, whether a
 * shell starts it or not. Everything else is bound as a whole: of `test -f x && deploy` the second half
 * alone was never allowed. Null when nothing may be remembered: code in the arguments, variables that
 * no entry could hold, or no program to bind to.
 */
export function grantsFor(analysis: Analysis, context: MatchContext): readonly AllowlistEntry[] | null {
  if (analysis.segments.some((segment) => segment.binding === "inline-code")) return null;
  if (isAnotherRun(analysis, context) || analysis.unasked === null) return null;
  const [single] = analysis.segments;
  const inShells = analysis.wrappers.every((name) => knownShells.has(name));
  const alone = analysis.unclear === null && standsAlone(analysis) && inShells;
  const bound = alone && single !== undefined ? single : analysis.whole;
  if (bound.executable === null || analysis.segments.some(({ executable }) => executable === null))
    return null;
  const argPattern = exactPattern(bound, context);
  const content = context.content();
  return [
    {
      pattern: bound.executable.realPath,
      argPattern,
      ...(content === null ? {} : { content }),
      source: "allow-always",
    },
  ];
}
