import { readdirSync, realpathSync, statSync } from "node:fs";
import { posix, win32 } from "node:path";
import type { Analysis, Segment } from "./analyse.ts";
import { pathAsWalked } from "./locate.ts";

/** What is this program's own: its state folder, and the files by which it is started. */
export interface OwnPlaces {
  readonly stateDir: string;
  readonly programs: readonly string[];
}

/** Why no list ever answers for a command: it leads to what is this program's own. */
export type OwnReach = "own-files" | "own-program";

export interface PlaceContext {
  /** The real path of the folder it would run in. */
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Values of variables the caller sets. */
  readonly values: readonly string[];
  /** Variables the command would be given. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Looking up more places than this is no longer quick; such a command is asked about. */
const mostLookups = 4000;
const mostStarts = 200;
/** The system takes no longer path. */
const longestPath = 4097;

/** Folders of a process in which paths mean something else than here, and what others keep in memory. */
const perProcess =
  /^\/proc\/[^/]+\/(task\/[^/]+\/)?(cwd|root|fd|map_files|environ|mem)(\/|$)|^\/dev\/fd(\/|$)/;
/** How this program is called, wherever it lies. */
const ownName = /(^|[\\/])(clawtray(\.(js|mjs|cjs|exe|cmd|ps1|appimage))?|out[\\/]cli[\\/]index\.js)$/i;

const real = (path: string): string | null => {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
};

/** The real path as far as there is one, and the rest as written. */
function realAsFarAs(path: string, paths: typeof posix): string {
  let rest = "";
  for (let at = path; ; at = paths.dirname(at)) {
    const found = real(at);
    if (found !== null) return rest === "" ? found : paths.join(found, rest);
    if (paths.dirname(at) === at) return path;
    rest = rest === "" ? paths.basename(at) : paths.join(paths.basename(at), rest);
  }
}

const fileId = (path: string): string | null => {
  const status = statSync(path, { throwIfNoEntry: false, bigint: true });
  return status === undefined ? null : `${status.dev}:${status.ino}`;
};

/** Every piece of a word that may be a path: behind an option, an equals sign, a quote, an address. */
function* pathsIn(word: string): Generator<string> {
  const seen = new Set<string>();
  const starts = new Set([0]);
  for (const { index } of word.matchAll(/[^\w.~-]|~/g)) {
    if (starts.size > mostStarts) break;
    starts.add(index).add(index + 1);
  }
  // The value of a short option may stand right behind it, and behind others.
  if (/^-[A-Za-z]/.test(word)) for (let at = 2; at < Math.min(word.length, 12); at++) starts.add(at);
  for (const start of starts) {
    const rest = word.slice(start, start + longestPath);
    const cut = rest.slice(1).search(/[\s"'`:;,)}\]>|&?#<({[=]/);
    for (const piece of cut < 0 ? [rest] : [rest, rest.slice(0, cut + 1)]) {
      if (piece === "" || seen.has(piece)) continue;
      seen.add(piece);
      yield piece;
    }
  }
}

/** Recognizes what leads to this program's own, as one command would be run. */
function createFinder({ stateDir, programs }: OwnPlaces, context: PlaceContext) {
  const { cwd, home, platform } = context;
  const paths = platform === "win32" ? win32 : posix;
  const caseless = platform === "win32" || platform === "darwin";
  const fold = (path: string): string => (caseless ? path.toLowerCase() : path);
  const state = fold(realAsFarAs(stateDir, paths));
  const within = (path: string, folder: string): boolean =>
    path === folder || path.startsWith(folder.endsWith(paths.sep) ? folder : folder + paths.sep);
  const ids = new Set<string | null>([fileId(stateDir)]);
  try {
    for (const name of readdirSync(stateDir)) ids.add(fileId(paths.join(stateDir, name)));
  } catch {
    // There is none yet.
  }
  ids.delete(null);
  const own = new Set(programs.map((path) => fold(realAsFarAs(path, paths))));
  const known = new Map<string, OwnReach | null>();
  let lookups = 0;

  const absolute = (piece: string): readonly string[] => {
    const path = piece.startsWith("~") ? home + piece.replace(/^~[^\\/]*/, "") : piece;
    return [...new Set([pathAsWalked(cwd, path, platform), paths.resolve(cwd, path)])];
  };
  const lookUp = (piece: string): OwnReach | null => {
    if (++lookups > mostLookups) return "own-files";
    if (piece.includes("\0") || piece.length >= longestPath) return null;
    for (const path of absolute(piece)) {
      if (platform !== "win32" && perProcess.test(paths.normalize(path))) return "own-files";
      const found = realAsFarAs(path, paths);
      if (within(fold(found), state)) return "own-files";
      const id = fileId(path);
      if (id !== null && ids.has(id)) return "own-files";
      if (own.has(fold(found))) return "own-program";
    }
    return null;
  };
  /** What one word leads to. */
  const ofWord = (word: string): OwnReach | null => {
    const before = known.get(word);
    if (before !== undefined) return before;
    let found: OwnReach | null = null;
    for (const piece of pathsIn(word)) {
      const reach = lookUp(piece);
      if (reach === "own-files") {
        found = reach;
        break;
      }
      found ??= reach;
    }
    known.set(word, found);
    return found;
  };
  return {
    ofWord,
    inState: (path: string): boolean => within(fold(realAsFarAs(path, paths)), state),
    /** Whether the state folder lies below one of these. */
    above: (folders: readonly string[]): boolean =>
      folders.some((folder) =>
        absolute(folder).some((path) => within(state, fold(realAsFarAs(path, paths)))),
      ),
    /** Whether a pattern of file names may lead there. */
    mayExpandTo: (piece: string): boolean => {
      const [literal = ""] = piece.split(/[*?[{$`\\]/, 1);
      const folder =
        literal.slice(0, Math.max(literal.lastIndexOf("/"), 0)) || (literal.startsWith("/") ? "/" : ".");
      return absolute(folder).some((path) => within(state, fold(realAsFarAs(path, paths))));
    },
  };
}

type Finder = ReturnType<typeof createFinder>;

/** A text for a shell that cannot be taken apart: its words as far as they can be seen, variables in place. */
const roughWords = (text: string, environment: NodeJS.ProcessEnv): readonly string[] =>
  text
    .replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => environment[name] ?? whole)
    .replaceAll(/["'\\]/g, "")
    .split(/[\s;|&()<>]+/)
    .filter((word) => word !== "");

function reachOfSegment(segment: Segment, finder: Finder): OwnReach | null {
  const [name = "", ...words] = segment.argv;
  const files = [segment.executable?.path ?? name, segment.executable?.realPath ?? name];
  if (files.some((path) => ownName.test(path) || finder.ofWord(path) === "own-program")) return "own-program";
  if (segment.harmless !== null && finder.above(segment.harmless.below)) return "own-files";
  const reaches = words.map(finder.ofWord);
  if (reaches.includes("own-files")) return "own-files";
  // Reading about this program is not calling it.
  if (segment.harmless !== null) return null;
  return reaches.includes("own-program") || words.some((word) => ownName.test(word)) ? "own-program" : null;
}

/** Whether a command leads to this program's own, however it is written; null where nothing of it does. */
export function findOwnReach(analysis: Analysis, places: OwnPlaces, context: PlaceContext): OwnReach | null {
  const finder = createFinder(places, context);
  if (finder.inState(context.cwd)) return "own-files";
  if (context.values.some((value) => finder.ofWord(value) === "own-files")) return "own-files";
  const found = analysis.segments
    .map((segment) => reachOfSegment(segment, finder))
    .find((reach) => reach !== null);
  if (found !== undefined) return found;
  // Wrappers and shells have words of their own, and a text that cannot be taken apart is looked through as it is.
  const { argv } = analysis.whole;
  const rough =
    analysis.unclear === null ? [] : argv.flatMap((word) => roughWords(word, context.environment));
  const outer = analysis.unclear === null && analysis.wrappers.length === 0 ? [] : argv;
  const reaches = [...outer.filter((word) => !/\s/.test(word)), ...rough].map(finder.ofWord);
  if (reaches.includes("own-files")) return "own-files";
  if (rough.some((word) => /[*?[{$`]/.test(word) && finder.mayExpandTo(word))) return "own-files";
  return rough.some((word) => ownName.test(word)) || (rough.length > 0 && reaches.includes("own-program"))
    ? "own-program"
    : null;
}
