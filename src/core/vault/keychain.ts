import { failure, type Result, success } from "../../shared/result.ts";
import type { Clock } from "../time/clock.ts";
import { readKeychainError } from "./keychain-error.ts";
import type { NativeKeychain } from "./native-keychain.ts";
import type { SecretStore } from "./secret-store.ts";
import type { VaultFailure } from "./vault.ts";

/** The service under which every entry is kept; a person sees this word in the keychain's own program. */
const SERVICE = "Clawtray";

/** The most bytes Windows allows per credential (CRED_MAX_CREDENTIAL_BLOB_SIZE), stored as UTF-16. */
const WINDOWS_LIMIT = 2560;

/** How long a keychain may take, its prompt included, before the call is given up, milliseconds. */
const DEFAULT_KEYCHAIN_LIMIT = 30_000;

export interface KeychainOptions {
  readonly load: () => Promise<NativeKeychain>;
  readonly clock: Clock;
  /** `process.platform`. */
  readonly platform: string;
  readonly limitMs?: number;
}

export interface KeychainStore extends SecretStore {
  /**
   * True while a native call has not returned. A call cannot be cancelled, and an ordinary exit waits for it, which is
   * as long as an unanswered prompt stays open: see `endProcess`.
   */
  busy(): boolean;
}

/**
 * The operating system's keychain. One native call at a time: while a prompt is unanswered no second one is raised, and
 * nothing is read before an abandoned write has really ended.
 */
export function createKeychainStore(options: KeychainOptions): KeychainStore {
  const { clock, platform, limitMs = DEFAULT_KEYCHAIN_LIMIT } = options;
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
    get: (account) => inTurn((keychain) => keychain.getPassword(SERVICE, account)),
    async set(account, secret) {
      const size = secret.length * 2;
      if (platform === "win32" && size > WINDOWS_LIMIT) {
        return failure({
          kind: "unavailable",
          detail: `the entry takes ${size} bytes, Windows allows ${WINDOWS_LIMIT}`,
        });
      }
      return inTurn(async (keychain) => {
        await keychain.setPassword(SERVICE, account, secret);
      });
    },
    delete: (account) =>
      inTurn(async (keychain) => {
        await keychain.deletePassword(SERVICE, account);
      }),
  };
}
