import type { Connection } from "../core/connections/connection.ts";
import { listConnections } from "../core/connections/list.ts";
import { sendToInstance } from "../core/instance/instance.ts";
import { translateDetail } from "../shared/words/describe.ts";
import { changeStored } from "./change-stored.ts";
import type { PauseArguments } from "./device-arguments.ts";
import { blockedSentence, type Ended, refuse } from "./ended.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { type Place, rootDirOf, stateDirOf } from "./place.ts";
import { answer } from "./print.ts";
import { english } from "./words.ts";

/** `clawtray pause` and `clawtray resume`: in the running node if there is one, otherwise in its settings. */
export async function pause(
  options: PauseArguments,
  how: { readonly paused: boolean },
  appVersion: string,
): Promise<Ended> {
  const all = listConnections(rootDirOf(options));
  if (!options.all) return pauseOne(options, how, appVersion, nameAmong(all, options));
  let code: ExitCode = exitCode.ok;
  for (const { id, name } of all) {
    const connection = id === "" ? null : id;
    // What keeps one from it does not keep the others.
    const ended = await pauseOne({ ...options, connection }, how, appVersion, all.length > 1 ? name : null);
    if (ended.code !== exitCode.ok) code = ended.code;
  }
  return { code, busy: false };
}

/** The connection that is meant, where there are several. */
function nameAmong(all: readonly Connection[], options: Place): string | null {
  if (all.length === 1) return null;
  return all.find(({ stateDir }) => stateDir === stateDirOf(options))?.name ?? null;
}

async function pauseOne(
  options: Place,
  { paused }: { readonly paused: boolean },
  appVersion: string,
  name: string | null,
): Promise<Ended> {
  const stateDir = stateDirOf(options);
  const asked = await sendToInstance(stateDir, { request: paused ? "pause" : "resume" });
  const about = name === null ? "" : `${name}: `;
  if (asked.reply === "unproven")
    return refuse(about + blockedSentence({ reason: "control-pipe-taken", detail: {} }), exitCode.failed);
  if (asked.reply === "silent" || asked.reply === "not-done")
    return refuse(
      `${about}The running node did not accept this. Stop it and start it again: clawtray run`,
      exitCode.failed,
    );
  if (asked.reply === "not-saved") {
    const { path, why } = translateDetail(asked.detail, english);
    const command = paused ? "pause" : "resume";
    return refuse(
      `${about}The running node has accepted this, but only until it stops: ${path} cannot be written: ${why}. Then try again: clawtray ${command}`,
      exitCode.failed,
    );
  }
  const running = asked.reply === "done";
  if (asked.reply === "none") {
    const refused = await changeStored(stateDir, appVersion, () => ({ paused }));
    if (refused !== null) return refused;
  }
  const which = name === null ? {} : { connection: name };
  answer(options, { paused, running, ...which }, about + said(paused, running));
  return { code: exitCode.ok, busy: false };
}

function said(paused: boolean, running: boolean): string {
  if (paused)
    return running
      ? "Paused: the gateway cannot reach this computer until: clawtray resume\n"
      : "Paused: the next start will not connect until: clawtray resume\n";
  return running
    ? "Connecting again. See: clawtray status\n"
    : "The next start will connect. Start it: clawtray run\n";
}
