import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import type { Analysis } from "./analyse.ts";
import { type Binding, contentHash } from "./binding.ts";
import { pathAsWalked } from "./locate.ts";
import { isRemotePath } from "./windows-path.ts";

/** Where only the system's own tools write; what is there changes with its updates. */
const OF_THE_SYSTEM =
  /^\/(usr\/(?!local\/)|s?bin\/|lib\w*\/|nix\/store\/|run\/current-system\/|System\/)|^[A-Z]:\\(Windows\\(?!Temp\\)|Program Files)/i;

const SCRIPT_ENDING =
  /\.(bash|bat|cjs|cmd|fish|groovy|jar|js|ksh|lua|mjs|mts|php|pl|ps1|py|r|rb|sh|tcl|ts|zsh)$|(^|[\\/])(GNUm|[Mm])akefile$/;

/**
 * The real path of an argument that is a program or a script outside the system's folders; null for everything else.
 */
function ownFile(path: string): string | null {
  try {
    const realPath = realpathSync.native(path);
    if (OF_THE_SYSTEM.test(realPath)) return null;
    const status = statSync(realPath);
    const runs = (status.mode & 0o111) !== 0 || SCRIPT_ENDING.test(realPath);
    return status.isFile() && runs ? realPath : null;
  } catch {
    return null;
  }
}

/**
 * One hash over every program and script outside the system's folders that a command names, so that a command allowed
 * word for word is also allowed byte for byte. Null when it names none.
 */
export function contentOf(
  analysis: Analysis,
  binding: Binding,
  platform: NodeJS.Platform,
  now: number,
): string | null {
  const { path: cwd } = binding.directory;
  const texts =
    analysis.unclear === null ? [] : analysis.whole.argv.flatMap((word) => word.split(/[\s;|&()<>"'`]+/));
  const words = [...analysis.whole.argv, ...analysis.segments.flatMap(({ argv }) => argv), ...texts];
  const named = words
    .filter((word) => word !== "" && word.length < 4096)
    .map((word) => pathAsWalked(cwd, word, platform))
    // Nothing can be said of a file on another computer without asking that computer.
    .map((path) => (platform === "win32" && isRemotePath(path) ? null : ownFile(path)));
  const files = new Set([...binding.files.map(({ realPath }) => ownFile(realPath)), ...named]);
  files.delete(null);
  if (files.size === 0) return null;
  const hash = createHash("sha256");
  for (const file of [...files].sort()) hash.update(`${file}\0${contentHash(file as string, now)}\0`);
  return `sha256:${hash.digest("hex")}`;
}
