import { readdirSync, realpathSync, statSync } from "node:fs";
import { posix, win32 } from "node:path";
import type { Analysis, Segment } from "./analyse.ts";
import { pathAsWalked } from "./locate.ts";
import { pathOnThisComputer } from "./windows-path.ts";

/** What belongs to Clawtray: its state folder, and the files that start it. */
export interface OwnPlaces {
  readonly stateDir: string;
  /** Further Clawtray folders whose contents nobody else may use. */
  readonly folders?: readonly string[];
  /** Files, and folders that hold nothing but them. */
  readonly programs: readonly string[];
}

/** Why the allowlist never vouches for a command: it reaches something that belongs to Clawtray. */
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

/** Beyond this many lookups it is no longer quick; such a command is asked about. */
const MAX_LOOKUPS = 4000;
const MAX_STARTS = 200;
/** No system accepts a longer path. */
const MAX_PATH_LENGTH = 4097;

/** Per-process folders in which paths mean something different from here, and other processes' memory. */
const PER_PROCESS =
  /^\/proc\/[^/]+\/(task\/[^/]+\/)?(cwd|root|fd|map_files|environ|mem)(\/|$)|^\/dev\/fd(\/|$)/;
/** Folders that contain such folders. */
const OF_PROCESSES = /^\/proc(\/[^/]+(\/task(\/[^/]+)?)?)?$/;
/** The names by which Clawtray is called, wherever it is installed. */
const OWN_NAME =
  /(^|[\\/])(clawtray(\.(js|mjs|cjs|exe|cmd|ps1|appimage))?|out[\\/]cli[\\/](index|chunks[\\/][\w.-]+)\.js)$/i;

const real = (path: string): string | null => {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
};

/** The real path as far as it exists, followed by the rest as written. */
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

