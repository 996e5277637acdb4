import type { BlockedReason } from "./blocked.ts";

export type Remedy =
  | "try-again"
  | "enter-credential"
  | "accept-certificate"
  | "change-gateway"
  | "forget"
  | "quit";

/** What fixes each reason, most likely first: the buttons of the window, the keys of the terminal. */
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
  "control-pipe-taken": ["try-again", "quit"],
  "disk-full": ["try-again"],
  "held-by-another-process": ["try-again", "quit"],
  "credential-missing": ["enter-credential", "change-gateway"],
  "credential-rejected": ["enter-credential", "change-gateway"],
  "setup-code-refused": ["enter-credential", "change-gateway"],
  "setup-code-unsupported": ["enter-credential", "change-gateway"],
  "identity-refused": ["try-again", "forget"],
  "clock-skew": ["try-again"],
  "certificate-untrusted": ["accept-certificate", "change-gateway"],
  // A pin would accept it anyway and fix nothing: the certificate must be renewed, or another address used.
  "certificate-expired": ["try-again", "change-gateway"],
  "certificate-not-yet-valid": ["try-again", "change-gateway"],
  "certificate-other-name": ["change-gateway", "try-again"],
  "certificate-changed": ["accept-certificate", "change-gateway"],
  "insecure-address": ["change-gateway"],
  "public-address": ["try-again", "change-gateway"],
  "speaks-tls": ["change-gateway", "try-again"],
  "speaks-plain": ["change-gateway", "try-again"],
  "proxy-sign-in": ["try-again", "change-gateway"],
  "proxy-refused": ["try-again", "change-gateway"],
  "proxy-unusable": ["try-again", "change-gateway"],
  "client-certificate": ["try-again", "change-gateway"],
  "access-page": ["try-again", "change-gateway"],
  "address-invalid": ["change-gateway"],
  "another-gateway": ["change-gateway"],
  "ssh-missing": ["try-again", "change-gateway"],
  "ssh-no-home": ["try-again", "change-gateway"],
  "ssh-configuration": ["try-again", "change-gateway"],
  "ssh-permission-denied": ["try-again", "change-gateway"],
  "ssh-key-locked": ["try-again", "change-gateway"],
  // The wizard's check shows the key and asks.
  "ssh-host-key-unknown": ["change-gateway", "try-again"],
  "ssh-host-key-changed": ["try-again", "change-gateway"],
  "ssh-forwarding-refused": ["try-again", "change-gateway"],
  "protocol-too-old": ["try-again", "change-gateway"],
  "protocol-too-new": ["try-again", "change-gateway"],
  "pairing-paused": ["try-again", "change-gateway"],
  "access-denied": ["try-again", "change-gateway"],
};
