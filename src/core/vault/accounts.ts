import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { userInfo } from "node:os";
import { stateDirectory } from "../settings/state-directory.ts";

/** The names under which one state directory keeps its secrets. */
export interface Accounts {
  readonly identity: string;
  /** Written and removed before a new seed is, to find out whether writing works and what is there. */
  readonly writeCheck: string;
  credential(gatewayUrl: string): string;
  /** Holds where the directory of these names lies, once it was moved. */
  readonly movedTo: string;
}

/** Longest part of a gateway's address in a name; Windows takes 513 characters for all of it. */
const addressLimit = 200;

const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

/**
 * Names for a profile; null is the default state directory, whose names are plain so that a lost
 * settings file still finds the identity.
 */
export function accountsOf(profile: string | null): Accounts {
  const suffix = profile === null ? "" : ` (${profile})`;
  return {
    identity: `device-identity${suffix}`,
    writeCheck: `write-check${suffix}`,
    movedTo: `moved-to${suffix}`,
    // The digest keeps apart what a keychain that ignores case, or the cut, would mix up.
    credential: (gatewayUrl) => `gateway ${gatewayUrl.slice(0, addressLimit)} ${digest(gatewayUrl)}${suffix}`,
  };
}

/**
 * The profile of an existing state directory. Only the directory in the account's own home is the
 * default one: `HOME` and `XDG_CONFIG_HOME` can name many directories over one keychain.
 */
export function profileOf(stateDir: string): string | null {
  const actual = realpathSync.native(stateDir);
  return actual === ownDefaultDirectory() ? null : digest(actual);
}

function ownDefaultDirectory(): string | null {
  try {
    return realpathSync.native(stateDirectory(process.platform, {}, userInfo().homedir));
  } catch {
    return null;
  }
}
