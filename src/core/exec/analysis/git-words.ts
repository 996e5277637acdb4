import { posix } from "node:path";
import type { Harmless, Look } from "./harmless.ts";
import { laterOptionRules, type OptionRules, readOptionWords } from "./option-words.ts";

/** Options for showing commits and differences, written as in the table of readers. */
const SHOWING =
  "-# -pusmzbwatRcgq1n:M?C?B?D?S:G:L:l:U:i --abbrev-commit --abbrev[=] --after= --all --all-match --ancestry-path --author= --author-date-order " +
  "--basic-regexp --before= --binary --bisect --boundary --branches[=] --cached --cc --check --cherry --cherry-mark --cherry-pick --children " +
  "--clear-decorations --color-moved-ws= --color-moved[=] --color-words[=] --color[=] --combined-all-paths --committer= --compact-summary --count " +
  "--cumulative --date-order --date= --decorate[=] --decorate-refs-exclude= --decorate-refs= --dense --diff-algorithm= --diff-filter= --diff-merges= " +
  "--anchored= --break-rewrites[=] --dirstat[=] --dirstat-by-file[=] --do-walk --encoding= --exclude-first-parent-only --exclude= --exit-code --extended-regexp --find-copies-harder --find-copies[=] " +
  "--find-object= --find-renames[=] --first-parent --fixed-strings --follow --format= --full-diff --full-history --full-index --function-context " +
  "--glob= --graph --grep= --grep-reflog= --help --histogram --ignore-all-space --ignore-blank-lines --ignore-cr-at-eol --ignore-matching-lines= " +
  "--ignore-missing --ignore-space-at-eol --ignore-space-change --indent-heuristic --inter-hunk-context= --invert-grep --irreversible-delete " +
  "--ita-invisible-in-index --ita-visible-in-index --left-only --left-right --line-prefix= --log-size --max-count= --max-parents= --merge --merge-base " +
  "--merges --min-parents= --minimal --name-only --name-status --no-abbrev --no-abbrev-commit --no-color --no-color-moved --no-decorate --no-ext-diff " +
  "--no-indent-heuristic --no-max-parents --no-merges --no-min-parents --no-notes --no-patch --no-prefix --no-relative --no-rename-empty --no-renames " +
  "--no-textconv --no-walk[=] --not --notes[=] --null --numstat --objects --oneline --parents --patch --patch-with-raw --patch-with-stat --patience " +
  "--perl-regexp --pickaxe-all --pickaxe-regex --pretty[=] --quiet --raw --ref-format= --reflog --regexp-ignore-case --relative-date --relative[=] " +
  "--remotes[=] --remove-empty --rename-empty --reverse --right-only --root --shortstat --show-notes[=] --show-pulls --simplify-by-decoration " +
  "--simplify-merges --since-as-filter= --since= --skip= --source --sparse --staged --stat-count= --stat-graph-width= --stat-name-width= --stat-width= --stat[=] --stdin " +
  "--summary --tags[=] --text --timestamp --topo-order --unified= --until= --walk-reflogs --word-diff-regex= --word-diff[=] --ws-error-highlight= " +
  "!--ext-diff !--textconv !--output= !--output-indicator-new= !--output-indicator-old= !--output-indicator-context= !--show-signature !--submodule[=] " +
  "!--ignore-submodules[=] !--src-prefix= !--dst-prefix= !--default-prefix !--no-index !--show-linear-break[=] !--skip-to= !--rotate-to= !--remerge-diff " +
  "!--mailmap !--use-mailmap !--no-mailmap !--no-use-mailmap !--filter= !--disk-usage[=] !--alternate-refs !--expand-tabs[=] !--no-expand-tabs";

