import { askWish } from "../core/instance/instance.ts";
import { translateDetail } from "../shared/words/describe.ts";
import { english } from "../shared/words/english.ts";
import { changeStored } from "./change-stored.ts";
import { type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { type Place, stateDirOf } from "./place.ts";

/** How long a running node may take to answer, ms. */
const PATIENCE = 2_000;

/** `clawtray pause` and `clawtray resume`: in the running node where one runs, else in its settings. */
export async function pause(options: Place, paused: boolean, appVersion: string): Promise<Ended> {
  const stateDir = stateDirOf(options);
  const asked = await askWish(stateDir, { wish: paused ? "pause" : "resume" }, PATIENCE);
  if (asked.reply === "silent" || asked.reply === "not-done")
    return refuse(
      `The running node did not take this. End it and start it again: clawtray run`,
      exitCode.failed,
    );
  if (asked.reply === "not-saved") {
    const { path, why } = translateDetail(asked.detail, english);
    const command = paused ? "pause" : "resume";
    return refuse(
      `The running node has taken this, and it holds until it ends: ${path} cannot be written: ${why}. Then try again: clawtray ${command}`,
      exitCode.failed,
    );
  }
  const running = asked.reply === "done";
  if (asked.reply === "none") {
    const refused = await changeStored(stateDir, appVersion, () => ({ paused }));
    if (refused !== null) return refused;
  }
  process.stdout.write(options.json ? `${JSON.stringify({ paused, running })}\n` : said(paused, running));
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
