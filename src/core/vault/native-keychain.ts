/** The three calls of the keychain library this program makes; they reject with the library's errors. */
export interface NativeKeychain {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/**
 * Loads the keychain library when it is first needed, so that a computer on which its binary cannot load still runs
 * with a key file.
 *
 * The library's `/keytar` entry point offers these same three calls, but without options. Without options the library
 * silently falls back to the kernel's keyutils store when no Secret Service answers (its README, "Linux backend
 * selection", 2.1.2). That store is emptied at every reboot: an identity kept there would be lost, and another one
 * created. So the same calls are made here with the store pinned; other systems ignore the option.
 */
export async function loadNativeKeychain(): Promise<NativeKeychain> {
  const { AsyncEntry } = await import("@napi-rs/keyring");
  // An entry opens its session with the Secret Service when it is created, and is useless after the service was
  // restarted; a new one for each call costs about ten milliseconds.
  const entry = (service: string, account: string) =>
    new AsyncEntry(service, account, { linux: { store: "secret-service" } });
  return {
    getPassword: async (service, account) => entry(service, account).getPassword(),
    setPassword: async (service, account, password) => entry(service, account).setPassword(password),
    deletePassword: async (service, account) => entry(service, account).deletePassword(),
  };
}