/** Subcommands that only show, each with its options. One per line, sorted. */
const TABLE = `
blame | -befhklnpstwcL:S:M?C? --abbrev= --color-by-age --color-lines --date= --encoding= --first-parent --incremental --line-porcelain --porcelain --reverse --root --score-debug --show-email --show-name --show-number --show-stats --since= !--contents= !--ignore-rev= !--ignore-revs-file= !--progress !--minimal
cat-file | -epst --allow-unknown-type --batch[=] --batch-check[=] --batch-all-objects --buffer --unordered !--textconv !--filters !--path= !--follow-symlinks !--filter= !--use-mailmap !--mailmap !--batch-command[=]
check-ignore | -nqvz --no-index --non-matching --quiet --stdin --verbose
count-objects | -vH --human-readable --verbose
describe | --abbrev= --all --always --candidates= --contains --debug --exact-match --exclude= --first-parent --long --match= --tags !--broken[=] !--dirty[=]
diff | =
diff-tree | =
for-each-ref | --contains[=] --count= --exclude= --format= --ignore-case --merged[=] --no-contains[=] --no-merged[=] --omit-empty --points-at= --sort= !--perl !--python !--shell !--tcl !--stdin
grep | -# -aEFGhHiIlLnopPqrvwWzcA:B:C:e:m: --after-context= --all-match --and --basic-regexp --before-context= --break --cached --color[=] --column --context= --count --extended-regexp --files-with-matches --files-without-match --fixed-strings --full-name --function-context --heading --ignore-case --invert-match --line-number --max-count= --max-depth= --name-only --no-color --no-recursive --not --null --only-matching --or --perl-regexp --quiet --recursive --show-function --text --threads= --untracked --word-regexp !--ext-grep !--index !--open-files-in-pager[=] !--no-index !--textconv !--no-textconv !--recurse-submodules !--exclude-standard !--no-exclude-standard !--parent-basename=
log | =
ls-files | -cdikmostuvzfx: --abbrev[=] --cached --debug --deduplicate --deleted --directory --eol --error-unmatch --exclude-standard --exclude= --format= --full-name --ignored --killed --modified --no-empty-directory --others --resolve-undo --stage --unmerged !--exclude-from= !--exclude-per-directory= !--recurse-submodules !--sparse !--with-tree=
ls-tree | -dlrtz --abbrev[=] --format= --full-name --full-tree --long --name-only --name-status --object-only
merge-base | -a --all --fork-point --independent --is-ancestor --octopus
name-rev | --all --always --name-only --no-undefined --tags --exclude= --refs= !--annotate-stdin !--stdin
range-diff | =
rev-list | =
rev-parse | -q --abbrev-ref[=] --absolute-git-dir --all --branches[=] --git-common-dir --git-dir --is-bare-repository --is-inside-git-dir --is-inside-work-tree --is-shallow-repository --remotes[=] --short[=] --show-cdup --show-object-format[=] --show-prefix --show-superproject-working-tree --show-toplevel --symbolic --symbolic-full-name --tags[=] --verify --git-path= --quiet !--parseopt !--sq !--sq-quote !--local-env-vars !--path-format= !--prefix= !--since= !--until= !--after= !--before= !--default= !--flags !--no-flags !--revs-only !--no-revs !--glob= !--exclude= !--disambiguate= !--resolve-git-dir= !--shared-index-path !--not !--keep-dashdash !--stop-at-non-option !--stuck-long !--show-ref-format !--end-of-options !--exclude-hidden=
shortlog | -csenw? --committer --email --group= --numbered --since= --summary --until= --all --no-merges --author= --before= --after= --merges --branches[=] --tags[=] !--format= !--date=
show | =
show-ref | -hdqs --abbrev[=] --branches --dereference --exists --hash[=] --head --heads --quiet --tags --verify !--exclude-existing[=]
status | -bsuvzu? --ahead-behind --branch --column[=] --find-renames[=] --ignored[=] --long --no-ahead-behind --no-column --no-renames --null --porcelain[=] --renames --short --show-stash --untracked-files[=] --verbose !--ignore-submodules[=]
version | --build-options
whatchanged | =
`;

/** The options each of them may have. */
export const verbs: ReadonlyMap<string, () => OptionRules> = new Map(
  TABLE.trim()
    .split("\n")
    .map((line) => {
      const [name = "", options = ""] = line.split(" | ");
      return [name, laterOptionRules((options === "=" ? SHOWING : options).split(" "))];
    }),
);

/** Subcommands that show something with exactly these arguments, and change something with others. */
const lists: Readonly<Record<string, RegExp>> = {
  branch:
    /^(-[avr]+|-vv|-avv|--(all|list|remotes|show-current|verbose|no-color|merged|no-merged|contains|points-at|sort|format)(=[^\s]*)?)$/,
  config:
    /^(--get|--get-all|--get-regexp|--list|-l|--show-origin|--show-scope|--global|--local|--system|--name-only|-z|get|list)$/,
  reflog: /^(show|-n|-\d+|--all|--oneline|--date=\w+)$/,
  remote: /^(-v|--verbose|get-url)$/,
  stash: /^(list|show|-p|--stat|--oneline|stash@\{\d+\})$/,
  tag: /^(-l|--list|-n\d*|--sort=[\w:-]+|--points-at=\w+)$/,
  worktree: /^(list|--porcelain|-v|-z)$/,
};

