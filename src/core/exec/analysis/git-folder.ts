import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";

/** Larger settings files or indexes are not looked through, bytes. */
const MAX_CONFIG = 256 * 1024;
const MAX_INDEX = 64 * 1024 * 1024;
const DEEPEST_FOLDER = 100;

/**
 * Repository settings that by themselves run nothing, include nothing and fetch nothing: section, and the keys in it.
 * Any other setting makes a repository one that is not plain.
 */
const plainKeys: readonly (readonly [section: RegExp, keys: RegExp])[] = [
  [
    /^core$/,
    /^(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol|safecrlf|quotepath|abbrev|whitespace|longpaths|untrackedcache|preloadindex|commentchar|sharedrepository|compression|protecthfs|protectntfs|checkstat|trustctime)$/,
  ],
  [/^remote "[^"]*"$/, /^(url|fetch|push|pushurl|prune|tagopt|gh-resolved|mirror)$/],
  [
    /^branch "[^"]*"$/,
    /^(remote|merge|rebase|pushremote|description|vscode-merge-base|gk-[\w-]+|github-[\w-]+)$/,
  ],
  [/^(user|author|committer)$/, /^(name|email|signingkey|useconfigonly)$/],
  [/^extensions$/, /^(objectformat|refstorage|noop)$/],
  [
    /^(pull|push|fetch|merge|rebase|init|status|commit|color|color "[^"]*"|gc|advice|column|index|pack|receive|rerere|tag|branch|log)$/,
    /^(rebase|ff|default|autosetupremote|followtags|prune|prunetags|autostash|autosquash|defaultbranch|showuntrackedfiles|gpgsign|ui|auto|diff|status|branch|log|version|threads|conflictstyle|sort|date|decorate|denynonfastforwards|denycurrentbranch|enabled|renames|algorithm|mnemonicprefix|autosetuprebase|autosetupmerge|abbrevcommit|stat|[a-z]+hint)$/,
  ],
  [/^diff$/, /^(renames|algorithm|colormoved|mnemonicprefix|noprefix|context|renamelimit)$/],
  [/^lfs( "[^"]*")?$/, /^(repositoryformatversion|access|locksverify)$/],
  [/^submodule$/, /^(active|recurse)$/],
];

/** The mode of an index entry that is another repository inside this one. */
const gitlink = Buffer.from([0x00, 0x00, 0xe0, 0x00]);

const readSmall = (path: string, most: number): Buffer | null => {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return null;
  if (!status.isFile() || status.size > most) throw new Error("not a plain file");
  return readFileSync(path);
};

/**
 * What a small git file points to, as git reads it: only the line endings at its end are stripped. Null when there is
 * no such file; throws when its bytes are not valid text, because it would name a different path here.
 */
function readPointer(path: string): string | null {
  const bytes = readSmall(path, 4096);
  if (bytes === null) return null;
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  if (text.includes("\0")) throw new Error("not a pointer");
  return text.replace(/[\r\n]+$/, "");
}

/** A folder something points to; throws when there is none, because git might still find another one. */
function existing(folder: string): string {
  if (!statSync(folder).isDirectory()) throw new Error("not a folder");
  return folder;
}

/**
 * The folders of all repositories above, nearest first, because git skips one that it does not recognize. Throws when
 * that cannot be determined.
 */
function gitDirectoriesFrom(folder: string): readonly string[] {
  const found: string[] = [];
  let at = folder;
  for (let depth = 0; depth < DEEPEST_FOLDER; depth++) {
    const candidate = join(at, ".git");
    const status = statSync(candidate, { throwIfNoEntry: false });
    if (status?.isDirectory()) found.push(candidate);
    else if (status?.isFile()) {
      const target = /^gitdir: ([^\r\n]+)$/.exec(readPointer(candidate) ?? "")?.[1];
      if (target === undefined) throw new Error("not a pointer");
      found.push(existing(isAbsolute(target) ? target : resolve(at, target)));
    } else if (status !== undefined) throw new Error("neither folder nor pointer");
    const parent = dirname(at);
    if (parent === at) return found;
    at = parent;
  }
  throw new Error("too deep");
}

function isPlainConfig(text: string): boolean {
  let keys: RegExp | null = null;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (line === "" || /^[#;]/.test(line)) continue;
    const section = /^\[([A-Za-z0-9.-]+(?: "(?:[^"\\]|\\.)*")?)\]$/.exec(line)?.[1];
    if (section !== undefined) {
      const name = section.replace(/^[^ ]+/, (first) => first.toLowerCase());
      keys = plainKeys.find(([pattern]) => pattern.test(name))?.[1] ?? null;
      // An empty section sets nothing; its contents are judged line by line.
      continue;
    }
    const key = /^([A-Za-z][A-Za-z0-9-]*)\s*(=|$)/.exec(line)?.[1];
    // A value that continues on the next line could hide a section from this parser.
    if (key === undefined || keys === null || !keys.test(key.toLowerCase()) || line.endsWith("\\"))
      return false;
  }
  return true;
}

/** The index files of a repository: its own, and those it may have been split from. */
const indexesOf = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => name === "index" || name.startsWith("sharedindex."))
    .map((name) => join(directory, name));

function isPlain(directory: string): boolean {
  const pointer = readPointer(join(directory, "commondir"));
  const common = pointer === null ? directory : existing(resolve(directory, pointer));
  const config = readSmall(join(common, "config"), MAX_CONFIG)?.toString("utf8") ?? "";
  if (!isPlainConfig(config)) return false;
  const indexes = [...indexesOf(directory), ...(common === directory ? [] : indexesOf(common))];
  return indexes.every((path) => readSmall(path, MAX_INDEX)?.includes(gitlink) !== true);
}

/**
 * Whether the repository git finds from this folder has nothing in it that git would run: no settings but harmless
 * ones, and no nested repositories, which could have them. No repository at all is just as good. Hooks, fsmonitor and
 * repositories without a working tree are switched off where git is started.
 */
export function isPlainRepository(folder: string): boolean {
  try {
    const real = realpathSync.native(folder);
    return !/[\\/]\.git([\\/]|$)/.test(real) && gitDirectoriesFrom(real).every(isPlain);
  } catch {
    return false;
  }
}
