#!/usr/bin/env node
import packageJson from "../../package.json" with { type: "json" };
import { endProcess } from "../core/environment/end-process.ts";
import { secretVariables, takeGivenSecrets } from "../core/environment/own-environment.ts";
import { hopelessExitCodes } from "../core/service/service.ts";
import { readArguments } from "./arguments.ts";
import { changesConsent } from "./consent/changes-consent.ts";
import type { Forbidden } from "./consent/forbidden.ts";
import { type Ended, refuse } from "./ended.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { Invocation } from "./invocation.ts";
import { findStateDir } from "./place.ts";
import { printError } from "./print.ts";
import { recordUnexpected } from "./unexpected.ts";

/** First of all: nothing that is started from here on inherits them or can look them up. */
const given = takeGivenSecrets(secretVariables);

async function main(): Promise<Ended> {
  const read = readArguments(process.argv.slice(2));
  if (!read.ok) return refuse(read.failure);
  const invocation = read.value;
  const lost = "options" in invocation ? whyNowhere(invocation.options) : null;
  if (lost !== null) return lost;
  const forbidden = changesConsent(invocation, given) ? await whyForbidden(invocation) : null;
  if (forbidden !== null) return refuse(OWNERS_ALONE[forbidden], exitCode.failed);
  const { version } = packageJson;
  switch (invocation.command) {
    case "none":
      return printed(usage());
    case "help":
      return printed(invocation.text);
    case "version":
      return printed(`${version}\n`);
    case "completions":
      return printed((await import("./shell/texts.ts")).completionsFor(invocation.options));
    case "manual":
      return printed((await import("./shell/texts.ts")).manual(version));
    default:
      return carryOut(invocation, version);
  }
}

/**
 * A command's code is loaded when it is the one, and here alone: what it needs later must be loaded with it, for an
 * upgrade may have removed the files of a program that runs (docs/decisions/bundled-cli.md).
 */
async function carryOut(
  invocation: Extract<Invocation, { options: object }>,
  version: string,
): Promise<Ended> {
  switch (invocation.command) {
    case "run":
    case "connect":
      return (await import("./run.ts")).run(invocation.options, version, given);
    case "status":
      return (await import("./status.ts")).status(invocation.options);
    case "pause":
    case "resume":
      return (await import("./pause.ts")).pause(
        invocation.options,
        { paused: invocation.command === "pause" },
        version,
      );
    case "stop":
      return (await import("./stop.ts")).stop(invocation.options);
    case "computer":
      return (await import("./computer.ts")).computer(invocation.options);
    case "ask":
      return (await import("./ask.ts")).ask(invocation.options);
    case "service":
      return (await import("./service.ts")).service(invocation.options, version, given);
    case "check":
      return (await import("./check.ts")).check(invocation.options, version, given);
    case "discover":
      return (await import("./discover.ts")).discoverGateways(invocation.options, version);
    case "doctor":
      return (await import("./doctor.ts")).doctor(invocation.options, version, given);
    case "logs":
      return (await import("./logs.ts")).logs(invocation.options);
    case "capabilities":
      return (await import("./capabilities.ts")).capabilities(invocation.options, version);
    case "folders":
      return (await import("./folders.ts")).folders(invocation.options);
    case "tools":
      return (await import("./tools.ts")).tools(invocation.options, version);
    case "skills":
      return (await import("./skills.ts")).skills(invocation.options);
    case "connections":
      return (await import("./connections.ts")).connections(invocation.options, version);
    case "identity":
      return (await import("./identity.ts")).identity(invocation.options);
    case "approvals":
      return (await import("./approvals.ts")).approvals(invocation.options);
    case "activity":
      return (await import("./activity.ts")).activity(invocation.options);
    case "forget":
      return (await import("./forget.ts")).forget(invocation.options, version);
  }
}

function printed(text: string): Ended {
  process.stdout.write(text);
  return { code: exitCode.ok, busy: false };
}

/** Who may be behind this in the owner's place; null when nobody is known to be. */
async function whyForbidden(invocation: Invocation): Promise<Forbidden | null> {
  const forbidden = await import("./consent/forbidden.ts");
  return forbidden.whyForbidden(invocation);
}

const OWNERS_ALONE: Readonly<Record<Forbidden, string>> = {
  command:
    "A command that came through the gateway cannot change what this computer allows, or its identity. Do that in your own terminal.",
  desktop:
    "An agent may use this computer's mouse and keyboard, and so may have typed this: until that is over, nothing here changes what this computer allows, or its identity. To end it: clawtray computer end",
};

/** Why the folder a command is about cannot be named; null when it can, or there is none. */
function whyNowhere(options: object | string): Ended | null {
  if (typeof options === "string" || !("stateDir" in options)) return null;
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  const stateDir = text(options.stateDir);
  const root = findStateDir({ stateDir });
  if (!root.ok) return refuse(root.failure, exitCode.blocked);
  const found = findStateDir({ stateDir, connection: text("connection" in options && options.connection) });
  return found.ok ? null : refuse(found.failure);
}

/** What `clawtray --help` prints. */
function usage(): string {
  const help = readArguments(["--help"]);
  return help.ok && help.value.command === "help" ? help.value.text : "";
}

/** launchd knows only failure, and would start over and over what cannot be helped. */
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

/** A bug of ours: its stack is logged, and the screen says where. */
function endUnexpectedly(error: unknown): void {
  printError(`clawtray: ${recordUnexpected(error, process.argv.slice(2))}\n`);
  endProcess(exitCode.failed, { busy: true });
}

process.on("uncaughtException", endUnexpectedly);
main().then(async ({ code, busy }) => {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  endProcess(codeForManager(code), { busy });
}, endUnexpectedly);
