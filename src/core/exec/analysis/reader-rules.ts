import { isGitReading } from "./git-words.ts";
import type { Harmless, Look } from "./harmless.ts";
import { readOptionWords } from "./option-words.ts";
import { readers } from "./readers.ts";

const plain: Harmless = { below: [] };

type Rule = (words: readonly string[], look: Look) => Harmless | null;

const when = (holds: boolean): Harmless | null => (holds ? plain : null);

/** Tests and formats of find that only look, and those that take a value. */
const findAlone = new Set(
  (
    "-print -print0 -ls -prune -quit -depth -mount -xdev -daystart -noleaf -follow -empty -readable -writable -executable -true -false " +
    "-nouser -nogroup -not -and -or -a -o ! ( ) , -H -L -P -ignore_readdir_race -noignore_readdir_race -warn -nowarn -help -version"
  ).split(" "),
);
const FIND_VALUED =
  /^-(i?name|i?path|i?wholename|i?regex|i?lname|regextype|type|xtype|fstype|maxdepth|mindepth|size|links|inum|perm|user|group|uid|gid|used|[acm](min|time)|[ac]?newer|newer[aBcm][aBcmt]|samefile|printf)$/;

function findOnlyLooks(words: readonly string[]): Harmless | null {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (findAlone.has(word) || !/^[-(!,)]/.test(word)) continue;
    if (!FIND_VALUED.test(word) || words[++at] === undefined) return null;
  }
  return plain;
}

/** Line numbers and `p`, several separated by semicolons: the only sed scripts that just print. */
const SED_PRINTS = /^(\d+|\$)(,(\+?\d+|\$))?p(;(\d+|\$)(,(\+?\d+|\$))?p)*$/;

/** `-n` first, then one script; what follows are files. */
const sedOnlyPrints: Rule = ([quiet, script, ...files]) =>
  when(
    (quiet === "-n" || quiet === "--quiet" || quiet === "--silent") &&
      SED_PRINTS.test(script ?? "") &&
      files.every((file) => !file.startsWith("-")),
  );

const JQ_FLAG =
  /^(-[acCeMnrRsSj]+|--(null-input|raw-input|slurp|compact-output|raw-output|join-output|ascii-output|color-output|monochrome-output|tab|sort-keys|exit-status|stream|seq|args|jsonargs|help|version)|-h|-V)$/;
const jqValues: Readonly<Record<string, number>> = {
  "--arg": 2,
  "--argjson": 2,
  "--indent": 1,
  "--rawfile": 2,
  "--slurpfile": 2,
};

function jqOnlyPrints(words: readonly string[]): Harmless | null {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const values = Object.hasOwn(jqValues, word) ? (jqValues[word] as number) : null;
    if (values !== null) at += values;
    else if (word.startsWith("-") && !JQ_FLAG.test(word)) return null;
    // A program may load others, and data, from a place it names.
    else if (/import|include|modulemeta/.test(word)) return null;
  }
  return plain;
}

/** Only well-known ways of calling ps: an `e` among its letters shows other processes' variables. */
const PS_WORD =
  /^([aufjlxwh]+|-(e?[fFlLjcMH]*w*|A[fFlLjMH]*w*|a|d|aux|aef|ax)|--(forest|no-headers|headers|version))$/;
const PS_COLUMNS =
  /^[-+]?(%?cpu|%?mem|args|c|cls|cmd|comm|command|cputime|etime|etimes|egid|egroup|euid|euser|gid|group|lstart|lwp|nice|ni|nlwp|pcpu|pgid|pgrp|pid|pmem|ppid|pri|psr|rss|rssize|ruser|s|sess|sid|size|start|start_time|stat|state|stime|sz|tid|time|tname|tty|tt|ucmd|uid|uname|user|vsz|vsize|wchan)(:\d+)?=?$/;
const psValue: Readonly<Record<string, RegExp>> = {
  "-C": /^[\w.,+-]+$/,
  "-G": /^[\w.,-]+$/,
  "-p": /^[\d, ]+$/,
  "-q": /^[\d, ]+$/,
  "-s": /^[\d, ]+$/,
  "-t": /^[\w/,?-]+$/,
  "-u": /^[\w.,-]+$/,
  "-U": /^[\w.,-]+$/,
  "--pid": /^[\d, ]+$/,
  "--ppid": /^[\d, ]+$/,
  "--user": /^[\w.,-]+$/,
};
const areColumns = (text: string): boolean => text.split(",").every((name) => PS_COLUMNS.test(name));

function psOnlyLists(words: readonly string[]): Harmless | null {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const [name = "", joined] = word.split("=", 2);
    if (/^(-[eAa]?o|-axo|axo|-O|--format|--sort|-k)$/.test(name)) {
      const columns = joined === undefined ? words[++at] : word.slice(name.length + 1);
      if (columns === undefined || !areColumns(columns)) return null;
    } else if (Object.hasOwn(psValue, name)) {
      const value = joined === undefined ? words[++at] : word.slice(name.length + 1);
      if (value === undefined || psValue[name]?.test(value) !== true) return null;
    } else if (!PS_WORD.test(word) && !/^\d+$/.test(word)) return null;
  }
  return plain;
}

/** Objects and verbs of ip in full or as everybody shortens them; a shorter form may mean something else. */
const IP_OBJECT = /^(a|addr|address|l|link|r|route|n|neigh|neighbour|neighbor|rule|maddress|tunnel)$/;

