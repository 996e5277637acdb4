/**
 * What is known of programs that run what their arguments say. Trusting such a program by its
 * path alone would be trusting everything; its arguments must be bound as well.
 */
export type ArgumentUse =
  /** Arguments are data. */
  | { readonly kind: "plain" }
  /** Arguments are code. */
  | { readonly kind: "inline-code" }
  /** Arguments name another program, or switch on running one. */
  | { readonly kind: "runs-others" }
  /** The program runs this file: an index into the words. */
  | { readonly kind: "script"; readonly index: number };

const plain: ArgumentUse = { kind: "plain" };
const inline: ArgumentUse = { kind: "inline-code" };
const others: ArgumentUse = { kind: "runs-others" };

/** Not to be trusted by path alone, whatever the arguments. */
const alwaysOthers = new Set(
  (
    "sudo sudoedit su doas pkexec runuser run0 gosu chroot nsenter unshare firejail bwrap systemd-run machinectl at batch " +
    "crontab xargs parallel watch script expect strace ltrace gdb lldb perf valgrind screen tmux ssh scp sftp rsh " +
    "mosh socat nc ncat busybox toybox make gmake ninja cmake npm npx pnpm pnpx yarn yarnpkg corepack bunx uvx uv pipx pip pip3 cargo " +
    "go gradle mvn ant rake bundle docker podman kubectl nerdctl ld.so ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 chronic entr " +
    "taskset chrt numactl prlimit catchsegv start-stop-daemon caffeinate arch xcrun launchctl open osascript " +
    "vi vim nvim view ex ed emacs nano less more man flock xdg-open dbus-run-session setpriv capsh unbuffer faketime rundll32 " +
    "regsvr32 mshta wscript cscript msiexec forfiles schtasks wmic start conhost wsl installutil msbuild rsync env"
  ).split(" "),
);

/** Programs whose first argument is a program text, or which are interpreters we know no further. */
const alwaysInline = new Set(
  (
    "awk gawk mawk nawk sed gsed ed dc bc jshell julia ghci runghc groovy scala elixir iex erl escript swift tclsh wish rscript r " +
    "sqlite3 psql mysql mongo mongosh redis-cli octave guile sbcl clojure racket nix-shell nix xonsh nu elvish tcsh csh fish " +
    "cmd powershell pwsh powershell_ise"
  ).split(" "),
);

interface Interpreter {
  readonly names: RegExp;
  readonly alone: RegExp;
  readonly valued: RegExp;
  readonly joined: RegExp;
  /** As the only argument: says something of itself and ends. */
  readonly about: RegExp;
}

const never = /$^/;
const interpreters: readonly Interpreter[] = [
  {
    names: /^(python|pypy)[\d.]*w?$/,
    alone: /^-[bBdEIOPqRsSuvx]+$/,
    valued: /^-[WX]$/,
    joined: /^-[WX]./,
    about: /^(-V+|-h|--version|--help)$/,
  },
  {
    names: /^(node|nodejs)\d*$/,
    alone:
      /^(--no-warnings|--trace-warnings|--enable-source-maps|--no-deprecation|--trace-deprecation|--use-strict)$/,
    valued: never,
    joined: never,
    about: /^(-v|--version|-h|--help)$/,
  },
  {
    names: /^perl[\d.]*$/,
    alone: /^-[wWtTcX]+$/,
    valued: never,
    joined: never,
    about: /^(-v|-V|-h|--version|--help)$/,
  },
  {
    names: /^ruby[\d.]*$/,
    alone: /^-[wWc]+$/,
    valued: never,
    joined: never,
    about: /^(-v|-h|--version|--help)$/,
  },
  {
    names: /^php[\d.]*$/,
    alone: /^-[nq]+$/,
    valued: never,
    joined: never,
    about: /^(-v|-h|--version|--help)$/,
  },
  { names: /^(lua|luajit)[\d.]*$/, alone: /^-[WE]$/, valued: never, joined: never, about: /^-v$/ },
  {
    names: /^(bun|deno|java|dotnet|mono)$/,
    alone: never,
    valued: never,
    joined: never,
    about: /^(-v|-version|--version|--help)$/,
  },
  {
    names: /^(sh|bash|dash|ash|ksh|ksh93|mksh|zsh|rbash)$/,
    alone: /^-[eux]+$/,
    valued: never,
    joined: never,
    about: /^(--version|--help)$/,
  },
];

