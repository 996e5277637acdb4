import { posix, win32 } from "node:path";
import type { WhyNoFolder } from "../../shared/folders-page.ts";
import { hiddenInHome, KEY_FILE, secretsOfSystem } from "../exec/process/cage/places.ts";
import type { AllowedFolder } from "./folder-list.ts";

/** Where on this computer what is private lies. Real paths. */
export interface PrivatePlaces {
  /** Null where this user has none. */
  readonly home: string | null;
  /** Clawtray's own folders. */
  readonly own: readonly string[];
  readonly platform: NodeJS.Platform;
}

export type Judgement =
  | { readonly kind: "inside"; readonly folder: AllowedFolder }
  | { readonly kind: "outside" | "secret" };

/** Windows' and macOS' names for what a dot hides on Linux; compared without regard to case. */
const hiddenNames: ReadonlySet<string> = new Set(
  [...hiddenInHome, "AppData", "Application Data", "Local Settings", "Cookies"].map((name) =>
    name.toLowerCase(),
  ),
);

/** What browsers, wallets and Windows keep passwords and sessions in, wherever a copy of it lies. */
const SECRET_FILE =
  /^(login data|web data|cookies|logins\.json|key[34]\.db|cookies\.sqlite|signons\.sqlite|wallet\.dat|(ntuser|usrclass)\.dat.*)$/i;

/** What the kernel or a session makes up: nothing in it is a person's file. */
const pseudoFolders: readonly string[] = ["/boot", "/dev", "/proc", "/run", "/sys", "/var/run"];

/**
 * What only the superuser, or the system itself, should read, also where a node runs with the right to: a folder like
 * /etc or /var may be on the list all the same.
 */
const secretPlaces: readonly string[] = [
  ...secretsOfSystem,
  "/Library/Keychains",
  "/etc/credstore",
  "/etc/credstore.encrypted",
  "/etc/pki/tls/private",
  "/etc/security/opasswd",
  "/private/etc/master.passwd",
  "/private/var/db",
  "/private/var/mail",
  "/var/lib/NetworkManager",
  "/var/lib/sss",
  "/var/lib/systemd/credential.secret",
  "/var/mail",
  "/var/spool/cron",
  "/var/spool/mail",
];
/** The same on Windows, on whichever drive that is. */
const WINDOWS_SECRET =
  /^[A-Z]:\\(ProgramData\\Microsoft\\(Crypto|Protect|Wlansvc)|Windows\\System32\\(config|Microsoft\\Protect))(\\|$)/i;
/** By it this computer proves to others that it is itself. */
const HOST_KEY = /^(\/private)?\/etc\/ssh\/ssh_host_[^/]*key$/;

function isSecretOfSystem(path: string, platform: NodeJS.Platform): boolean {
  if (platform === "win32") return WINDOWS_SECRET.test(path);
  return HOST_KEY.test(path) || secretPlaces.some((place) => liesIn(path, place, platform));
}

/** Where anybody's home usually is: what is private there does not depend on whose it is. */
const HOMES = {
  posix: /^(\/home\/[^/]+|\/Users\/[^/]+|(\/private)?(\/var)?\/root)(?=\/|$)/,
  win32: /^[A-Z]:\\Users\\[^\\]+(?=\\|$)/i,
} as const;

/** Whether nobody but this user's own programs should ever see it by its name, in whatever folder. Pure. */
export const isSecretName = (name: string): boolean =>
  name.startsWith(".") || KEY_FILE.test(name) || SECRET_FILE.test(name);

const pathsOf = (platform: NodeJS.Platform) => (platform === "win32" ? win32 : posix);

/** A path in the form in which this system's usual file system compares it. */
function fold(path: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return path.toLowerCase();
  return platform === "darwin" ? path.normalize("NFC").toLowerCase() : path;
}

/** Whether `path` is `folder` or lies in it. */
export function liesIn(path: string, folder: string, platform: NodeJS.Platform): boolean {
  const { sep } = pathsOf(platform);
  const [inner, outer] = [fold(path, platform), fold(folder, platform)];
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

/** The names from a folder down to a path in it. */
export function namesBelow(folder: string, path: string, platform: NodeJS.Platform): readonly string[] {
  const { sep } = pathsOf(platform);
  return path
    .slice(folder.length)
    .split(sep)
    .filter((name) => name !== "");
}

/**
 * Whether a path belongs to what is never shown: Clawtray's own folders, keys, what begins with a dot, mail, and where
 * the system keeps its programs' data. `path` is whole, see `readPath`. Pure.
 */
export function isSecret(path: string, { home, own, platform }: PrivatePlaces): boolean {
  if (own.some((folder) => liesIn(path, folder, platform)) || isSecretOfSystem(path, platform)) return true;
  // Composed as in the comparison above, so that the lengths agree.
  const composed = (text: string): string => (platform === "darwin" ? text.normalize("NFC") : text);
  const whole = composed(path);
  const isOwnHome = home !== null && home !== "/" && liesIn(path, home, platform);
  const base = isOwnHome ? composed(home) : HOMES[platform === "win32" ? "win32" : "posix"].exec(whole)?.[0];
  if (base !== undefined) {
    const [first = ""] = namesBelow(base, whole, platform);
    if (hiddenNames.has(first.toLowerCase())) return true;
  }
  // A dot above the own home is not what hides something in it.
  const names = isOwnHome ? namesBelow(base ?? "", whole, platform) : whole.split(pathsOf(platform).sep);
  return names.some(isSecretName);
}

/** The listed folder that holds a path: of several the innermost, whose word is the owner's last. Pure. */
export function judge(path: string, folders: readonly AllowedFolder[], places: PrivatePlaces): Judgement {
  const holding = folders
    .filter((folder) => liesIn(path, folder.path, places.platform))
    .sort((one, other) => other.path.length - one.path.length)[0];
  if (holding === undefined) return { kind: "outside" };
  return isSecret(path, places) ? { kind: "secret" } : { kind: "inside", folder: holding };
}

/** Why a real folder cannot be listed; null when it can. Pure. */
export function whyNotListed(
  path: string,
  places: PrivatePlaces,
): Extract<WhyNoFolder, "everything" | "system" | "private"> | null {
  const paths = pathsOf(places.platform);
  if (paths.dirname(path) === path) return "everything";
  if (places.platform !== "win32" && pseudoFolders.some((folder) => liesIn(path, folder, places.platform)))
    return "system";
  return isSecret(path, places) ? "private" : null;
}
