import type { VaultFailure } from "./vault.ts";

/**
 * What an error of the keychain library (2.1.2) means. The library gives every error the same code, so its message
 * decides. Messages come from the Secret Service and libdbus on Linux, from the Security framework on macOS and from
 * the Credential Manager on Windows. Unknown ones mean `unavailable`.
 */
export function readKeychainError(error: unknown): VaultFailure {
  const message = error instanceof Error ? error.message : "";
  if (/dismissed|\blocked\b|user cancel|cancell?ed the operation|interaction is not allowed/i.test(message)) {
    return { kind: "locked", detail: "the keychain is locked, or its prompt was dismissed" };
  }
  if (/passphrase you entered is not correct|authorization|not authorized/i.test(message)) {
    return { kind: "locked", detail: "the keychain refused this program" };
  }
  if (/not receive a reply|timed? ?out|NoReply/i.test(message)) {
    return { kind: "timeout", detail: "the keychain service did not reply" };
  }
  if (/ambiguous|more than one|matched multiple|UTF-8/i.test(message)) {
    return { kind: "corrupt", detail: "the keychain entry is duplicated or is not text" };
  }
  if (/no result found/i.test(message)) {
    return { kind: "unavailable", detail: "the Secret Service has no default collection" };
  }
  if (/not provided by any|ServiceUnknown|NameHasNoOwner/i.test(message)) {
    return { kind: "unavailable", detail: "there is no Secret Service" };
  }
  if (/DBUS_SESSION_BUS_ADDRESS|autolaunch|failed to connect to socket/i.test(message)) {
    return { kind: "unavailable", detail: "there is no D-Bus session" };
  }
  // Not the message itself: what a library quotes in it cannot be assumed free of secrets.
  return { kind: "unavailable", detail: `the keychain service failed${errorName(message)}` };
}

/** The D-Bus error or system error number in a message: enough to search for, and never a secret. */
function errorName(message: string): string {
  const name = /org\.freedesktop\.[\w.]{1,60}|\bDBus error\b|\bOSStatus -?\d+|\bcode -?\d+/.exec(
    message,
  )?.[0];
  return name === undefined ? "" : ` (${name})`;
}
