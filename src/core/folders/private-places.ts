import { realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { homeFolder } from "../environment/home.ts";
import { controlSecretPath } from "../instance/control-key.ts";
import { furtherFolders, rootOf } from "../settings/connection-folders.ts";
import { leavingsFolder } from "../settings/state-folder.ts";
import { liesIn, type PrivatePlaces } from "./judge.ts";

/** Folders at home that are recognized under any path, as when one is mounted inside a listed folder. */
const knownByIdentity: readonly string[] = [
  ".aws",
  ".config",
  ".gnupg",
  ".kube",
  ".local",
  ".mozilla",
  ".password-store",
  ".ssh",
  ".thunderbird",
  "AppData",
  "Library",
];

const real = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
};

function realHome(): string | null {
  const home = homeFolder();
  return home === null ? null : real(home);
}

/** Whether the home folder is this folder, or lies in it. `path` is real. */
export function holdsHome(path: string): boolean {
  const home = realHome();
  return home !== null && liesIn(home, path, process.platform);
}

/** The private places of this computer for a node with this state folder; looked up anew: connections come and go. */
export function privatePlaces(stateDir: string): PrivatePlaces {
  const root = rootOf(stateDir);
  const control = process.platform === "win32" ? [dirname(controlSecretPath())] : [];
  const own = [root, ...furtherFolders(root), stateDir, leavingsFolder(root), ...control];
  return {
    home: realHome(),
    own: [...new Set(own.map(real))],
    platform: process.platform,
  };
}

/** The identity of a file or folder, whatever path leads to it. */
export const identityOf = ({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string =>
  `${dev}:${ino}`;

/** The identities of folders that stay private under any path. */
export function privateIdentities({ home, own }: PrivatePlaces): ReadonlySet<string> {
  const folders = [...own, ...(home === null ? [] : knownByIdentity.map((name) => join(home, name)))];
  const found = folders.map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }));
  return new Set(found.flatMap((status) => (status === undefined ? [] : [identityOf(status)])));
}
