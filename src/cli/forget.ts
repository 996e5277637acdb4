import { forgetConversation } from "../core/chat/kept-conversation.ts";
import { forgetDevice } from "../core/identity/establish.ts";
import { forgetSkills } from "../core/skills/skills-file.ts";
import { forgetTools } from "../core/tools/forget-tools.ts";
import { shortFingerprintOf } from "../shared/fingerprint.ts";
import { severalMeant } from "./each-connection.ts";
import { blockedSentence, type Ended, refuse, refuseFolder } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { holdPlace } from "./open-place.ts";
import type { Place } from "./place.ts";
import { print, printError } from "./print.ts";
import { ask } from "./terminal.ts";

/** `clawtray forget`: destroys the identity of this state folder, after asking. */
export async function forget(options: Place & { readonly yes: boolean }, appVersion: string): Promise<Ended> {
  if (severalMeant(options).length > 0)
    return refuse(
      "There are several connections, each with a key. Say whose is to be destroyed: clawtray forget --connection NAME. See: clawtray connections",
    );
  const held = await holdPlace(options, appVersion);
  if (!held.ok) return refuseFolder(held.failure);
  const { stateDir, settings, open, release } = held.value;
  try {
    const { deviceId } = settings.read();
    if (!options.yes && !(await confirmed(deviceId))) return refuse("Nothing was changed.", exitCode.failed);
    const tools = await forgetTools(open.vault.kind, stateDir);
    if (tools.ok) {
      await forgetSkills(stateDir);
      await forgetConversation(stateDir);
    }
    const result = tools.ok ? await forgetDevice(open.vault, settings) : tools;
    if (!result.ok) return refuse(blockedSentence(result.failure), exitCode.blocked, { busy: open.busy() });
    print(forgotten(deviceId));
    return { code: exitCode.ok, busy: open.busy() };
  } finally {
    await release();
  }
}

async function confirmed(deviceId: string | null): Promise<boolean> {
  if (!process.stdin.isTTY) {
    printError("clawtray: Nobody can be asked here. To forget without asking: clawtray forget --yes\n");
    return false;
  }
  const name = deviceId === null ? "this device" : `the device ${shortFingerprintOf(deviceId)}`;
  printError(
    `This destroys the key of ${name} and every gateway token. It cannot be undone: the next start creates a new identity and asks for pairing again.\n`,
  );
  const answer = await ask('Type "forget" to continue: ', { hidden: false });
  return answer?.trim().toLowerCase() === "forget";
}

function forgotten(deviceId: string | null): string {
  if (deviceId === null) return "There was no identity here; everything left was removed.\n";
  return `Forgotten. An administrator may remove it from the gateway: openclaw devices remove ${deviceId}\n`;
}
