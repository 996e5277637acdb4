import type { Result } from "../../shared/result.ts";
import type { VaultFailure } from "./vault.ts";

/**
 * Named secrets, as the operating system's keychain knows them. It attaches no meaning to what it keeps and does not
 * verify writes: both are up to the vault above it. Nothing throws.
 */
export interface SecretStore {
  readonly kind: "keychain" | "file";
  get(account: string): Promise<Result<string | null, VaultFailure>>;
  set(account: string, secret: string): Promise<Result<void, VaultFailure>>;
  /** A missing account is not a failure. */
  delete(account: string): Promise<Result<void, VaultFailure>>;
  /** Removes everything, under whatever name; only where nobody else keeps anything in it. */
  deleteAll?(): Promise<Result<void, VaultFailure>>;
}
