import type { Command } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import { readAgent } from "./agent-argument.ts";
import { shown, text, type Values } from "./argument-values.ts";
import { readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface ActivityArguments extends Place {
  readonly agent: string | null;
  readonly deniedOnly: boolean;
  /** Milliseconds back from now; null for everything. */
  readonly since: number | null;
  readonly limit: number;
  readonly clear: boolean;
  /** Without asking. */
  readonly yes: boolean;
}

const USUAL_LIMIT = 50;
/** The options that pick some of the entries. */
const narrowing = ["agent", "denied", "since", "limit"] as const;
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `clawtray activity`. */
export function defineActivity(
  program: Command,
  take: (options: Result<ActivityArguments, string>) => void,
): void {
  const command = program
    .command("activity")
    .summary("which programs were requested, and what happened")
    .description("Shows which programs were requested and what happened, oldest first.")
    .option("--agent <id>", "only for this agent")
    .option("--denied", "only what was refused")
    .option("--since <duration>", "no older than 30s, 15m, 2h, 7d")
    .option("--limit <n>", `the newest n (default: ${USUAL_LIMIT})`)
    .option("--clear", "delete all entries, after a question")
    .option("--yes", "with --clear: do not ask");
  withPlace(command).action((values: Values) => take(readActivity(values)));
}

function readActivity(values: Values): Result<ActivityArguments, string> {
  const place = readPlace(values);
  if (!place.ok) return place;
  const agent = readAgent(values);
  if (!agent.ok) return agent;
  const since = readDuration(text(values, "since"));
  if (!since.ok) return since;
  const limit = readLimit(text(values, "limit"));
  if (!limit.ok) return limit;
  const clear = values.clear === true;
  if (clear && narrowing.some((name) => values[name] !== undefined))
    return failure("--clear deletes all entries and cannot be combined with other options.");
  if (values.yes === true && !clear) return failure("--yes can only be used with --clear.");
  return success({
    ...place.value,
    agent: agent.value,
    deniedOnly: values.denied === true,
    since: since.value,
    limit: limit.value,
    clear,
    yes: values.yes === true,
  });
}

function readDuration(value: string | null): Result<number | null, string> {
  if (value === null) return success(null);
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(value) ?? [];
  const ms = unitMs[unit ?? ""];
  return ms === undefined
    ? failure(`--since takes a number followed by s, m, h or d, such as 2h, not "${shown(value)}".`)
    : success(Number(number) * ms);
}

function readLimit(value: string | null): Result<number, string> {
  if (value === null) return success(USUAL_LIMIT);
  return /^[1-9]\d{0,6}$/.test(value)
    ? success(Number(value))
    : failure(`--limit takes a whole number of at least 1, not "${shown(value)}".`);
}
