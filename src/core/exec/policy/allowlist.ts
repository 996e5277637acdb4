import { createHash } from "node:crypto";
import { posix, win32 } from "node:path";
import type { Vouch } from "../../../shared/reasons.ts";
import type { Analysis, Segment } from "../analysis/analyse.ts";
import { changeWhatRuns, isTellingVariable } from "../analysis/caller-variables.ts";
import { knownShells } from "../analysis/programs.ts";
import { isRemotePath } from "../analysis/windows-path.ts";
import type { Grant } from "../process/cage/grant.ts";
import { isWorkFolder } from "../process/cage/grantable.ts";
import { matchesWithinBounds } from "./bounded-expression.ts";
import { matchesGlob } from "./glob.ts";
import type { AllowlistEntry } from "./policy.ts";

/** Exact words in one directory, as the gateway computes it: `exec-approvals` of 2026.8.1 and later. */
const EXACT_PREFIX = "sha256:cwd-argv:v1:";
/** Its predecessor, not bound to a directory: void since 2026.8.1. */
const VOID_PREFIX = "sha256:argv:";
/** Longer argument lists are not matched against a regular expression. */
const MAX_SUBJECT_LENGTH = 8192;

export interface MatchContext {
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** The real path of a file, or null: entries may name a link. */
  readonly realPath: (path: string) => string | null;
  /** Names of the variables the caller sets. */
  readonly variables: readonly string[];
  /** A hash over the programs and scripts outside the system that the command names; null when it names none. */
  readonly content: () => string | null;
}

/** Whether an entry can match anything at all. */
export function isActive(entry: AllowlistEntry): boolean {
  if (entry.argPattern?.startsWith(VOID_PREFIX)) return false;
  return entry.source !== "allow-always" || (entry.argPattern?.startsWith(EXACT_PREFIX) ?? false);
}

/**
 * The binding of exactly these arguments in exactly this directory. Lengths are part of the hashed text, so that no two
 * argument lists share it. `argv[0]` is left to the pattern, except for `otherName`: one file can be many programs
 * (busybox, coreutils, snap), told apart by the name they are called by.
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
  return EXACT_PREFIX + createHash("sha256").update(text).digest("hex");
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** What a program is called, where that differs from the name of its file. */
function otherNameOf({ executable }: Segment, { platform }: MatchContext): string | null {
  if (executable === null || platform === "win32") return null;
  const called = lastPart(executable.path);
  return called === lastPart(executable.realPath) ? null : called;
}

