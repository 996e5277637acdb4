import { type ActivityLog, createActivityLog } from "../core/exec/activity.ts";
import { askInstance } from "../core/instance/instance.ts";
import type { ActivityArguments } from "./activity-arguments.ts";
import { type Look, lookAtEach, severalMeant } from "./each-connection.ts";
import { type Ended, fileSentence, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { stateDirOf } from "./place.ts";
import { answer, printJson } from "./print.ts";
import { ask } from "./terminal.ts";
import { activityLines, isRunning } from "./view/activity.ts";

const done: Ended = { code: exitCode.ok, busy: false };

/** Null when the person says so. */
async function askToClear(logs: number): Promise<Ended | null> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    return refuse(
      "This deletes the record of everything that ran. To confirm: clawtray activity --clear --yes",
    );
  const which = logs === 1 ? "the activity log" : `the activity logs of all ${logs} connections`;
  const answer = await ask(`Delete all entries of ${which}? This cannot be undone. [y/N] `, {
    hidden: false,
  });
  return /^y(es)?$/i.test(answer?.trim() ?? "")
    ? null
    : refuse("The activity log was left as it is.", exitCode.failed);
}

/** The IDs of what runs for the gateway now. */
async function runningNow(options: ActivityArguments): Promise<ReadonlySet<string>> {
  const answer = await askInstance(stateDirOf(options));
  const running = answer.kind === "snapshot" ? (answer.snapshot.running ?? []) : [];
  return new Set(running.map(({ id }) => id));
}

/** `clawtray activity`: what was requested of this computer and what ran, oldest first. */
export async function activity(options: ActivityArguments): Promise<Ended> {
  if (options.clear) return clear(options);
  if (!options.json) return lookAtEach(options, entriesOf);
  // One line for each entry; of several connections it names its own.
  const several = severalMeant(options);
  if (several.length === 0) return printEntries(options, {});
  let ended = done;
  for (const { connection, options: of } of several) {
    const one = await printEntries(of, { connection: connection.name });
    if (one.code !== exitCode.ok) ended = one;
  }
  return ended;
}

async function printEntries(options: ActivityArguments, more: object): Promise<Ended> {
  const look = await entriesOf(options);
  if ("value" in look) for (const entry of look.value) printJson({ ...entry, ...more });
  return look;
}

/** Why a log written by a newer version is left alone; null when it was not. */
function newerProblem(log: ActivityLog): Ended | null {
  const problem = log.problem();
  return problem?.problem === "newer"
    ? refuse(
        `${problem.path} was written by a newer version of Clawtray and stays as it is. Use the newer version again.`,
        exitCode.blocked,
      )
    : null;
}

async function clear(options: ActivityArguments): Promise<Ended> {
  const several = severalMeant(options);
  const logs = (several.length === 0 ? [{ options }] : several).map(({ options: of }) =>
    createActivityLog(stateDirOf(of)),
  );
  for (const log of logs) {
    const newer = newerProblem(log);
    if (newer !== null) return newer;
  }
  const refused = options.yes ? null : await askToClear(logs.length);
  if (refused !== null) return refused;
  const cleared = logs.map((log) => log.clear());
  if (cleared.includes(false)) return refuse("The activity log could not be cleared.", exitCode.failed);
  const sentence = logs.length === 1 ? "The activity log is now empty." : "The activity logs are now empty.";
  answer(options, { cleared: true }, `${sentence}\n`);
  return done;
}

async function entriesOf(
  options: ActivityArguments,
): Promise<(Look & { readonly value: readonly object[] }) | Ended> {
  const log = createActivityLog(stateDirOf(options));
  const newer = newerProblem(log);
  if (newer !== null) return newer;
  const problem = log.problem();
  if (problem !== null)
    return refuse(
      `The activity log cannot be read: ${problem.path}: ${fileSentence(problem)}.`,
      exitCode.failed,
    );
  const entries = log.read({
    ...(options.agent === null ? {} : { agent: options.agent }),
    ...(options.deniedOnly ? { decision: "denied" } : { prepared: true }),
    ...(options.since === null ? {} : { since: Date.now() - options.since }),
    limit: options.limit,
  });
  const running = entries.some(({ began }) => began === true) ? await runningNow(options) : new Set<string>();
  const narrowed = options.agent !== null || options.deniedOnly || options.since !== null;
  const none = narrowed ? "Nothing in the activity log matches.\n" : "The activity log is empty.\n";
  const text = entries.map((entry) => `${activityLines(entry, running).join("\n")}\n`).join("");
  const value = entries.map((entry) => (isRunning(entry, running) ? { ...entry, running: true } : entry));
  return { ...done, value, text: entries.length === 0 ? none : text };
}
