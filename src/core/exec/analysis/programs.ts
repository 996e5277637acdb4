import { runsOthersBy } from "./program-arguments.ts";

/**
 * What is known of programs that run what their arguments say. Trusting such a program by its path alone would mean
 * trusting everything; its arguments must be bound as well.
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
    "regsvr32 mshta wscript cscript msiexec forfiles schtasks wmic start conhost wsl installutil msbuild rsync env " +
    "pcalua cmstp odbcconf runas explorer sc reg regasm regsvcs control hh wt winget automator shortcuts sandbox-exec " +
    "run-parts setarch linux32 linux64 i386 x86_64 cpulimit rlwrap torsocks torify proxychains tsocks sg newgrp login ksu run-mailcap logsave " +
    "pexec multitime grc ssh-agent ssh-add ssh-keygen sshpass openvt dtach abduco tmate byobu setlock softlimit chpst envdir setuidgid " +
    "execlineb dumb-init tini catatonit pee ifne msgfilter msgexec systemd-cat systemd-inhibit systemd-nspawn busctl gdbus dbus-send " +
    "dbus-launch xvfb-run xterm gnome-terminal konsole alacritty kitty foot x-terminal-emulator gio gtk-launch exo-open kde-open " +
    "logrotate service initctl rc-service vimdiff rvim rview vipw vigr pico joe mcedit fzf hyperfine just task direnv mise asdf rbenv pyenv " +
    "volta fnm poetry pipenv hatch tox nox conda mamba gem bundler composer cpan luarocks opam cabal stack tsx ts-node apt apt-get " +
    "aptitude dpkg rpm dnf yum zypper pacman apk brew port snap flatpak ansible ansible-playbook puppet knife terraform tofu vagrant packer " +
    "latex pdflatex xelatex lualatex tex pdftex xetex luatex latexmk"
  ).split(" "),
);

/** Programs whose first argument is program text, or interpreters about which we know nothing more. */
const alwaysInline = new Set(
  (
    "awk gawk mawk nawk sed gsed ed dc bc jshell julia ghci runghc groovy scala elixir iex erl escript swift tclsh wish rscript r " +
    "sqlite3 psql mysql mongo mongosh redis-cli octave guile sbcl clojure racket nix-shell nix xonsh nu elvish tcsh csh fish " +
    "cmd powershell pwsh powershell_ise yash posh rc es sash hush lksh oksh osh ysh murex irb pry ipython bpython jython micropython hy " +
    "bpftrace gnuplot maxima runhaskell ocaml sml lftp ftp"
  ).split(" "),
);

interface Interpreter {
  readonly names: RegExp;
  readonly alone: RegExp;
  readonly valued: RegExp;
  readonly joined: RegExp;
  /** Instead of a script: subcommands that run one in their own way. */
  readonly commands?: RegExp;
  /** As the only argument: prints something about the program and exits. */
  readonly about: RegExp;
}

const NEVER = /$^/;
const interpreters: readonly Interpreter[] = [
  {
    names: /^(python|pypy)[\d.]*w?$/,
    alone: /^-[bBdEIOPqRsSuvx]+$/,
    valued: /^-[WX]$/,
    // Some values name a module to load, or a directory to load from.
    joined: /^-W[a-z]+$|^-X(dev|utf8(=[01])?|faulthandler|importtime|no_debug_ranges|safe_path)$/,
    about: /^(-V+|-h|--version|--help)$/,
  },
  {
    names: /^(node|nodejs)\d*$/,
    alone:
      /^(--no-warnings|--trace-warnings|--enable-source-maps|--no-deprecation|--trace-deprecation|--use-strict)$/,
    valued: NEVER,
    joined: NEVER,
    commands: /^(inspect|debug)$/,
    about: /^(-v|--version|-h|--help)$/,
  },
  {
    names: /^perl[\d.]*$/,
    alone: /^-[wWtTcX]+$/,
    valued: NEVER,
    joined: NEVER,
    about: /^(-v|-V|-h|--version|--help)$/,
  },
  {
    names: /^ruby[\d.]*$/,
    alone: /^-[wWc]+$/,
    valued: NEVER,
    joined: NEVER,
    about: /^(-v|-h|--version|--help)$/,
  },
  {
    names: /^php[\d.]*$/,
    alone: /^-[nq]+$/,
    valued: NEVER,
    joined: NEVER,
    about: /^(-v|-h|--version|--help)$/,
  },
  { names: /^(lua|luajit)[\d.]*$/, alone: /^-[WE]$/, valued: NEVER, joined: NEVER, about: /^-v$/ },
  { names: /^mono$/, alone: NEVER, valued: NEVER, joined: NEVER, about: /^(-V|--version|--help)$/ },
  {
    names: /^(sh|bash|dash|ash|ksh|ksh93|mksh|zsh|rbash)$/,
    alone: /^-[eux]+$/,
    valued: NEVER,
    joined: NEVER,
    about: /^(--version|--help)$/,
  },
];

