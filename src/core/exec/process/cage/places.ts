/**
 * Which parts of a computer a cage shows. What is not named is not there: a list of secrets would never be complete, a
 * list of what builds need can be, and a gap in it only costs a failed build.
 */

/** Folders at the root that are not shown as they are: they hold sockets, other people's files, or the kernel's. */
export const hiddenAtRoot: ReadonlySet<string> = new Set([
  "boot", // what the computer starts from
  "cdrom",
  "dev", // a new one, without devices
  "home", // everybody's
  "lost+found",
  "media", // whatever is plugged in
  "mnt", // other systems: under WSL, all of Windows
  "proc", // a new one, with only the processes of the cage
  "root",
  "run", // sockets of every service and session
  "sys",
  "tmp", // private
  "var", // sockets, mail, databases, logs
]);

/** What programs need to work from the folders hidden at the root. */
export const shownOfSystem: readonly string[] = [
  "/run/current-system", // NixOS: every program
  "/sys/devices/system/cpu", // how many processors there are
  "/var/cache/fontconfig",
  "/var/lib/alternatives", // RPM systems: which program a name means
  "/var/lib/ca-certificates", // openSUSE: the certificates /etc/ssl links to
  "/var/lib/dpkg",
  "/var/lib/texmf",
];

/** What /etc holds that only root may read; hidden where we are root. */
export const secretsOfSystem: readonly string[] = [
  "/etc/NetworkManager/system-connections",
  "/etc/cron.d",
  "/etc/docker",
  "/etc/gshadow",
  "/etc/gshadow-",
  "/etc/ipsec.secrets",
  "/etc/krb5.keytab",
  "/etc/kubernetes",
  "/etc/letsencrypt",
  "/etc/netplan",
  "/etc/openvpn",
  "/etc/ppp",
  "/etc/rancher",
  "/etc/shadow",
  "/etc/shadow-",
  "/etc/ssl/private",
  "/etc/sudoers",
  "/etc/sudoers.d",
  "/etc/wireguard",
];

/** Dot names in the home directory that are shown, read-only: programs and what they come with. */
export const shownOfHome: readonly string[] = [
  ".asdf",
  ".bun/bin",
  ".cabal/bin",
  ".cargo/bin",
  ".cargo/config.toml",
  ".cargo/env",
  ".cargo/git",
  ".cargo/registry",
  ".config/git/attributes",
  ".config/git/config",
  ".config/git/ignore",
  ".deno/bin",
  ".dotnet",
  ".editorconfig",
  ".fonts",
  ".ghcup",
  ".gitattributes",
  ".gitconfig",
  ".gitignore",
  ".gitignore_global",
  ".gradle/wrapper",
  ".juliaup",
  ".linuxbrew",
  ".local/bin",
  ".local/lib",
  ".local/pipx",
  ".local/share/fnm",
  ".local/share/fonts",
  ".local/share/man",
  ".local/share/mise",
  ".local/share/pipx",
  ".local/share/pnpm",
  ".local/share/uv",
  ".local/state/nix/profile",
  ".m2/repository",
  ".nix-profile",
  ".npm-global",
  ".npm-packages",
  ".nvm",
  ".opam",
  ".pyenv",
  ".rbenv",
  ".rustup",
  ".sdkman",
  ".terminfo",
  ".tool-versions",
  ".volta",
  ".yarn/bin",
];

/** Private to each run and gone with it: where build tools insist on writing. */
export const privateOfHome: readonly string[] = [".cache", ".npm"];

/** Names without a dot whose contents are private: mail, keyrings, browsers in their own packages. */
export const hiddenInHome: ReadonlySet<string> = new Set([
  "Library",
  "Mail",
  "Maildir",
  "mail",
  "mbox",
  "snap",
]);

/** Files that are keys, going by their name. */
export const KEY_FILE =
  /(^id_(rsa|dsa|ecdsa|ed25519))|\.(asc|gpg|jks|kdbx?|key|keystore|ovpn|p12|pem|pfx|ppk)$|^(credentials|passwords?|secrets?)(\.|$)/i;

/** Text that marks a git settings file as one that holds a secret. */
export const HOLDS_SECRET = /extraheader|:\/\/[^/\s]+@|password|token/i;

/** Read by an editor, a shell or an assistant as soon as it opens a folder: shown, and not to be changed. */
export const readOnOpening: readonly string[] = [
  ".claude",
  ".cursor",
  ".envrc",
  ".gitmodules",
  ".husky",
  ".idea",
  ".mcp.json",
  ".vscode",
];
