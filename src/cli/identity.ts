import { vaultCause } from "../core/vault/blocked-reason.ts";
import { compareCommand, shortFingerprintOf } from "../shared/fingerprint.ts";
import { type Look, lookAtEach } from "./each-connection.ts";
import { blockedSentence, type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { openPlace } from "./open-place.ts";
import type { Place } from "./place.ts";
import { english } from "./words.ts";

/** `clawtray identity`: what an administrator compares. Creates nothing. */
export const identity = (options: Place): Promise<Ended> => lookAtEach(options, identityOf);

async function identityOf(options: Place): Promise<Look | Ended> {
  const place = openPlace(options);
  if (!place.ok) {
    return refuse(blockedSentence(place.failure), exitCode.blocked);
  }
  const { settings, keyStore, open } = place.value;
  let deviceId = settings.read().deviceId;
  // A key file costs nothing to read and may be unusable; a keychain might ask its owner for a password.
  if (deviceId === null || keyStore === "file") {
    const stored = await open.vault.readIdentity();
    if (!stored.ok) {
      const cause = vaultCause(keyStore, stored.failure);
      return refuse(blockedSentence(cause), exitCode.blocked, { busy: open.busy() });
    }
    const found = stored.value?.deviceId ?? null;
    if (deviceId !== null && found === null)
      return refuse(
        blockedSentence({ reason: "identity-missing", detail: { known: deviceId, store: keyStore } }),
        exitCode.blocked,
        { busy: open.busy() },
      );
    if (deviceId !== null && found !== null && found !== deviceId)
      return refuse(
        blockedSentence({ reason: "identity-mismatch", detail: { known: deviceId, found, store: keyStore } }),
        exitCode.blocked,
        { busy: open.busy() },
      );
    deviceId = found;
  }
  const busy = open.busy();
  const shown = {
    deviceId,
    fingerprint: deviceId,
    shortFingerprint: deviceId === null ? null : shortFingerprintOf(deviceId),
    keyStore,
  };
  const lines =
    deviceId === null
      ? ["This computer has no identity yet. It gets one at the first start: clawtray run"]
      : [
          `Fingerprint  ${deviceId}`,
          `             the device id; an administrator finds it as "deviceId" in: ${compareCommand}`,
          `Key store    ${english.keyStores[keyStore]}`,
        ];
  const code = deviceId === null ? exitCode.noIdentity : exitCode.ok;
  return { code, busy, value: shown, text: `${lines.join("\n")}\n` };
}
