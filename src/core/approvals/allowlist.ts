import { createHash } from "node:crypto";
import { posix, win32 } from "node:path";
import type { Analysis, Segment } from "./analyse.ts";
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
}

/** Whether an entry can match anything at all. */
export function isActive(entry: AllowlistEntry): boolean {
  if (entry.argPattern?.startsWith(voidPrefix)) return false;
  return entry.source !== "allow-always" || (entry.argPattern?.startsWith(exactPrefix) ?? false);
}

/**
 * The binding of exactly these arguments in exactly this directory. Lengths are part of the
 * hashed text, so that no two lists of words share it. `argv[0]` is left to the pattern.
 */
export function exactArguments(argv: readonly string[], cwd: string, platform: NodeJS.Platform): string {
  const directory = (platform === "win32" ? win32 : posix).normalize(cwd).replaceAll("\\", "/");
  const words = argv.slice(1);
  const text = [
    `${Buffer.byteLength(directory)}\0${directory}\0`,
    `${words.length}\0`,
    ...words.map((word) => `${Buffer.byteLength(word)}\0${word}\0`),
  ].join("");
  return exactPrefix + createHash("sha256").update(text).digest("hex");
}

const escaped = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, "\\$&");

/** `**` crosses directories, `*` and `?` stay inside one; everything else is itself. */
function globExpression(pattern: string, caseless: boolean): RegExp {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      if (part === "**/") return "(?:[^/]+/)*";
      if (part === "**") return ".*";
      if (part === "*") return "[^/]*";
      return part === "?" ? "[^/]" : escaped(part);
    })
    .join("");
  return new RegExp(`^${source}$`, caseless ? "isu" : "su");
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
    if (/[\\/]/.test(segment.argv[0] ?? "")) return false;
    const found = slashes(executable.path);
    return globExpression(wanted, windows).test(found.slice(found.lastIndexOf("/") + 1));
  }
  const full = wanted.startsWith("~/") ? slashes(context.home) + wanted.slice(1) : wanted;
  const real = slashes(executable.realPath);
  if (globExpression(full, windows).test(real)) return true;
  if (/[*?]/.test(full)) return false;
  const target = context.realPath(full);
  return target !== null && slashes(target) === real;
}

function matchesArguments(argPattern: string, argv: readonly string[], context: MatchContext): boolean {
  if (argPattern.startsWith(exactPrefix)) {
    return argPattern === exactArguments(argv, context.cwd, context.platform);
  }
  const subject = argv.slice(1).join(" ");
  if (subject.length > longestSubject) return false;
  try {
    return new RegExp(argPattern).test(subject);
  } catch {
    return false;
  }
}

function matchesEntry(entry: AllowlistEntry, segment: Segment, context: MatchContext): boolean {
  if (!isActive(entry) || !matchesProgram(entry.pattern, segment, context)) return false;
  // Code in the arguments is not vouched for by trusting the program that reads it.
  if (entry.argPattern === undefined) return segment.binding === null;
  return matchesArguments(entry.argPattern, segment.argv, context);
}

export interface AllowlistResult {
  readonly satisfied: boolean;
  /** The entries that did it. */
  readonly entries: readonly AllowlistEntry[];
}

/** Whether every program of a command is trusted, or exactly this command in this directory is. */
export function matchAllowlist(
  analysis: Analysis,
  entries: readonly AllowlistEntry[],
  context: MatchContext,
): AllowlistResult {
  const exact = entries.find(
    (entry) =>
      entry.source === "allow-always" &&
      entry.argPattern?.startsWith(exactPrefix) &&
      matchesEntry(entry, analysis.whole, context),
  );
  if (exact !== undefined) return { satisfied: true, entries: [exact] };
  if (analysis.unclear !== null || analysis.segments.length === 0) return { satisfied: false, entries: [] };
  const found = analysis.segments.map((segment) =>
    entries.find((entry) => matchesEntry(entry, segment, context)),
  );
  const matched = found.filter((entry) => entry !== undefined);
  return matched.length === found.length
    ? { satisfied: true, entries: [...new Set(matched)] }
    : { satisfied: false, entries: [] };
}

/**
 * The entries "always allow this" would add: each program with exactly its arguments, here. A
 * command that cannot be taken apart is bound as a whole. Null when nothing may be remembered:
 * code in the arguments, or no program to bind to.
 */
export function grantsFor(analysis: Analysis, context: MatchContext): readonly AllowlistEntry[] | null {
  if (analysis.segments.some((segment) => segment.binding === "inline-code")) return null;
  const segments = analysis.unclear === null ? analysis.segments : [analysis.whole];
  const grants: AllowlistEntry[] = [];
  for (const { argv, executable } of segments) {
    if (executable === null) return null;
    grants.push({
      pattern: executable.realPath,
      argPattern: exactArguments(argv, context.cwd, context.platform),
      source: "allow-always",
    });
  }
  return grants.length === 0 ? null : grants;
}
