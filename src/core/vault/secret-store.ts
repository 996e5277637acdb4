import type { Result } from "../result.ts";
import type { VaultFailure } from "./vault.ts";

/**
 * Named secrets, as the operating system's keychain knows them. It gives no meaning to what it
 * keeps and believes no write: both are the duty of the vault above it. Nothing throws.
 */
export interface SecretStore {
  readonly kind: "keychain" | "file";
  get(account: string): Promise<Result<string | null, VaultFailure>>;
  set(account: string, secret: string): Promise<Result<void, VaultFailure>>;
  /** An account that is not there is no failure. */
  delete(account: string): Promise<Result<void, VaultFailure>>;
  /** Removes all there is, under whatever name; only where nobody else keeps anything in it. */
  deleteAll?(): Promise<Result<void, VaultFailure>>;
}
