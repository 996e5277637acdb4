import { forgetDevice } from "../core/identity/establish.ts";
import { claimReason } from "../core/instance/claim-reason.ts";
import { claimInstance } from "../core/instance/instance.ts";
import { startingState } from "../core/node/before-node.ts";
import { shortFingerprintOf } from "../shared/fingerprint.ts";
import { blockedSentence, type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { openPlace, type Place, stateDirOf } from "./place.ts";
import { ask } from "./terminal.ts";

/** `clawtray forget`: destroys the identity of this state folder, after asking. */
export async function forget(options: Place & { readonly yes: boolean }, appVersion: string): Promise<Ended> {
  const claim = await claimInstance({
    stateDir: stateDirOf(options),
    describe: () => ({
      pid: process.pid,
      version: appVersion,
      startedAt: Date.now(),
      state: startingState(),
    }),
  });
  if (!claim.ok) {
    const { reason, detail } = claimReason(claim.failure);
    const code = claim.failure.kind === "held" ? exitCode.alreadyRunning : exitCode.blocked;
    return refuse(blockedSentence(reason, detail), code);
  }
  try {
    const place = openPlace(options);
    if (!place.ok)
      return refuse(blockedSentence(place.failure.reason, place.failure.detail), exitCode.blocked);
    const { settings, open } = place.value;
    const { deviceId } = settings.read();
    if (!options.yes && !(await confirmed(deviceId)))
      return refuse("Nothing was forgotten.", exitCode.failed);
    const result = await forgetDevice(open.vault, settings);
    if (!result.ok)
      return refuse(
        blockedSentence(result.failure.reason, result.failure.detail),
        exitCode.blocked,
        open.busy(),
      );
    process.stdout.write(forgotten(deviceId));
    return { code: exitCode.ok, busy: open.busy() };
  } finally {
    await claim.value.release();
  }
}

async function confirmed(deviceId: string | null): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write(
      "clawtray: Nobody can be asked here. To forget without asking: clawtray forget --yes\n",
    );
    return false;
  }
  const name = deviceId === null ? "this device" : `the device ${shortFingerprintOf(deviceId)}`;
  process.stderr.write(
    `This destroys the key of ${name} and every gateway token. It cannot be undone: the next start makes a new identity and asks for pairing again.\n`,
  );
  const answer = await ask('Type "forget" to go on: ', { hidden: false });
  return answer?.trim().toLowerCase() === "forget";
}

function forgotten(deviceId: string | null): string {
  if (deviceId === null) return "There was no identity here; whatever was left is removed.\n";
  return `Forgotten. An administrator may remove it from the gateway: openclaw devices remove ${deviceId}\n`;
}
