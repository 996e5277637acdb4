import { vaultReason } from "../core/vault/blocked-reason.ts";
import { fingerprintOf, shortFingerprintOf } from "../shared/fingerprint.ts";
import { english } from "../shared/words/english.ts";
import { blockedSentence, type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { openPlace, type Place } from "./place.ts";

/** `clawtray identity`: what an administrator compares. Creates nothing. */
export async function identity(options: Place): Promise<Ended> {
  const place = openPlace(options);
  if (!place.ok) {
    const { reason, detail } = place.failure;
    return refuse(blockedSentence(reason, detail), exitCode.blocked);
  }
  const { settings, keyStore, open } = place.value;
  let deviceId = settings.read().deviceId;
  if (deviceId === null) {
    const stored = await open.vault.readIdentity();
    if (!stored.ok) {
      const { reason, detail } = vaultReason(keyStore, stored.failure);
      return refuse(blockedSentence(reason, detail), exitCode.blocked, open.busy());
    }
    deviceId = stored.value?.deviceId ?? null;
  }
  const busy = open.busy();
  if (options.json) {
    const shown = {
      deviceId,
      fingerprint: deviceId === null ? null : fingerprintOf(deviceId),
      shortFingerprint: deviceId === null ? null : shortFingerprintOf(deviceId),
      keyStore,
    };
    process.stdout.write(`${JSON.stringify(shown)}\n`);
  } else if (deviceId === null) {
    process.stdout.write("This computer has no identity yet. It gets one at the first: clawtray run\n");
  } else {
    const lines = [
      `Device id    ${deviceId}`,
      `Fingerprint  ${fingerprintOf(deviceId)}`,
      `Short form   ${shortFingerprintOf(deviceId)}`,
      `Key store    ${english.keyStores[keyStore]}`,
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  }
  return { code: deviceId === null ? exitCode.noIdentity : exitCode.ok, busy };
}
