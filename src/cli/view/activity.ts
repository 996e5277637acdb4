import type { ActivityEntry } from "../../core/exec/activity.ts";
import { reveal } from "../../core/exec/question/reveal.ts";
import { status } from "../../shared/words/en/status.ts";

/** The same words as in the window. */
const reasons: Readonly<Record<ActivityEntry["reason"], string>> = status.activity.reasons;

/** Local date and time, the same in every language, so that the newest lines up under the older. */
export const localTime = (at: number): string => {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
};

function outcome({
  contained,
  decision,
  reason,
  timedOut,
  signal,
  exitCode,
  durationMs,
  times = 1,
}: ActivityEntry): string {
  if (decision === "denied") return times > 1 ? `refused ${times} times` : "refused";
  if (decision === "prepared") return "asked about";
  if (reason === "result-not-taken") return "result lost";
  const end = timedOut
    ? "out of time"
    : signal !== null
      ? `ended by ${signal}`
      : exitCode === null
        ? "did not start"
        : `exit ${exitCode}`;
  const where = contained === true ? "contained, " : "";
  return durationMs === null ? `${where}${end}` : `${where}${end}, ${durationMs} ms`;
}

/** One entry as lines for a terminal; nothing of a command can act on it. Pure. */
export function activityLines(entry: ActivityEntry): readonly string[] {
  const who = entry.agent === null ? "somebody" : `agent ${reveal(entry.agent)}`;
  const where = entry.directory === null ? "" : `, in ${reveal(entry.directory)}`;
  return [
    `${localTime(entry.at)}  ${outcome(entry)}  (${reasons[entry.reason] ?? entry.reason})`,
    `    ${reveal(entry.command)}`,
    `    ${who} at ${reveal(entry.gateway)}${where}`,
  ];
}
