import type { Command } from "commander";
import type { LogLevel } from "../core/log.ts";
import { failure, type Result, success } from "../core/result.ts";
import { hasControl, shown, text, type Values } from "./argument-values.ts";
import { choice, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface RunArguments extends Place {
  readonly gateway: string | null;
  readonly displayName: string | null;
  readonly tlsFingerprint: string | null;
  readonly allowInsecure: boolean;
  readonly exitWhenBlocked: boolean;
  /** Nobody watches: one line per event, and waiting where a person's command would end. */
  readonly service: boolean;
  readonly logLevel: LogLevel;
}

const levels: readonly LogLevel[] = ["error", "warn", "info", "debug"];
const LONGEST_NAME = 64;

/** `clawtray run`. */
export function defineRun(program: Command, take: (options: Result<RunArguments, string>) => void): void {
  const command = program
    .command("run")
    .summary("connect, and stay connected")
    .description(
      "Connects to the gateway, shows what the administrator needs, and stays connected. Asks in this terminal before a program runs; where there is none, and with --json, nobody can be asked and only what the rules allow runs.",
    )
    .option("--gateway <url>", "host, host:port, ws://..., wss://..., http(s)://...; remembered")
    .option("--display-name <name>", "the name shown at the gateway; remembered")
    .option("--tls-fingerprint <hex>", "trust exactly this certificate (SHA-256)")
    .option("--allow-insecure", "ws:// to a public address, against advice")
    .option("--exit-when-blocked", "end with code 3 when a person must act")
    .option(
      "--service",
      "for a service manager: one line per event with its time, kept in the log as well; wait for the state folder instead of ending",
    )
    .addOption(choice("--log-level <level>", "what goes to standard error (default: error)", levels));
  withPlace(command);
  command.action((values: Values) => take(readRun(values)));
}

function readRun(values: Values): Result<RunArguments, string> {
  const place = readPlace(values);
  if (!place.ok) return place;
  const wanted = text(values, "logLevel") ?? "error";
  const logLevel = levels.find((level) => level === wanted);
  if (logLevel === undefined)
    return failure(`--log-level is one of ${levels.join(", ")}, not "${shown(wanted)}".`);
  const displayName = text(values, "displayName")?.trim() ?? null;
  if (
    displayName !== null &&
    (displayName === "" || displayName.length > LONGEST_NAME || hasControl(displayName))
  )
    return failure(`--display-name needs 1 to ${LONGEST_NAME} printable characters.`);
  return success({
    ...place.value,
    gateway: text(values, "gateway"),
    displayName,
    tlsFingerprint: text(values, "tlsFingerprint"),
    allowInsecure: values.allowInsecure === true,
    exitWhenBlocked: values.exitWhenBlocked === true,
    service: values.service === true,
    logLevel,
  });
}
