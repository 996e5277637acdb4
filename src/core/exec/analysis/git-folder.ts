import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";

/** Larger settings or lists of files are not looked through, bytes. */
const largestConfig = 256 * 1024;
const largestIndex = 64 * 1024 * 1024;
const deepestFolder = 100;

/**
 * Settings of a repository that name nothing to run, include nothing and fetch nothing by themselves:
 * section, and the keys in it. Whatever else a repository says of itself makes it one that is not plain.
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

/** A name of a mode in a list of files: another repository inside this one. */
const gitlink = Buffer.from([0x00, 0x00, 0xe0, 0x00]);

const readSmall = (path: string, most: number): Buffer | null => {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return null;
  if (!status.isFile() || status.size > most) throw new Error("not a plain file");
  return readFileSync(path);
};

/**
 * The folders of all repositories that lie above, nearest first: git passes over one that is none to it.
 * Throws where that cannot be told.
 */
function gitDirectoriesFrom(folder: string): readonly string[] {
  const found: string[] = [];
  let at = folder;
  for (let depth = 0; depth < deepestFolder; depth++) {
    const candidate = join(at, ".git");
    const status = statSync(candidate, { throwIfNoEntry: false });
    if (status?.isDirectory()) found.push(candidate);
    else if (status?.isFile()) {
      const text = readSmall(candidate, 4096)?.toString("utf8") ?? "";
      const target = /^gitdir: ([^\0\n]+)\n?$/.exec(text)?.[1];
      if (target === undefined) throw new Error("not a pointer");
      found.push(isAbsolute(target) ? target : resolve(at, target));
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
      // An empty section says nothing; what it holds is judged line by line.
      continue;
    }
    const key = /^([A-Za-z][A-Za-z0-9-]*)\s*(=|$)/.exec(line)?.[1];
    // A value that goes on in the next line could hide a section from this reading.
    if (key === undefined || keys === null || !keys.test(key.toLowerCase()) || line.endsWith("\\"))
      return false;
  }
  return true;
}

function isPlain(directory: string): boolean {
  const pointer = readSmall(join(directory, "commondir"), 4096)?.toString("utf8").trim();
  const common = pointer === undefined ? directory : resolve(directory, pointer);
  const config = readSmall(join(common, "config"), largestConfig)?.toString("utf8") ?? "";
  if (!isPlainConfig(config)) return false;
  const index = readSmall(join(directory, "index"), largestIndex);
  return index === null || !index.includes(gitlink);
}

/**
 * Whether a folder's repository, as git finds it from there, says nothing of itself that git would run:
 * no settings but harmless ones, and no other repositories inside it, which could. No repository at all is
 * as good. Hooks, fsmonitor and repositories without a working tree are switched off where git is started.
 */
export function isPlainRepository(folder: string): boolean {
  try {
    const real = realpathSync.native(folder);
    return !/[\\/]\.git([\\/]|$)/.test(real) && gitDirectoriesFrom(real).every(isPlain);
  } catch {
    return false;
  }
}