/** For some of those, the first arguments after which operands name what to show. */
const listOperands: Readonly<Record<string, RegExp>> = {
  branch: /^--(contains|list|merged|no-merged|points-at)$/,
  config: /^(--get|--get-all|--get-regexp|get)$/,
  remote: /^get-url$/,
  tag: /^(-l|--list)$/,
};

function onlyLists(verb: string, words: readonly string[]): boolean {
  const known = lists[verb] as RegExp;
  const [first] = words;
  // Without arguments these change something, or wait for input.
  if (first === undefined)
    return verb === "branch" || verb === "tag" || verb === "remote" || verb === "reflog";
  if (verb === "config" && words.length === 1 && /^[\w-]+(\.[\w-]+)+$/.test(first)) return true;
  if (!known.test(first)) return false;
  if (/^(stash|worktree)$/.test(verb) && !/^(list|show)$/.test(first)) return false;
  const operands = Object.hasOwn(listOperands, verb) ? listOperands[verb] : undefined;
  const named = operands !== undefined && words.some((word) => operands.test(word));
  const options = words.filter((word) => !named || word.startsWith("-"));
  if (verb === "remote" && first === "get-url")
    return words.length === 2 && /^[\w./-]+$/.test(words[1] ?? "");
  if (verb === "config" && !named && words.some((word) => !word.startsWith("-") && word !== "list"))
    return false;
  // `git config --get KEY VALUE-PATTERN` shows; a third operand does not exist.
  return options.every((word) => known.test(word));
}

/** A placeholder that starts a program to check a signature; what stands before its letter only sets the alignment. */
const SIGNATURE = /%[-+ ]*G/;
/** Subcommands that name the same in words, in a format or as a sort key. */
const NAMES_SIGNATURE = /^(branch|for-each-ref|tag)$/;

const checksSignatures = (verb: string, words: readonly string[]): boolean =>
  words.some((word) => SIGNATURE.test(word) || (NAMES_SIGNATURE.test(verb) && word.includes("signature")));

/** The path that an argument of a subcommand may name: itself, or the value joined to an option. */
function pathOf(word: string): string | null {
  if (!word.startsWith("-")) return word;
  const equals = word.indexOf("=");
  return equals < 0 ? null : word.slice(equals + 1);
}

/**
 * Where git may print the contents of untracked files. For two paths outside a repository it compares everything below
 * them, `grep` can read everything, and in another folder its arguments are paths relative to that folder.
 */
function readsBelow(verb: string, words: readonly string[], folder: string): readonly string[] {
  const leads = folder !== ".";
  if (!leads && verb !== "diff" && verb !== "grep") return [];
  const from = (path: string): string => (posix.isAbsolute(path) || !leads ? path : `${folder}/${path}`);
  const paths = words.map(pathOf).filter((path) => path !== null);
  // That folder itself may be Clawtray's, and then its repository is too.
  return [...(verb === "grep" ? [folder] : []), ...(leads ? [`${folder}/.git`] : []), ...paths.map(from)];
}

/**
 * Whether git with these arguments only shows what is there. Arguments before the subcommand lead elsewhere or switch
 * things off; none of those allowed changes a setting.
 */
export function isGitReading(words: readonly string[], look: Look): Harmless | null {
  let at = 0;
  let folder = ".";
  for (; words[at]?.startsWith("-"); at++) {
    const word = words[at] as string;
    if (word === "-C") {
      const next = words[++at];
      if (next === undefined) return null;
      folder = posix.isAbsolute(next) ? next : `${folder}/${next}`;
    } else if (word === "--version" || word === "--help")
      return at === 0 && words.length === 1 ? { below: [] } : null;
    else if (!/^(-P|--no-pager|--no-optional-locks|--literal-pathspecs|--no-replace-objects)$/.test(word))
      return null;
  }
  const [verb, ...rest] = words.slice(at);
  if (verb === undefined) return null;
  if (verb === "version") return { below: [] };
  const rules = verbs.get(verb)?.();
  if (rules !== undefined) {
    if (readOptionWords(rules, rest) === null) return null;
  } else if (!Object.hasOwn(lists, verb) || !onlyLists(verb, rest)) return null;
  if (checksSignatures(verb, rest)) return null;
  return look.isPlainRepository(folder) ? { below: readsBelow(verb, rest, folder) } : null;
}
