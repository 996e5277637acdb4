/** Arguments that make an otherwise harmless program run another one, load code, or write where it is told. */
type Dangerous = RegExp | ((words: readonly string[]) => boolean);

/** Whether a word is this long option, or a prefix of it that the program would complete. */
function abbreviates(word: string, options: readonly string[]): boolean {
  const [name = ""] = word.split("=", 1);
  return name.length > 3 && options.some((option) => `--${option}`.startsWith(name));
}

const GIT_ALONE =
  /^(-[pPv]|--(no-pager|paginate|no-optional-locks|literal-pathspecs|no-replace-objects|version|bare))$/;

/** Subcommands that run nothing but what the repository and its owner have set up. */
const gitOrdinary = new Set(
  (
    "add am apply archive blame branch bundle cat-file check-attr check-ignore check-ref-format checkout cherry cherry-pick clean clone commit " +
    "count-objects describe diff diff-files diff-index diff-tree fetch for-each-ref format-patch fsck gc grep hash-object init log ls-files " +
    "ls-remote ls-tree merge merge-base merge-tree mv name-rev notes prune pull push range-diff read-tree rebase reflog remote repack reset " +
    "restore rev-list rev-parse revert rm shortlog show show-branch show-ref stash status switch symbolic-ref tag update-index update-ref " +
    "version whatchanged worktree write-tree"
  ).split(" "),
);

const gitOptions =
  "upload-pack receive-pack exec open-files-in-pager config template ext-diff textconv output separate-git-dir".split(
    " ",
  );

/** Short options that do the same, by subcommand; they may be joined with others. */
const gitShort: Readonly<Record<string, RegExp>> = {
  clone: /^-[a-zA-Z]*[cu]/,
  rebase: /^-[a-zA-Z]*x/,
  grep: /^-[a-zA-Z]*O/,
  archive: /^-[a-zA-Z]*o/,
};

/** A transport that is a separate program: `ext::sh -c ...`. */
const GIT_TRANSPORT = /^[a-zA-Z0-9+-]+::/;

function gitRunsOthers(words: readonly string[]): boolean {
  let at = 0;
  for (; words[at]?.startsWith("-"); at++) {
    if (words[at] === "-C") at++;
    else if (!GIT_ALONE.test(words[at] as string)) return true;
  }
  const subcommand = words[at];
  if (subcommand === undefined) return false;
  const short = Object.hasOwn(gitShort, subcommand) ? gitShort[subcommand] : undefined;
  return (
    !gitOrdinary.has(subcommand) ||
    words
      .slice(at + 1)
      .some((word) => abbreviates(word, gitOptions) || GIT_TRANSPORT.test(word) || short?.test(word) === true)
  );
}

const TAR_OPTION = /^-[a-zA-Z]*[IF]|^--(to-c|ch|use|rs|inf|new-|rm)/;
/** The first word after tar may be options without a dash. */
const tarRunsOthers = (words: readonly string[]): boolean =>
  words.some((word) => TAR_OPTION.test(word)) || /^[a-zA-Z]*[IF]/.test(words[0] ?? "");

const COMPILER =
  /^(@|-B|-wrapper|-fplugin|-fpass-plugin|-iplugindir|--?specs|-fuse-ld|-Xclang|-Xlinker|-load|--?gcc-(toolchain|install)|--config|-Wl,.*plugin)/;

const dangerous: Readonly<Record<string, Dangerous>> = {
  find: /^-(exec|execdir|ok|okdir|delete|fprint|fprintf|fprint0|fls)$/,
  fd: /^(-[a-zA-Z]*[xX]|--exec)/,
  fdfind: /^(-[a-zA-Z]*[xX]|--exec)/,
  tar: tarRunsOthers,
  gtar: tarRunsOthers,
  bsdtar: tarRunsOthers,
  git: gitRunsOthers,
  hg: /^--con/,
  svn: /^--(config|diff-c|diff3|editor)/,
  jj: /^--(config|tool)/,
  gh: /^(alias|extension|ext|config|codespace|cs)$/,
  rg: /^--(pre|hostname-bin|pre-glob)(=|$)/,
  ag: /^--pager/,
  ack: /^--(pager|ackrc)/,
  bat: /^--(pager|config)/,
  sort: /^(--co|--ou?t?p?u?t?(=|$)|-[bdfghiMnrRVcCmsuz]*o)/,
  split: /^--f/,
  zip: /^(-[a-zA-Z]*T|--(un|te))/,
  curl: /^-[#0-9aBfgGiIjJklLMnNpqRsSvZ]*[KoODc]|^--(conf|ou|rem|dump|cookie-j|tr|std|libc|etag-s|eng|hsts|alt|un|ab)|%output\{/,
  wget: /^-[a-zA-Z]*([ePaoi]|O(?!-$))|^--(use-?a|conf|exe|dir|app|inp|save|load|pos|body|output-(?!document=-$))/,
  dd: /^of=/,
  tcpdump: /^(-[a-zA-Z]*[zw]|--post)/,
  nmap: /^(--script|--datadir|-o|-sC|-A)/,
  openssl: /^engine$|^--?(engine|prov|config|out|keyout|writerand)/,
  exiftool: /^-(if|config|api|p$|w|o$|execute|@|geotag|tagsfromfile)|=|</i,
  pandoc: /^-[FLdo]|^--(fi|lua|pdf-e|data|def|out|extract|temp)/,
  ip: /^(netns|vrf|-b|-ba|-batch|-force)$/,
  systemctl:
    /^(start|restart|enable|reenable|link|edit|set-environment|import-environment|isolate|switch-root|kexec|add-)/,
  gcc: COMPILER,
  "g++": COMPILER,
  cc: COMPILER,
  "c++": COMPILER,
  clang: COMPILER,
  "clang++": COMPILER,
  gfortran: COMPILER,
  ld: /^(@|--?plugin)/,
};

/** Whether a program of this name, given these arguments, runs others or writes where it is told. */
export function runsOthersBy(name: string, words: readonly string[]): boolean {
  const rule = Object.hasOwn(dangerous, name) ? dangerous[name] : undefined;
  if (rule === undefined) return false;
  return typeof rule === "function" ? rule(words) : words.some((word) => rule.test(word));
}