/** Arguments with which an otherwise harmless program runs another one, or writes where it is told. */
const dangerousArguments: Readonly<Record<string, RegExp>> = {
  find: /^-(exec|execdir|ok|okdir|delete|fprint|fprintf|fprint0|fls)$/,
  fd: /^(-[a-zA-Z]*[xX]|--exec|--exec-batch)/,
  fdfind: /^(-[a-zA-Z]*[xX]|--exec|--exec-batch)/,
  tar: /^(-?[a-zA-Z]*[IF][a-zA-Z]*$|-[a-zA-Z]*[IF]|--(to-c|ch|use|rsh|info|new-v|rmt))/,
  bsdtar: /^(-?[a-zA-Z]*[IF][a-zA-Z]*$|-[a-zA-Z]*[IF]|--(to-c|ch|use|rsh|info|new-v|rmt))/,
  git: /^(-c|--config-env|--exec-path|--upload-pack|--receive-pack|--exec|-x|--open-files-in-pager|-O|--ext-diff|--textconv|--template|--work-tree|--git-dir|config|difftool|mergetool|bisect|submodule|filter-branch|help|web--browse|instaweb|gui|citool)(=|$)|^ext::|^-O|^--(exe|upload|receive|open|config-e)/,
  rg: /^--(pre|hostname-bin|pre-glob)(=|$)/,
  grep: never,
  sort: /^(--compress-program|-o|--output)/,
  zip: /^(-T|-TT|--unzip-command)/,
  curl: /^(-K|--config|-o|-O|--output|--remote-name)/,
  wget: /^(--use-askpass|--config|-O|-P|--output-document)/,
  dd: /^of=/,
  tcpdump: /^(-z|--postrotate-command)/,
};

const device = /^(-$|\/dev\/|\/proc\/|[a-z]+:\/\/)/i;

function interpreterUse(rule: Interpreter, argv: readonly string[]): ArgumentUse {
  if (argv.length === 2 && rule.about.test(argv[1] as string)) return plain;
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] as string;
    if (rule.alone.test(word) || rule.joined.test(word)) continue;
    if (rule.valued.test(word)) at++;
    else if (word.startsWith("-") || word.startsWith("+") || word === "" || device.test(word)) return inline;
    else return { kind: "script", index: at };
  }
  return inline; // no script: the program text comes from somewhere else
}

/** How a program uses its arguments, judged by every name it goes by: as called, as found, as it really is. */
export function argumentUse(names: readonly string[], argv: readonly string[]): ArgumentUse {
  if (names.some((name) => alwaysInline.has(name) || /\.(bat|cmd|ps1|vbs|wsf)$/.test(name))) return inline;
  if (names.some((name) => alwaysOthers.has(name))) return others;
  for (const rule of interpreters) {
    if (names.some((name) => rule.names.test(name))) return interpreterUse(rule, argv);
  }
  for (const name of names) {
    const dangerous = Object.hasOwn(dangerousArguments, name) ? dangerousArguments[name] : undefined;
    if (dangerous !== undefined && argv.slice(1).some((word) => dangerous.test(word))) return others;
  }
  return plain;
}

/** Shells whose `-c` text is taken apart. */
export const knownShells: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "ksh", "zsh"]);

/** Programs that give their child other rights. */
export const privilegeChangers: ReadonlySet<string> = new Set(
  "sudo sudoedit su doas pkexec runuser run0 setpriv".split(" "),
);
