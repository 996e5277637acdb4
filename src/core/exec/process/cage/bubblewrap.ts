import type { Mount } from "./mount.ts";

export interface BubblewrapInput {
  readonly mounts: readonly Mount[];
  /** For each `write` mount, the descriptor under which bwrap finds the folder; null: by its path. */
  readonly folders: ReadonlyMap<string, number> | null;
  /** The descriptor of the filter for system calls. */
  readonly filter: number;
  /** The descriptor of a pipe that bwrap writes to before it begins, and once the program has ended. */
  readonly status: number;
  readonly network: boolean;
  /** A file outside that says how names are resolved, when it is in a hidden folder. */
  readonly resolver: string | null;
  readonly cwd: string;
  readonly file: string;
  readonly words: readonly string[];
}

/** Files in /proc that configure the kernel itself. */
const kernelSettings = [
  "/proc/acpi",
  "/proc/bus",
  "/proc/fs",
  "/proc/irq",
  "/proc/mtrr",
  "/proc/scsi",
  "/proc/sys",
  "/proc/sysrq-trigger",
];

/** Memory that a private folder may use, bytes. */
const MAX_PRIVATE = 1024 * 1024 * 1024;

function argumentsOf(mount: Mount, folders: BubblewrapInput["folders"]): readonly string[] {
  const { path } = mount;
  const descriptor = folders?.get(path);
  switch (mount.kind) {
    case "show":
      return ["--ro-bind", path, path];
    case "write":
      return descriptor === undefined ? ["--bind", path, path] : ["--bind-fd", String(descriptor), path];
    case "pin":
      return ["--bind", path, path];
    case "empty":
      return ["--tmpfs", path];
    case "private":
      return ["--size", String(MAX_PRIVATE), "--tmpfs", path];
    case "blank":
      return ["--ro-bind", "/dev/null", path];
    case "link":
      return ["--symlink", mount.target, path];
  }
}

/**
 * The arguments of bwrap(1), 0.8 and later: its own namespaces (except the network where granted), no capabilities, its
 * own session, and death with its parent. Pure.
 */
export function bubblewrapArguments(input: BubblewrapInput): readonly string[] {
  const { mounts, folders } = input;
  const empty = mounts.filter(({ kind }) => kind === "empty");
  return [
    "--unshare-all",
    ...(input.network ? ["--share-net"] : []),
    "--die-with-parent",
    "--new-session",
    "--cap-drop",
    "ALL",
    "--hostname",
    "contained",
    "--seccomp",
    String(input.filter),
    "--json-status-fd",
    String(input.status),
    "--proc",
    "/proc",
    // Whoever is root outside may write these without a capability: the kernel checks only the user.
    ...kernelSettings.flatMap((path) => ["--ro-bind-try", path, path]),
    "--dev",
    "/dev",
    ...mounts.flatMap((mount) => argumentsOf(mount, folders)),
    ...(input.network && input.resolver !== null ? ["--ro-bind", input.resolver, input.resolver] : []),
    ...empty.flatMap(({ path }) => ["--remount-ro", path]),
    "--remount-ro",
    "/",
    "--chdir",
    input.cwd,
    "--",
    input.file,
    ...input.words,
  ];
}
