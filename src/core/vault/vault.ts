import type { SharedCredential } from "../../shared/intent.ts";
import type { Result } from "../../shared/result.ts";
import type { FileFailure } from "../files/problem.ts";
import type { EdgeHeader } from "../gateway/edge-headers.ts";
import type { Identity } from "../identity/identity.ts";

export type VaultFailure =
  | { readonly kind: "locked"; readonly detail: string }
  | { readonly kind: "unavailable"; readonly detail: string }
  | { readonly kind: "timeout"; readonly detail: string }
  /** The entry exists but is not what we wrote. */
  | { readonly kind: "corrupt"; readonly detail: string }
  /** A key file that others can access, or one that cannot be read or written. */
  | { readonly kind: "unsafe" | "unreadable"; readonly detail: string; readonly file: FileFailure }
  /** The state folder itself, before anything in it. */
  | { readonly kind: "no-folder"; readonly detail: string; readonly file: FileFailure }
  /** A newer version wrote this file, or an entry of the vault (null); it is left as it is. */
  | { readonly kind: "newer"; readonly detail: string; readonly path: string | null }
  | {
      readonly kind: "copied";
      readonly detail: string;
      readonly path: string;
      /** The folder this one was copied from, which still exists. */
      readonly original: string;
    };

/** The seed entry: created once, never rewritten. */
export interface StoredIdentity {
  /** 32 bytes. */
  readonly seed: Uint8Array;
  readonly deviceId: string;
  readonly platform: Identity["platform"];
  readonly deviceFamily: Identity["deviceFamily"];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** The entry of one gateway. A shared credential is kept only until a device token exists. */
export type StoredCredential = { readonly kind: "device-token"; readonly token: string } | SharedCredential;

/**
 * Where secrets live: the OS keychain, or (only when asked for) a key file. Every write is read back before it is
 * reported as done. Nothing throws.
 */
export interface Vault {
  readonly kind: "keychain" | "file";
  readIdentity(): Promise<Result<StoredIdentity | null, VaultFailure>>;
  writeIdentity(identity: StoredIdentity): Promise<Result<void, VaultFailure>>;
  readCredential(gatewayUrl: string): Promise<Result<StoredCredential | null, VaultFailure>>;
  writeCredential(gatewayUrl: string, credential: StoredCredential): Promise<Result<void, VaultFailure>>;
  deleteCredential(gatewayUrl: string): Promise<Result<void, VaultFailure>>;
  /** The headers required by what stands in front of this gateway; having none is not a failure. */
  readEdgeHeaders(gatewayUrl: string): Promise<Result<readonly EdgeHeader[], VaultFailure>>;
  /** Replaces those that were kept; an empty list removes them. */
  writeEdgeHeaders(gatewayUrl: string, headers: readonly EdgeHeader[]): Promise<Result<void, VaultFailure>>;
  /**
   * Makes the entries the state directory's own, wherever it is moved later: before the first is written, and with
   * `holdsIdentity` once there is one.
   */
  settle(record: { readonly holdsIdentity: boolean }): Promise<Result<void, VaultFailure>>;
  /** Whether the state directory knows that an identity was kept here. */
  remembersIdentity(): Promise<Result<boolean, VaultFailure>>;
  /** Removes the seed and every gateway's entry. */
  deleteEverything(gatewayUrls: readonly string[]): Promise<Result<void, VaultFailure>>;
}