/** Every part of a word that may be a path: after an option, an equals sign, a quote, in an address. */
function* pathsIn(word: string): Generator<string> {
  const seen = new Set<string>();
  const starts = new Set([0]);
  for (const { index } of word.matchAll(/[^\w.~-]|~/g)) {
    if (starts.size > MAX_STARTS) break;
    starts.add(index).add(index + 1);
  }
  // The value of a short option may follow it directly, and the option may follow others.
  if (/^-[A-Za-z]/.test(word)) for (let at = 2; at < Math.min(word.length, 12); at++) starts.add(at);
  for (const start of starts) {
    const rest = word.slice(start, start + MAX_PATH_LENGTH);
    const cut = rest.slice(1).search(/[\s"'`:;,)}\]>|&?#<({[=]/);
    for (const piece of cut < 0 ? [rest] : [rest, rest.slice(0, cut + 1)]) {
      if (piece === "" || seen.has(piece)) continue;
      seen.add(piece);
      yield piece;
    }
  }
}

/** The ids of the folders and of the files in them, whatever name leads there. */
function idsIn(folders: readonly string[], paths: typeof posix): ReadonlySet<string> {
  const ids = new Set<string | null>();
  for (const folder of folders) {
    ids.add(fileId(folder));
    try {
      for (const name of readdirSync(folder)) ids.add(fileId(paths.join(folder, name)));
    } catch {
      // The folder does not exist yet.
    }
  }
  return new Set([...ids].filter((id) => id !== null));
}

/** Recognizes what leads to Clawtray's own files or program, for one command as it would be run. */
function createFinder({ stateDir, folders = [], programs }: OwnPlaces, context: PlaceContext) {
  const { cwd, home, platform } = context;
  const paths = platform === "win32" ? win32 : posix;
  const caseless = platform === "win32" || platform === "darwin";
  const fold = (path: string): string => (caseless ? path.toLowerCase() : path);
  const ownFolders = [stateDir, ...folders];
  const states = ownFolders.map((folder) => fold(realAsFarAs(folder, paths)));
  const within = (path: string, folder: string): boolean =>
    path === folder || path.startsWith(folder.endsWith(paths.sep) ? folder : folder + paths.sep);
  const inOwn = (path: string): boolean => states.some((state) => within(path, state));
  const ids = idsIn(ownFolders, paths);
  const holdsOwn = (path: string): boolean => states.some((state) => within(state, path));
  const own = programs.map((path) => fold(realAsFarAs(path, paths)));
  const known = new Map<string, OwnReach | null>();
  let lookups = 0;

  const absolute = (piece: string): readonly string[] => {
    const path = piece.startsWith("~") ? home + piece.replace(/^~[^\\/]*/, "") : piece;
    return [...new Set([pathAsWalked(cwd, path, platform), paths.resolve(cwd, path)])];
  };
  const lookUp = (piece: string): OwnReach | null => {
    if (++lookups > MAX_LOOKUPS) return "own-files";
    if (piece.includes("\0") || piece.length >= MAX_PATH_LENGTH) return null;
    for (const named of absolute(piece)) {
      const path = platform === "win32" ? pathOnThisComputer(named) : named;
      // Merely looking at it would tell another computer who is here.
      if (path === null) continue;
      const found = realAsFarAs(path, paths);
      if (platform !== "win32" && (PER_PROCESS.test(paths.normalize(path)) || PER_PROCESS.test(found)))
        return "own-files";
      if (inOwn(fold(found))) return "own-files";
      const id = fileId(path);
      if (id !== null && ids.has(id)) return "own-files";
      if (own.some((program) => within(fold(found), program))) return "own-program";
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
    inState: (path: string): boolean => inOwn(fold(realAsFarAs(path, paths))),
    /** Whether what is below one of these belongs to Clawtray, wholly or in part, or is private to other processes. */
    below: (folders: readonly string[]): boolean =>
      folders.some(
        (folder) =>
          ofWord(folder) === "own-files" ||
          absolute(folder).some((path) => {
            const found = realAsFarAs(path, paths);
            return holdsOwn(fold(found)) || (platform !== "win32" && OF_PROCESSES.test(found));
          }),
      ),
    /** Whether a file name pattern may expand to it. */
    mayExpandTo: (piece: string): boolean => {
      const [literal = ""] = piece.split(/[*?[{$`\\]/, 1);
      const folder =
        literal.slice(0, Math.max(literal.lastIndexOf("/"), 0)) || (literal.startsWith("/") ? "/" : ".");
      return absolute(folder).some((path) => holdsOwn(fold(realAsFarAs(path, paths))));
    },
  };
}

type Finder = ReturnType<typeof createFinder>;

/** A shell text that cannot be parsed: its words as far as they can be seen, with variables substituted. */
const roughWords = (text: string, environment: NodeJS.ProcessEnv): readonly string[] =>
  text
    .replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => environment[name] ?? whole)
    .replaceAll(/["'\\]/g, "")
    .split(/[\s;|&()<>]+/)
    .filter((word) => word !== "");

function reachOfSegment(segment: Segment, finder: Finder): OwnReach | null {
  const [name = "", ...words] = segment.argv;
  const files = [segment.executable?.path ?? name, segment.executable?.realPath ?? name];
  if (files.some((path) => OWN_NAME.test(path) || finder.ofWord(path) === "own-program"))
    return "own-program";
  if (segment.harmless !== null && finder.below(segment.harmless.below)) return "own-files";
  const reaches = words.map(finder.ofWord);
  if (reaches.includes("own-files")) return "own-files";
  // Reading about Clawtray is not calling it.
  if (segment.harmless !== null) return null;
  return reaches.includes("own-program") || words.some((word) => OWN_NAME.test(word)) ? "own-program" : null;
}

/** Whether a command leads to something of Clawtray's, however it is written; null when nothing in it does. */
export function findOwnReach(analysis: Analysis, places: OwnPlaces, context: PlaceContext): OwnReach | null {
  const finder = createFinder(places, context);
  if (finder.inState(context.cwd)) return "own-files";
  if (context.values.some((value) => finder.ofWord(value) === "own-files")) return "own-files";
  const found = analysis.segments
    .map((segment) => reachOfSegment(segment, finder))
    .find((reach) => reach !== null);
  if (found !== undefined) return found;
  // Wrappers and shells have their own arguments, and a text that cannot be parsed is searched as it is.
  const { argv } = analysis.whole;
  const rough =
    analysis.unclear === null ? [] : argv.flatMap((word) => roughWords(word, context.environment));
  const outer = analysis.unclear === null && analysis.wrappers.length === 0 ? [] : argv;
  const reaches = [...outer.filter((word) => !/\s/.test(word)), ...rough].map(finder.ofWord);
  if (reaches.includes("own-files")) return "own-files";
  if (rough.some((word) => /[*?[{$`]/.test(word) && finder.mayExpandTo(word))) return "own-files";
  return rough.some((word) => OWN_NAME.test(word)) || (rough.length > 0 && reaches.includes("own-program"))
    ? "own-program"
    : null;
}
