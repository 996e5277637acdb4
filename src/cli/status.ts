import { askInstance } from "../core/instance/instance.ts";
import { readLastState } from "../core/instance/last-state.ts";
import type { Ended } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { type Place, stateDirOf } from "./place.ts";
import { localTime } from "./view/activity.ts";
import { blockOf } from "./view/plain.ts";

/** How long a running node may take to answer, ms. */
const PATIENCE = 2_000;

/** `clawtray status`: of the running node, and what was last known. */
export async function status(options: Place): Promise<Ended> {
  const stateDir = stateDirOf(options);
  const answer = await askInstance(stateDir, PATIENCE);
  const last = readLastState(stateDir);
  const running = answer.kind !== "none";
  if (options.json) {
    const shown = {
      running,
      answering: answer.kind === "snapshot",
      pid: answer.kind === "snapshot" ? answer.snapshot.pid : null,
      state: answer.kind === "snapshot" ? answer.snapshot.state : null,
      last,
    };
    process.stdout.write(`${JSON.stringify(shown)}\n`);
  } else if (answer.kind === "snapshot") {
    process.stdout.write(`Running, process ${answer.snapshot.pid}\n`);
    if (answer.snapshot.state !== null) process.stdout.write(`${blockOf(answer.snapshot.state)}\n`);
  } else if (answer.kind === "silent") {
    process.stdout.write("Running, but it does not answer. End it and start it again: clawtray run\n");
  } else if (last === null) {
    process.stdout.write("Not running, and it never ran here. Start it: clawtray run\n");
  } else {
    process.stdout.write(`Not running. Last known, ${localTime(last.at)}:\n`);
    process.stdout.write(`${blockOf(last.state)}\n`);
  }
  return { code: exitCode.ok, busy: false };
}
