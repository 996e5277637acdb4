import type { ActivityEntry } from "../../core/exec/activity.ts";
import { isolate, isolateWords } from "../../shared/text/isolate.ts";
import { reveal, revealCommand } from "../../shared/text/reveal.ts";
import { status } from "../../shared/words/en/status.ts";
import { shortId } from "./policy.ts";

/** The same words as in the window. */
const reasons: Readonly<Record<ActivityEntry["reason"], string>> = status.activity.reasons;

/** Local date and time, the same in every language, so that the newest lines up under the older. */
export const localTime = (at: number): string => {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
};

function outcome(
  { began, contained, decision, reason, timedOut, signal, exitCode, durationMs, times = 1 }: ActivityEntry,
  running: boolean,
): string {
  if (decision === "denied") return times > 1 ? `refused ${times} times` : "refused";
  if (decision === "prepared") return "asked about";
  if (reason === "result-not-taken") return "result lost";
  if (reason === "result-not-confirmed") return "result not confirmed";
  if (began === true) return running ? "still running" : "started; how it ended is not known";
  const end = timedOut
    ? "timed out"
    : signal !== null
      ? `ended by ${signal}`
      : exitCode === null
        ? "did not start"
        : `exit ${exitCode}`;
  const where = contained === true ? "contained, " : "";
  return durationMs === null ? `${where}${end}` : `${where}${end}, ${durationMs} ms`;
}

/** Refused because nothing vouched for the program, and nobody said yes. */
const LISTING_HELPS: ReadonlySet<ActivityEntry["reason"]> = new Set([
  "allowlist-miss",
  "approval-required",
  "question-expired",
  "too-many-questions",
  "too-long-to-ask",
]);
/** What runs other programs through its arguments: trusting it would not do what one expects. */
const SHELLS = /(?:^|[\\/])(?:sh|bash|dash|zsh|fish|ksh|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh|env|sudo)$/i;

/** The command after which the same would not be refused; none when no list entry would help. */
function wouldHaveHelped({ decision, reason, agent, command }: ActivityEntry): readonly string[] {
  if (decision !== "denied") return [];
  const forAgent = agent === null ? "" : ` --agent ${isolate(reveal(agent))}`;
  if (reason === "security=deny") return ["clawtray approvals set --security allowlist --ask on-miss"];
  // A name with quotes or shell characters is not guessed at.
  const [, program = ""] = /^([\w./\\:+-]+)(?= |$)/.exec(command) ?? [];
  if (!LISTING_HELPS.has(reason) || program === "" || SHELLS.test(program)) return [];
  return [`clawtray approvals allow ${program}${forAgent}`];
}

const shownRule = (pattern: string): string => isolateWords(reveal(pattern));

/** Whether the program of this entry is among those running now. Pure. */
export const isRunning = ({ began, run }: ActivityEntry, running: ReadonlySet<string>): boolean =>
  began === true && run !== undefined && running.has(run);

/**
 * One entry as lines for a terminal, on which nothing in a command can have an effect. `running`: the IDs of what is
 * running now. Pure.
 */
export function activityLines(
  entry: ActivityEntry,
  running: ReadonlySet<string> = new Set(),
): readonly string[] {
  const runs = isRunning(entry, running);
  const who = entry.agent === null ? "somebody" : `agent ${isolate(reveal(entry.agent))}`;
  const where = entry.directory === null ? "" : `, in ${isolateWords(reveal(entry.directory))}`;
  return [
    `${localTime(entry.at)}  ${outcome(entry, runs)}  (${reasons[entry.reason] ?? entry.reason})`,
    `    ${isolateWords(revealCommand(entry.command))}`,
    `    ${who} at ${reveal(entry.gateway)}${where}`,
    ...(entry.rules === undefined ? [] : [`    allowed by: ${entry.rules.map(shownRule).join(", ")}`]),
    ...(runs ? [`    to stop it: clawtray stop ${shortId(entry.run)}`] : []),
    ...wouldHaveHelped(entry).map((command) => `    would have been allowed by: ${command}`),
  ];
}
