import type { BlockedReason } from "../../shared/state.ts";
import type { Model, WorldChange } from "./model.ts";

/**
 * How what blocks may end without a word from the person:
 * - `connect`: the gateway, its certificate, a clock or the network may have changed; an attempt now and then
 *   costs and risks nothing;
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
  "disk-full": "establish",
  "held-by-another-process": "person",
  // Trying a bad secret again ends in a lock-out. A device token that was set aside is another matter.
  "credential-missing": "person",
  "credential-rejected": "person",
  "identity-refused": "connect",
  "clock-skew": "connect",
  "certificate-untrusted": "connect",
  "certificate-expired": "connect",
  "certificate-not-yet-valid": "connect",
  "certificate-other-name": "connect",
  "certificate-changed": "connect",
  "insecure-address": "person",
  "address-invalid": "person",
  "protocol-too-old": "connect",
  "protocol-too-new": "connect",
  "pairing-paused": "connect",
  "access-denied": "connect",
};

/** What may end this `blocked`; null in every other phase. */
export function healingOf(model: Model): Healing | null {
  if (model.step.phase !== "blocked") return null;
  const { reason } = model.step;
  // A gateway that came up on an empty folder refuses a token that will be good again.
  if (model.deviceTokenSetAside && (reason === "credential-missing" || reason === "credential-rejected"))
    return "connect";
  return healings[reason];
}

/** True when this change of the world is a reason to look at once. */
export function isWorthALook(healing: Healing, change: WorldChange): boolean {
  if (healing === "unlock") return change !== "network";
  return healing !== "person";
}
