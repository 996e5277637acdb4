import type { BlockedReason } from "../../shared/state.ts";

export type Remedy =
  | "try-again"
  | "enter-credential"
  | "accept-certificate"
  | "change-gateway"
  | "forget"
  | "quit";

/** What mends each reason, most likely first. */
export const remediesFor: Readonly<Record<BlockedReason, readonly Remedy[]>> = {
  "keychain-locked": ["try-again"],
  "keychain-unavailable": ["try-again"],
  "keychain-timeout": ["try-again"],
  "keychain-corrupt": ["try-again", "forget"],
  "key-file-unsafe": ["try-again", "forget"],
  "key-file-unreadable": ["try-again"],
  "identity-missing": ["try-again", "forget"],
  "identity-mismatch": ["try-again", "forget"],
  "settings-unreadable": ["try-again"],
  "settings-newer": ["quit"],
  "settings-unwritable": ["try-again"],
  "state-folder-unusable": ["try-again"],
  "state-folder-copied": ["try-again"],
  "control-socket-unusable": ["try-again"],
  "disk-full": ["try-again"],
  "held-by-another-process": ["try-again", "quit"],
  "credential-missing": ["enter-credential", "change-gateway"],
  "credential-rejected": ["enter-credential", "change-gateway"],
  "identity-refused": ["try-again", "forget"],
  "clock-skew": ["try-again"],
  "certificate-untrusted": ["accept-certificate", "change-gateway"],
  // A pin would take it all the same, and mend nothing: it wants renewing, or another address.
  "certificate-expired": ["try-again", "change-gateway"],
  "certificate-not-yet-valid": ["try-again", "change-gateway"],
  "certificate-other-name": ["change-gateway", "try-again"],
  "certificate-changed": ["accept-certificate", "change-gateway"],
  "insecure-address": ["change-gateway"],
  "address-invalid": ["change-gateway"],
  "protocol-too-old": ["try-again", "change-gateway"],
  "protocol-too-new": ["try-again", "change-gateway"],
  "pairing-paused": ["try-again", "change-gateway"],
  "access-denied": ["try-again", "change-gateway"],
};
