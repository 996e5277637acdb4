import type { BlockedReason } from "../../shared/blocked.ts";
import type { Model, WorldChange } from "./model.ts";

/**
 * How a block may end without the person doing anything here:
 * - `connect`: the gateway, its certificate, a clock or the network may have changed; an attempt now and then
 * costs and risks nothing;
 * - `establish`: a service or a file may be there now; looking asks nobody anything;
 * - `unlock`: looking may raise a question, so it is done only when the person has just come back;
 * - `person`: nothing but what the person does here will change it.
 */
export type Healing = "connect" | "establish" | "unlock" | "person";

const healings: Readonly<Record<BlockedReason, Healing>> = {
  "keychain-locked": "unlock",
  "keychain-unavailable": "establish",
  "keychain-timeout": "unlock",
  "keychain-corrupt": "person",
  "key-file-unsafe": "establish",
  "key-file-unreadable": "establish",
  "identity-missing": "unlock",
  "identity-mismatch": "person",
  "settings-unreadable": "establish",
  "settings-newer": "person",
  "settings-unwritable": "establish",
  "state-folder-unusable": "establish",
  "state-folder-copied": "person",
  "control-socket-unusable": "establish",
  "control-pipe-taken": "person",
  "disk-full": "establish",
  "held-by-another-process": "person",
  // Trying a bad secret again ends in a lock-out. A device token that was set aside is another matter.
  "credential-missing": "person",
  "credential-rejected": "person",
  "setup-code-refused": "person",
  "setup-code-unsupported": "person",
  "identity-refused": "connect",
  "clock-skew": "connect",
  "certificate-untrusted": "connect",
  "certificate-expired": "connect",
  "certificate-not-yet-valid": "connect",
  "certificate-other-name": "connect",
  "certificate-changed": "connect",
  "insecure-address": "person",
  // A VPN that is on again makes the same name lead elsewhere.
  "public-address": "connect",
  // The administrator turns TLS on, or off.
  "speaks-tls": "connect",
  "speaks-plain": "connect",
  // The system's settings may change, and the person who runs the proxy may let us through.
  "proxy-sign-in": "connect",
  "proxy-refused": "connect",
  "proxy-unusable": "connect",
  // The person who runs the page may let this computer through.
  "client-certificate": "connect",
  "access-page": "connect",
  "address-invalid": "person",
  "another-gateway": "person",
  "ssh-missing": "connect",
  // An account gets a home by a new start, if at all.
  "ssh-no-home": "person",
  "ssh-configuration": "connect",
  // A server locks out clients that keep coming without a key; an agent is unlocked with the session.
  "ssh-permission-denied": "unlock",
  "ssh-key-locked": "unlock",
  "ssh-host-key-unknown": "connect",
  "ssh-host-key-changed": "connect",
  "ssh-forwarding-refused": "connect",
  "protocol-too-old": "connect",
  "protocol-too-new": "connect",
  "pairing-paused": "connect",
  "access-denied": "connect",
};

/** True for what only another token, password or setup code ends. */
export const isAboutCredential = (reason: BlockedReason): boolean => /^(credential|setup-code)-/.test(reason);

/** What may end this `blocked`; null in every other phase. */
export function healingOf(model: Model): Healing | null {
  if (model.step.phase !== "blocked") return null;
  const { reason } = model.step.cause;
  // A gateway that came up on an empty folder refuses a token that will be good again.
  if (model.deviceTokenSetAside && isAboutCredential(reason)) return "connect";
  return healings[reason];
}

/** True when this change of the world is a reason to look at once. */
export function isWorthALook(healing: Healing, change: WorldChange): boolean {
  if (healing === "unlock") return change !== "network";
  return healing !== "person";
}
