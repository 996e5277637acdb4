#!/usr/bin/env node
import packageJson from "../../package.json" with { type: "json" };
import { hopelessExitCodes } from "../core/service/service.ts";
import { endProcess } from "../core/vault/end-process.ts";
import { activity } from "./activity.ts";
import { approvals } from "./approvals.ts";
import { readArguments } from "./arguments.ts";
import { capabilities } from "./capabilities.ts";
import { doctor } from "./doctor.ts";
import { type Ended, refuse } from "./ended.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { forget } from "./forget.ts";
import { identity } from "./identity.ts";
import { logs } from "./logs.ts";
import { pause } from "./pause.ts";
import { findStateDir } from "./place.ts";
import { run } from "./run.ts";
import { service } from "./service.ts";
import { completionsFor, manual } from "./shell/texts.ts";
import { status } from "./status.ts";
import { recordUnexpected } from "./unexpected.ts";

async function main(): Promise<Ended> {
  const invocation = readArguments(process.argv.slice(2));
  if (!invocation.ok) return refuse(invocation.failure);
  const { version } = packageJson;
  const lost = "options" in invocation.value ? whyNowhere(invocation.value.options) : null;
  if (lost !== null) return refuse(lost, exitCode.blocked);
  switch (invocation.value.command) {
    case "none":
      process.stdout.write(usage());
      return { code: exitCode.ok, busy: false };
    case "help":
      process.stdout.write(invocation.value.text);
      return { code: exitCode.ok, busy: false };
    case "version":
      process.stdout.write(`${version}\n`);
      return { code: exitCode.ok, busy: false };
    case "completions":
      process.stdout.write(completionsFor(invocation.value.options));
      return { code: exitCode.ok, busy: false };
    case "manual":
      process.stdout.write(manual(version));
      return { code: exitCode.ok, busy: false };
    case "run":
      return run(invocation.value.options, version);
    case "status":
      return status(invocation.value.options);
    case "pause":
    case "resume":
      return pause(invocation.value.options, invocation.value.command === "pause", version);
    case "service":
      return service(invocation.value.options, version);
    case "doctor":
      return doctor(invocation.value.options, version);
    case "logs":
      return logs(invocation.value.options);
    case "capabilities":
      return capabilities(invocation.value.options, version);
    case "identity":
      return identity(invocation.value.options);
    case "approvals":
      return approvals(invocation.value.options);
    case "activity":
      return activity(invocation.value.options);
    case "forget":
      return forget(invocation.value.options, version);
  }
}

/** Why the folder a command is about cannot be named; null when it can, or there is none. */
function whyNowhere(options: object | string): string | null {
  if (typeof options === "string" || !("stateDir" in options)) return null;
  const { stateDir } = options;
  const found = findStateDir({ stateDir: typeof stateDir === "string" ? stateDir : null });
  return found.ok ? null : found.failure;
}

/** What `clawtray --help` prints. */
function usage(): string {
  const help = readArguments(["--help"]);
  return help.ok && help.value.command === "help" ? help.value.text : "";
}

/** launchd knows failure only, and would start what cannot be helped again and again. */
function codeForManager(code: ExitCode): ExitCode {
  const managed = process.platform === "darwin" && process.argv.includes("--service");
  return managed && hopelessExitCodes.includes(code) ? exitCode.ok : code;
}

/** Written out before the process ends: a pipe may still hold the last lines. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0 || stream.destroyed) resolve();
    else stream.write("", () => resolve());
  });
}

/** A mistake of ours: its stack is kept, and the screen says where. */
function endUnexpectedly(error: unknown): void {
  process.stderr.write(`clawtray: ${recordUnexpected(error, process.argv.slice(2))}\n`);
  endProcess(exitCode.failed, true);
}

process.on("uncaughtException", endUnexpectedly);
main().then(async ({ code, busy }) => {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  endProcess(codeForManager(code), busy);
}, endUnexpectedly);