/** Runtimes whose first argument is a subcommand, or a file with one of these extensions. */
const runtimes: Readonly<Record<string, RegExp>> = {
  bun: /\.[mc]?[jt]sx?$/,
  deno: /\.[mc]?[jt]sx?$/,
  java: /\.java$/,
  dotnet: /\.dll$/,
};

function runtimeUse(file: RegExp, [, first, ...more]: readonly string[]): ArgumentUse {
  if (first !== undefined && more.length === 0 && /^(-v|-version|--version|--help)$/.test(first))
    return plain;
  return first !== undefined && /^[^-@]/.test(first) && file.test(first)
    ? { kind: "script", index: 1 }
    : others;
}

const DEVICE = /^(-$|\/dev\/|\/proc\/|[a-z]+:\/\/)/i;

function interpreterUse(rule: Interpreter, argv: readonly string[]): ArgumentUse {
  if (argv.length === 2 && rule.about.test(argv[1] as string)) return plain;
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] as string;
    if (rule.alone.test(word) || rule.joined.test(word)) continue;
    if (rule.valued.test(word) && rule.joined.test(word + (argv[at + 1] ?? ""))) at++;
    else if (rule.commands?.test(word)) return others;
    else if (word.startsWith("-") || word.startsWith("+") || word === "" || DEVICE.test(word)) return inline;
    else return { kind: "script", index: at };
  }
  return inline; // no script: the program text comes from somewhere else
}

const LOADER = /^ld(-[\w.-]+)?\.so/;

/**
 * A name and what it is a variant of: `python3.13t`, `vim.basic`, `x86_64-linux-gnu-gcc-12`. Lower case: `R` is `r`.
 */
function variants(name: string): readonly string[] {
  const whole = name.toLowerCase();
  const bare = whole
    .replace(
      /^(x86_64|aarch64|i[3-6]86|arm\w*|riscv64|powerpc\w*|s390x)-[\w-]*?-(?=(gcc|g\+\+|c\+\+|cc|clang|ld)\b)/,
      "",
    )
    .replace(/[-.](basic|tiny|nox|gtk\d?|lucid|openbsd|traditional|static|dbg|bin|wrapped|real)$/, "")
    .replace(/[-.]?\d[\d.]*[a-z]?$/, "");
  return bare === "" || bare === whole ? [whole] : [whole, bare];
}

/** How these use their arguments, whatever the arguments are; null when it depends on them. */
function constantUse(names: readonly string[]): ArgumentUse | null {
  if (names.some((name) => alwaysInline.has(name) || /\.(bat|cmd|ps1|vbs|wsf)$/.test(name))) return inline;
  return names.some((name) => alwaysOthers.has(name) || LOADER.test(name)) ? others : null;
}

/** Whether trusting a program of this name is worth nothing without trusting its arguments. */
export const isArgumentsAlone = (name: string): boolean => constantUse(variants(name)) !== null;

/** Whether a program of this name runs the code or the file it is given. */
export const isInterpreter = (name: string): boolean =>
  variants(name).some(
    (each) => interpreters.some((rule) => rule.names.test(each)) || Object.hasOwn(runtimes, each),
  );

/** How a program uses its arguments, judged by every name it goes by: as called, as found, as it really is. */
export function argumentUse(calledNames: readonly string[], argv: readonly string[]): ArgumentUse {
  const names = calledNames.flatMap(variants);
  const constant = constantUse(names);
  if (constant !== null) return constant;
  for (const rule of interpreters) {
    if (names.some((name) => rule.names.test(name))) return interpreterUse(rule, argv);
  }
  for (const name of names) {
    const file = Object.hasOwn(runtimes, name) ? runtimes[name] : undefined;
    if (file !== undefined) return runtimeUse(file, argv);
  }
  return names.some((name) => runsOthersBy(name, argv.slice(1))) ? others : plain;
}

/** Shells whose `-c` text is taken apart. */
export const knownShells: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "ksh", "zsh"]);

/** Those of them whose `test` and `printf` evaluate their arguments, and run what is in them. */
export const evaluatingShells: ReadonlySet<string> = new Set(["ksh", "zsh"]);

/** Programs that give their child different privileges. */
export const privilegeChangers: ReadonlySet<string> = new Set(
  "sudo sudoedit su doas pkexec runuser run0 setpriv".split(" "),
);
