import { isBlockedVariable, isShellVariable } from "./environment-names.ts";

/**
 * Further variables a caller may not set. Unlike the names that are blocked outright, these are kept when they come
 * from the owner's own session: programs need them, and they were not chosen remotely.
 */
const families: readonly string[] = [
  // options and settings of everyday tools, through which they start other programs or write elsewhere
  "TAR_OPTIONS RIPGREP_CONFIG_PATH GREP_OPTIONS ZIPOPT UNZIP UNZIPOPT GZIP XZ_OPT XZ_DEFAULTS LESSGLOBALTAGS MORE MANOPT MANPATH",
  "MANROFFOPT MAILRC MAILCAPS NETRC SCREENRC FZF_DEFAULT_COMMAND GETCONF_DIR MAGIC AWKPATH AWKLIBPATH BC_ENV_ARGS DC_ENV_ARGS PS_FORMAT PS_PERSONALITY",
  "TEXEDIT NULLCMD READNULLCMD TMUX_TMPDIR APT_CONFIG XAUTHORITY ODBCINI ODBCSYSINI PSQLRC PGSERVICEFILE PGSYSCONFDIR PGPASSFILE",
  // what make and related tools read or start
  "MAKEFILES JAVACMD JRE_HOME M2_HOME FC F77 LEX YACC NM OBJCOPY STRIP RANLIB PKG_CONFIG M4 AUTOM4TE SDKROOT DEVELOPER_DIR TOOLCHAINS",
  "GOROOT_FINAL GOTOOLDIR GOBIN GOWORK GOAUTH GOVCS GOCACHEPROG GOINSECURE GOSUMDB GCCGO",
  // libraries that load others
  "KRB5_CONFIG KRB5CCNAME ALSA_CONFIG_PATH LADSPA_PATH JE_MALLOC_CONF MALLOC_CONF OCL_ICD_VENDORS OMP_TOOL_LIBRARIES",
  "CUDA_INJECTION32_PATH CUDA_INJECTION64_PATH FONTCONFIG_FILE FONTCONFIG_PATH IBM_JAVA_OPTIONS OPENJ9_JAVA_OPTIONS",
  "MPLCONFIGDIR MPLBACKEND IPYTHONDIR MYPYPATH PYLINTRC IRBRC RAKEOPT SPEC_OPTS FACTERLIB",
];

const names = new Set(families.flatMap((family) => family.split(" ")));

const prefixes: readonly string[] = (
  "BASH_ PYTHON PERL RUBY PHP LUA_ JAVA_ JDK_ MAVEN_ GRADLE_ ANT_ SBT_ GROOVY_ CATALINA_ DOTNET_ CORECLR_ COR_ COMPLUS_ MONO_ NUGET_ " +
  "NODE_ TS_NODE_ DENO_ BUN_ COREPACK_ ESBUILD_ PYTEST_ PIP_ UV_ POETRY_ PIPX_ CONDA_ VIRTUALENV_ BUNDLE_ GEM_ CGO_ CARGO_ RUSTUP_ " +
  "RUSTC_ ERL_ MIX_ HEX_ OCAML CAML_ OPAM GHC CABAL_ GUILE_ PLT TCL JULIA_ R_ EMACS VIM NVIM_ LESS TERMINFO DBUS_ SSH_ RSYNC_ SUDO_ " +
  "SYSTEMD_ DOCKER_ COMPOSE_ BUILDKIT_ PODMAN_ CONTAINERS_ KUBE HELM_ TF_ PACKER_ VAGRANT_ PULUMI_ NIX_ GUIX_ HOMEBREW_ RPM_ DPKG_ " +
  "GTK_ GTK2_ GTK3_ GDK_ GIO_ GI_ GST_ QT_ QML LIBGL_ LIBVA_ VK_ __EGL_ SDL_ MAGICK_ GS_ TEXMF OPENSSL_ SASL_ PKG_CONFIG_ CMAKE_ " +
  "CTEST_ CCACHE_ DISTCC_ SCCACHE_ VALGRIND_ GH_ CLOUDSDK_ AWS_ENDPOINT_ HG SVN_ CVS JJ_ GNUPG HARNESS_ OMPI_ GROFF_ LV2_"
).split(" ");

/** Members of those families that only affect how a run looks or how fast it is. */
const harmless = new Set(
  (
    "NODE_ENV NODE_NO_WARNINGS NODE_DISABLE_COLORS PYTHONUNBUFFERED PYTHONIOENCODING PYTHONUTF8 PYTHONDONTWRITEBYTECODE PYTHONHASHSEED " +
    "CARGO_TERM_COLOR CARGO_INCREMENTAL PIP_NO_INPUT PIP_DISABLE_PIP_VERSION_CHECK DOTNET_CLI_TELEMETRY_OPTOUT DOTNET_NOLOGO " +
    "LESSCHARSET GH_NO_UPDATE_NOTIFIER TF_IN_AUTOMATION"
  ).split(" "),
);

/** Whether a request with this variable is refused. */
export function isRefusedVariable(name: string): boolean {
  const upper = name.toUpperCase();
  if (isBlockedVariable(name)) return true;
  return !harmless.has(upper) && (names.has(upper) || prefixes.some((prefix) => upper.startsWith(prefix)));
}

/** Endings of names that point a program at other programs, files or addresses, whichever program it is. */
const TELLING =
  /(PATH|HOME|CONFIG|CONF|OPTS?|OPTIONS|FLAGS|ARGS|PAGER|EDITOR|BROWSER|PROXY|RC)$|(^|_)(PATHS|ROOT|PREFIX|SHELL|COMMAND|CMD|EXEC|EXECUTABLE|BINARY|BIN|PROGRAM|PRELOAD|LIBRARY|LIBRARIES|LIBS?|MODULES?|PLUGINS?|EXTENSIONS?|HOOKS?|WRAPPER|LAUNCHER|RUNNER|LINKER|COMPILER|INTERPRETER|HELPER|LOADER|ASKPASS|RSH|ENDPOINT|URL|HOST|SERVER|SOCKET|SOCK|BUNDLE|CERT|INIT|STARTUP|FILES?|DIRS?|LANGUAGE)$/;

/** Whether trust in a program does not extend to a run with this variable, so that a person is asked. */
export const isTellingVariable = (name: string): boolean => TELLING.test(name.toUpperCase());

/** Whether these variables make it a different run from the same command without them. */
export const changeWhatRuns = (variables: readonly string[]): boolean =>
  variables.some((name) => !isShellVariable(name));
