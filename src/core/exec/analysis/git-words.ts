import { posix } from "node:path";
import type { Harmless, Look } from "./harmless.ts";
import { type OptionRules, parseOptionRules, readOptionWords } from "./option-words.ts";

/** Options of what shows commits and differences, written as in the table of readers. */
const showing =
  "-# -pusmzbwatRcgq1n:M?C?B?D?S:G:L:l:U:i --abbrev-commit --abbrev[=] --after= --all --all-match --ancestry-path --author= --author-date-order " +
  "--basic-regexp --before= --binary --bisect --boundary --branches[=] --cached --cc --check --cherry --cherry-mark --cherry-pick --children " +
  "--clear-decorations --color-moved-ws= --color-moved[=] --color-words[=] --color[=] --combined-all-paths --committer= --compact-summary --count " +
  "--cumulative --date-order --date= --decorate[=] --decorate-refs-exclude= --decorate-refs= --dense --diff-algorithm= --diff-filter= --diff-merges= " +
  "--dirstat[=] --do-walk --encoding= --exclude-first-parent-only --exclude= --exit-code --extended-regexp --find-copies-harder --find-copies[=] " +
  "--find-object= --find-renames[=] --first-parent --fixed-strings --follow --format= --full-diff --full-history --full-index --function-context " +
  "--glob= --graph --grep= --grep-reflog= --help --histogram --ignore-all-space --ignore-blank-lines --ignore-cr-at-eol --ignore-matching-lines= " +
  "--ignore-missing --ignore-space-at-eol --ignore-space-change --indent-heuristic --inter-hunk-context= --invert-grep --irreversible-delete " +
  "--ita-invisible-in-index --ita-visible-in-index --left-only --left-right --line-prefix= --log-size --max-count= --max-parents= --merge --merge-base " +
  "--merges --min-parents= --minimal --name-only --name-status --no-abbrev --no-abbrev-commit --no-color --no-color-moved --no-decorate --no-ext-diff " +
  "--no-indent-heuristic --no-max-parents --no-merges --no-min-parents --no-notes --no-patch --no-prefix --no-relative --no-rename-empty --no-renames " +
  "--no-textconv --no-walk[=] --not --notes[=] --null --numstat --objects --oneline --parents --patch --patch-with-raw --patch-with-stat --patience " +
  "--perl-regexp --pickaxe-all --pickaxe-regex --pretty[=] --quiet --raw --ref-format= --reflog --regexp-ignore-case --relative-date --relative[=] " +
  "--remotes[=] --remove-empty --rename-empty --reverse --right-only --root --shortstat --show-notes[=] --show-pulls --simplify-by-decoration " +
  "--simplify-merges --since-as-filter= --since= --skip= --source --sparse --staged --stat-count= --stat-name-width= --stat-width= --stat[=] --stdin " +
  "--summary --tags[=] --text --timestamp --topo-order --unified= --until= --walk-reflogs --word-diff-regex= --word-diff[=] --ws-error-highlight= " +
  "!--ext-diff !--textconv !--output= !--output-indicator-new= !--output-indicator-old= !--output-indicator-context= !--show-signature !--submodule[=] " +
  "!--ignore-submodules[=] !--src-prefix= !--dst-prefix= !--default-prefix !--no-index !--show-linear-break[=] !--skip-to= !--rotate-to= !--remerge-diff " +
  "!--mailmap !--use-mailmap !--no-mailmap !--no-use-mailmap !--filter= !--disk-usage[=] !--alternate-refs !--expand-tabs[=] !--no-expand-tabs";

/** Subcommands that only show, each with its options. One a line, sorted. */
const table = `
blame | -befhklnpstwcL:S:M?C? --abbrev= --color-by-age --color-lines --date= --encoding= --first-parent --incremental --line-porcelain --porcelain --reverse --root --score-debug --show-email --show-name --show-number --show-stats --since= !--contents= !--ignore-rev= !--ignore-revs-file= !--progress !--minimal
cat-file | -epst --allow-unknown-type --batch[=] --batch-check[=] --batch-all-objects --buffer --unordered !--textconv !--filters !--path= !--follow-symlinks !--filter= !--use-mailmap !--mailmap !--batch-command[=]
check-ignore | -nqvz --no-index --non-matching --quiet --stdin --verbose
count-objects | -vH --human-readable --verbose
describe | --abbrev= --all --always --candidates= --contains --debug --exact-match --exclude= --first-parent --long --match= --tags !--broken[=] !--dirty[=]
diff | =
diff-tree | =
for-each-ref | --contains[=] --count= --exclude= --format= --ignore-case --merged[=] --no-contains[=] --no-merged[=] --omit-empty --points-at= --sort= !--perl !--python !--shell !--tcl !--stdin
grep | -# -aEFGhHiIlLnopPqrvwWzcA:B:C:e:m: --after-context= --all-match --and --basic-regexp --before-context= --break --cached --color[=] --column --context= --count --extended-regexp --files-with-matches --files-without-match --fixed-strings --full-name --function-context --heading --ignore-case --invert-match --line-number --max-count= --max-depth= --name-only --no-color --no-recursive --not --null --only-matching --or --perl-regexp --quiet --recursive --show-function --text --threads= --untracked --word-regexp !--open-files-in-pager[=] !--no-index !--textconv !--no-textconv !--recurse-submodules !--exclude-standard !--no-exclude-standard !--parent-basename=
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

const verbs: ReadonlyMap<string, OptionRules> = new Map(
  table
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", options = ""] = line.split(" | ");
      return [name, parseOptionRules((options === "=" ? showing : options).split(" "))];
    }),
);

/** Subcommands that show with exactly these words, and change something with others. */
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

/** Of those, where words that are no options name what to show once the first word says so. */
const listOperands: Readonly<Record<string, RegExp>> = {
  branch: /^--(contains|list|merged|no-merged|points-at)$/,
  config: /^(--get|--get-all|--get-regexp|get)$/,
  remote: /^get-url$/,
  tag: /^(-l|--list)$/,
};

function onlyLists(verb: string, words: readonly string[]): boolean {
  const known = lists[verb] as RegExp;
  const [first] = words;
  // Without words these change something, or wait for more.
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

/** A placeholder that starts a program to check a signature. */
const signature = /%G/;

/**
 * Whether git with these words only shows what is there. Words before the subcommand lead elsewhere or
 * switch things off; settings are given by none of them.
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
  const rules = verbs.get(verb);
  if (rules !== undefined) {
    const read = readOptionWords(rules, rest);
    if (read === null) return null;
    if (rest.some((word) => signature.test(word))) return null;
  } else if (!Object.hasOwn(lists, verb) || !onlyLists(verb, rest)) return null;
  return look.isPlainRepository(folder) ? { below: [] } : null;
}
