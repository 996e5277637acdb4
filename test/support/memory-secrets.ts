import type { SecretStore } from "../../src/core/vault/secret-store.ts";
import { success } from "../../src/shared/result.ts";

/** A secret store over a map the test can see into and keep from one start to the next. */
export function memorySecrets(
  entries: Map<string, string>,
  kind: SecretStore["kind"] = "keychain",
): SecretStore {
  return {
    kind,
    get: async (account) => success(entries.get(account) ?? null),
    async set(account, secret) {
      entries.set(account, secret);
      return success(undefined);
    },
    async delete(account) {
      entries.delete(account);
      return success(undefined);
    },
  };
}