function matchesProgram(pattern: string, segment: Segment, context: MatchContext): boolean {
  const { executable } = segment;
  if (executable === null) return false;
  const windows = context.platform === "win32";
  // A drive or a junction may lead to another computer, for whose programs no list vouches.
  if (windows && isRemotePath(executable.realPath)) return false;
  const slashes = (text: string) => (windows ? text.replaceAll("\\", "/") : text);
  const wanted = slashes(pattern.trim());
  if (wanted === "*") return true;
  if (!wanted.includes("/") && !wanted.startsWith("~")) {
    // A command built into cmd has a name but no file.
    if (segment.builtin !== null && matchesGlob(wanted, segment.builtin, { caseless: true })) return true;
    // A bare name trusts what PATH finds, never a path somebody spelled out.
    if ((windows ? /[\\/:]/ : /\//).test(segment.argv[0] ?? "")) return false;
    const name = lastPart(slashes(executable.path));
    if (matchesGlob(wanted, name, { caseless: windows })) return true;
    // On Windows a name is usually written without the file's extension.
    return windows && matchesGlob(wanted, name.replace(/\.(com|exe|bat|cmd)$/i, ""), { caseless: true });
  }
  const full = wanted.startsWith("~/") ? slashes(context.home) + wanted.slice(1) : wanted;
  const real = slashes(executable.realPath);
  if (matchesGlob(full, real, { caseless: windows })) return true;
  if (/[*?]/.test(full) || !(windows ? win32 : posix).isAbsolute(full)) return false;
  const target = context.realPath(full);
  if (target === null || slashes(target) !== real) return false;
  // A link may be one of many names for one file, each a different program.
  const called = lastPart(slashes(executable.path));
  return windows || called === lastPart(full) || called === lastPart(real);
}

function matchesArguments(argPattern: string, segment: Segment, context: MatchContext): boolean {
  const { argv } = segment;
  if (argPattern.startsWith(EXACT_PREFIX)) return argPattern === exactPattern(segment, context);
  const subject = argv.slice(1).join(" ");
  if (subject.length > MAX_SUBJECT_LENGTH) return false;
  return matchesWithinBounds(argPattern, subject);
}

const exactPattern = (segment: Segment, context: MatchContext): string =>
  exactArguments(segment.argv, context.cwd, context.platform, otherNameOf(segment, context));

function matchesEntry(entry: AllowlistEntry, segment: Segment, context: MatchContext): boolean {
  if (!isActive(entry) || !matchesProgram(entry.pattern, segment, context)) return false;
  return entry.argPattern === undefined || matchesArguments(entry.argPattern, segment, context);
}

/** Anything else would mean more than one program, or a different one from what PATH finds. */
const PLAIN_NAME = /^[A-Za-z0-9_][\w.+-]{0,127}$/;
const MAX_NAMES = 1000;

/** Names that somebody else vouches for, as entries like the owner's; anything but a plain name is ignored. */
export function entriesForNames(names: readonly string[]): readonly AllowlistEntry[] {
  const plain = names.filter((name) => PLAIN_NAME.test(name));
  return plain.slice(0, MAX_NAMES).map((pattern) => ({ pattern }));
}

/** One program of a command, and what vouches for it. */
export interface SegmentVerdict {
  readonly segment: Segment;
  readonly vouch: Vouch;
  /** The entry that vouches for it; null when none does. */
  readonly entry: AllowlistEntry | null;
  /** What it may touch when contained; null when nothing vouches for it, or it needs no cage. */
  readonly grant: Grant | null;
}

/** What the owner's allowlist says of a command. */
export interface Judgement {
  /** For all programs together: the most cautious of their verdicts. */
  readonly vouch: Vouch;
  /** Every program of the command, in order; empty when it cannot be taken apart. */
  readonly segments: readonly SegmentVerdict[];
  /** This very command was always allowed, but a program or script it names has changed since. */
  readonly changed: boolean;
  /** What all its contained programs may touch; null when none is contained. */
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

/** One cage surrounds all programs of a command: none gets what only another one may touch. */
const common = (one: Grant, other: Grant): Grant => ({
  write: one.write.filter((path) => other.write.includes(path)),
  network: one.network && other.network,
});

const isPattern = ({ pattern }: AllowlistEntry): boolean => /[*?]/.test(pattern);

/** What these entries, all of them together, let a contained program touch. */
function grantBy(entries: readonly AllowlistEntry[], { cwd, home }: MatchContext): Grant {
  const write = entries.flatMap((entry) => {
    if (entry.write !== undefined) return entry.write;
    // Whoever wrote a pattern did not see the programs it matches; and the caller chose the folder.
    return isPattern(entry) || !isWorkFolder(cwd, home) ? [] : [cwd];
  });
  return { write: [...new Set(write)], network: entries.some(({ network }) => network === true) };
}

const isExact = ({ argPattern }: AllowlistEntry): boolean => argPattern?.startsWith(EXACT_PREFIX) ?? false;

/** What was allowed word for word was allowed on its own: not with other variables, nor as part of something. */
const standsAlone = (analysis: Analysis): boolean =>
  analysis.segments.length === 1 && analysis.segments.every(({ ownEnvironment }) => ownEnvironment);

/** A text that cannot be taken apart may read differently in another encoding, which a caller can choose. */
const isAnotherRun = (analysis: Analysis, { variables }: MatchContext): boolean =>
  changeWhatRuns(variables) || (analysis.unclear !== null && variables.length > 0);

const hasSameContent = (entry: AllowlistEntry, { content }: MatchContext): boolean =>
  (entry.content ?? null) === content();

/** Whether an entry allows exactly this command, whatever the files are now. */
const wasExact = (segment: Segment, entries: readonly AllowlistEntry[], context: MatchContext): boolean =>
  entries.some((entry) => isExact(entry) && matchesEntry(entry, segment, context));

/** How far the best entry for it vouches for one program. */
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
  // Nothing can contain a program with different privileges.
  if (segment.otherRights) return { segment, vouch: "ask", entry, grant: null };
  const uncontained = named.find(
    (candidate) => candidate.uncontained === true && candidate.contained !== true && segment.binding === null,
  );
  if (uncontained !== undefined) return free(uncontained);
  return { segment, vouch: "contained", entry, grant: grantBy(matching, context) };
}

/** What the owner's allowlist says of every program of a command, or of exactly this command in this directory. */
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
 * The entries "always allow this" would add: one program with exactly its arguments, here, whether a shell starts it or
 * not. Everything else is bound as a whole: in `test -f x && deploy` the second half alone was never allowed. Null when
 * nothing may be remembered: code in the arguments, variables that no entry could hold, or no program to bind to.
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
