import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { userInfo } from "node:os";
import { stateDirectory } from "../settings/state-directory.ts";

/** The names under which one state directory keeps its secrets. */
export interface Accounts {
  readonly identity: string;
  /** Written and removed before a new seed is written, to find out whether writing works and what is there. */
  readonly writeCheck: string;
  credential(gatewayUrl: string): string;
  edgeHeaders(gatewayUrl: string): string;
  /** Holds the new location of this state directory once it has been moved. */
  readonly movedTo: string;
}

/** The most of a gateway's address that goes into a name; Windows allows 513 characters for the whole name. */
const ADDRESS_LIMIT = 200;

const named = (gatewayUrl: string) => `${gatewayUrl.slice(0, ADDRESS_LIMIT)} ${digest(gatewayUrl)}`;

const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

/**
 * Names for a profile; null is the default state directory, whose names have no suffix, so that a lost settings file
 * still finds the identity.
 */
export function accountsOf(profile: string | null): Accounts {
  const suffix = profile === null ? "" : ` (${profile})`;
  return {
    identity: `device-identity${suffix}`,
    writeCheck: `write-check${suffix}`,
    movedTo: `moved-to${suffix}`,
    // The digest keeps apart names that a keychain ignoring case, or the cut, would mix up.
    credential: (gatewayUrl) => `gateway ${named(gatewayUrl)}${suffix}`,
    edgeHeaders: (gatewayUrl) => `edge headers ${named(gatewayUrl)}${suffix}`,
  };
}

/**
 * The profile of an existing state directory. Only the directory in the account's own home is the default one: `HOME`
 * and `XDG_CONFIG_HOME` can name many directories over one keychain.
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