function ipOnlyShows(words: readonly string[]): Harmless | null {
  const rest = [...words];
  while (
    /^(-[046cdjops]|-br|-brief|-color|-details|-json|-oneline|-pretty|-s|-stats|-statistics)$/.test(
      rest[0] ?? "",
    )
  )
    rest.shift();
  const [object, verb, ...more] = rest;
  if (object === undefined || !IP_OBJECT.test(object)) return null;
  if (verb === undefined) return plain;
  return when(/^(show|list|ls)$/.test(verb) && more.every((word) => /^[\w.:/@-]+$/.test(word)));
}

const SYSTEMCTL_VERB =
  /^(cat|get-default|is-active|is-enabled|is-failed|is-system-running|list-dependencies|list-jobs|list-sockets|list-timers|list-unit-files|list-units|show|status)$/;
const SYSTEMCTL_ALONE =
  /^(-[alqr]+|--(all|failed|full|no-legend|no-pager|plain|quiet|recursive|reverse|system|user|value|version))$/;
const SYSTEMCTL_JOINED = /^(-[npto]\w+|--(legend|lines|output|property|state|timestamp|type)=[\w,.-]*)$/;

function systemctlOnlyShows(words: readonly string[]): Harmless | null {
  const names: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (/^(-[npto]|--(lines|output|property|state|type))$/.test(word)) at++;
    else if (!word.startsWith("-")) names.push(word);
    else if (!SYSTEMCTL_ALONE.test(word) && !SYSTEMCTL_JOINED.test(word)) return null;
  }
  return when(names[0] === undefined || SYSTEMCTL_VERB.test(names[0]));
}

function xxdOnlyPrints(words: readonly string[]): Harmless | null {
  let files = 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (/^-[clsgo]$/.test(word)) {
      if (!/^[-+]?(0x)?[\da-f]+$/i.test(words[++at] ?? "")) return null;
    } else if (!word.startsWith("-") || word === "-") files++;
    else if (!/^-(a|b|e|i|p|ps|u|d|v|h|[clsgo]\d+)$/.test(word)) return null;
  }
  return when(files <= 1);
}

/** Options of ripgrep, which does not accept abbreviations. */
const RG_ALONE =
  /^(-[acFhHiIlLnNopqsSuUvVwx.0]+|--(binary|byte-offset|case-sensitive|column|count|count-matches|crlf|debug|files|files-with-matches|files-without-match|fixed-strings|glob-case-insensitive|heading|help|hidden|ignore-case|include-zero|invert-match|json|line-buffered|line-number|line-regexp|max-columns-preview|mmap|multiline|multiline-dotall|no-config|no-filename|no-heading|no-hidden|no-ignore|no-ignore-parent|no-ignore-vcs|no-line-number|no-messages|no-mmap|null|null-data|one-file-system|only-matching|passthru|pcre2|pretty|quiet|smart-case|stats|text|trim|type-list|unrestricted|version|vimgrep|with-filename|word-regexp))$/;
const RG_VALUED =
  /^(-[ABCEegjmMrtTd]|--(after-context|before-context|color|context|context-separator|encoding|engine|glob|iglob|max-columns|max-count|max-depth|max-filesize|regexp|replace|sort|sortr|threads|type|type-add|type-not))$/;

function rgOnlyPrints(words: readonly string[]): Harmless | null {
  const operands: string[] = [];
  let pattern = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const name = word.startsWith("--") ? (word.split("=", 1)[0] as string) : word.slice(0, 2);
    if (word === "--") {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (word === "-" || !word.startsWith("-")) operands.push(word);
    else if (
      RG_ALONE.test(word) &&
      !word.slice(1).startsWith("L") &&
      !(/^-\w/.test(word) && word.includes("L"))
    ) {
      pattern ||= word === "--files" || word === "--type-list";
    } else if (RG_VALUED.test(name)) {
      pattern ||= name === "-e" || name === "--regexp";
      if (word === name && words[++at] === undefined) return null;
    } else return null;
  }
  const places = pattern ? operands : operands.slice(1);
  return { below: places.length === 0 ? ["."] : places };
}

const rules: Readonly<Record<string, Rule>> = {
  find: findOnlyLooks,
  git: isGitReading,
  ip: ipOnlyShows,
  jq: jqOnlyPrints,
  ps: psOnlyLists,
  rg: rgOnlyPrints,
  sed: sedOnlyPrints,
  systemctl: systemctlOnlyShows,
  text: () => plain,
  xxd: xxdOnlyPrints,
  zcat: (words) => when(words.every((word) => !word.startsWith("-"))),
};

/** Whether a program of this name, given these arguments, is known to do nothing but read and print. */
export function harmlessUse(name: string, words: readonly string[], look: Look): Harmless | null {
  const reader = readers.get(name);
  if (reader === undefined) return null;
  const own = reader.rules.find((rule) => Object.hasOwn(rules, rule));
  if (own !== undefined) return (rules[own] as Rule)(words, look);
  if (reader.options === null) return null;
  const read = readOptionWords(reader.options, words);
  if (read === null) return null;
  const { options, operands } = read;
  for (const rule of reader.rules) {
    if (rule === "none" && operands.length > 0) return null;
    if (rule === "one" && operands.length > 1) return null;
    if (rule === "format" && !operands.every((operand) => operand.startsWith("+"))) return null;
    if (rule === "plain" && operands.some((operand) => /^[@+]/.test(operand))) return null;
    if (rule === "files" && operands.some(look.isFolder)) return null;
  }
  const recursive =
    reader.rules.includes("below:r") &&
    options.some(
      ({ name: option, value }) =>
        option === "r" || option === "recursive" || (/^d(irectories)?$/.test(option) && value === "recurse"),
    );
  return recursive ? { below: operands.length < 2 ? [".", ...operands] : operands } : plain;
}
