import type { Clock } from "../clock.ts";
import { failure, type Result, success } from "../result.ts";
import { readKeychainError } from "./keychain-error.ts";
import type { NativeKeychain } from "./native-keychain.ts";
import type { SecretStore } from "./secret-store.ts";
import type { VaultFailure } from "./vault.ts";

/** Under which every entry is kept; the word a person sees in the keychain's own program. */
const service = "Clawtray";

/** Bytes Windows allows one credential (CRED_MAX_CREDENTIAL_BLOB_SIZE), which it keeps as UTF-16. */
const windowsLimit = 2560;

/** How long a keychain may take, its prompt included, before the call is given up. Milliseconds. */
const defaultKeychainLimit = 30_000;

export interface KeychainOptions {
  readonly load: () => Promise<NativeKeychain>;
  readonly clock: Clock;
  /** `process.platform`. */
  readonly platform: string;
  readonly limitMs?: number;
}

export interface KeychainStore extends SecretStore {
  /**
   * True while a native call has not come back. A call cannot be recalled, and an ordinary exit
   * waits for it, which is as long as an unanswered prompt stays open: see `endProcess`.
   */
  busy(): boolean;
}

/**
 * The operating system's keychain. One native call at a time: while a prompt stands unanswered no
 * second one is raised, and nothing is read before a write that was given up has truly ended.
 */
export function createKeychainStore(options: KeychainOptions): KeychainStore {
  const { clock, platform, limitMs = defaultKeychainLimit } = options;
  let native: Promise<NativeKeychain> | null = null;
  let lastCall: Promise<unknown> = Promise.resolve();
  let busy = false;

  const perform = async <Value>(call: (native: NativeKeychain) => Promise<Value>) => {
    native ??= options.load();
    let loaded: NativeKeychain;
    try {
      loaded = await native;
    } catch {
      native = null;
      return failure<VaultFailure>({
        kind: "unavailable",
        detail: "the keychain library does not load here",
      });
    }
    busy = true;
    try {
      return success(await call(loaded));
    } catch (error) {
      return failure(readKeychainError(error));
    } finally {
      busy = false;
    }
  };

  const inTurn = <Value>(call: (native: NativeKeychain) => Promise<Value>) =>
    new Promise<Result<Value, VaultFailure>>((resolve) => {
      let state: "queued" | "running" | "given-up" = "queued";
      const cancelLimit = clock.after(limitMs, () => {
        const detail =
          state === "running"
            ? "the keychain gave no answer in time"
            : "an earlier keychain prompt is still unanswered";
        state = "given-up";
        resolve(failure({ kind: "timeout", detail }));
      });
      lastCall = lastCall.then(async () => {
        if (state === "given-up") return;
        state = "running";
        const result = await perform(call);
        cancelLimit();
        resolve(result);
      });
    });

  return {
    kind: "keychain",
    busy: () => busy,
    get: (account) => inTurn((keychain) => keychain.getPassword(service, account)),
    async set(account, secret) {
      const size = secret.length * 2;
      if (platform === "win32" && size > windowsLimit) {
        return failure({
          kind: "unavailable",
          detail: `the entry takes ${size} bytes, Windows allows ${windowsLimit}`,
        });
      }
      return inTurn(async (keychain) => {
        await keychain.setPassword(service, account, secret);
      });
    },
    delete: (account) =>
      inTurn(async (keychain) => {
        await keychain.deletePassword(service, account);
      }),
  };
}
