import { createActivityLog } from "../core/exec/activity.ts";
import type { ActivityArguments } from "./activity-arguments.ts";
import { type Ended, fileSentence, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { stateDirOf } from "./place.ts";
import { activityLines } from "./view/activity.ts";

/** `clawtray activity`: what was asked of this computer and what ran, oldest first. */
export async function activity(options: ActivityArguments): Promise<Ended> {
  const log = createActivityLog(stateDirOf(options));
  const done: Ended = { code: exitCode.ok, busy: false };
  if (options.clear) {
    if (!log.clear()) return refuse("The activity could not be cleared.", exitCode.failed);
    process.stdout.write(options.json ? '{"cleared":true}\n' : "The activity is cleared.\n");
    return done;
  }
  const problem = log.problem();
  if (problem !== null)
    return refuse(`The activity cannot be read: ${problem.path}: ${fileSentence(problem)}.`, exitCode.failed);
  const entries = log.read({
    ...(options.agent === null ? {} : { agent: options.agent }),
    ...(options.deniedOnly ? { decision: "denied" } : { prepared: true }),
    ...(options.since === null ? {} : { since: Date.now() - options.since }),
    limit: options.limit,
  });
  for (const entry of entries) {
    const lines = options.json ? [JSON.stringify(entry)] : activityLines(entry);
    process.stdout.write(`${lines.join("\n")}\n`);
  }
  if (entries.length === 0 && !options.json) {
    const narrowed = options.agent !== null || options.deniedOnly || options.since !== null;
    process.stdout.write(narrowed ? "Nothing in the activity matches.\n" : "The activity is empty.\n");
  }
  return done;
}
