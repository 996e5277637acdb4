import { writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { systemClock } from "../core/clock.ts";
import { bundleText } from "../core/doctor/bundle.ts";
import { type Examination, examine } from "../core/doctor/examine.ts";
import type { Finding } from "../core/doctor/finding.ts";
import { homeFolder } from "../core/home.ts";
import { runTool } from "../core/service/run-tool.ts";
import { hostOf } from "../shared/words/describe.ts";
import type { DoctorArguments } from "./doctor-arguments.ts";
import { type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { lastLogLines } from "./logs.ts";
import { stateDirOf } from "./place.ts";
import { serviceHere } from "./service-target.ts";

/** Lines of the log in a report. */
const LOG_LINES = 200;

/** `clawtray doctor`. */
export async function doctor(options: DoctorArguments, appVersion: string): Promise<Ended> {
  const stateDir = stateDirOf(options);
  const examination = await examine({
    platform: process.platform,
    env: process.env,
    stateDir,
    keyStore: options.keyStore,
    appVersion,
    now: () => systemClock.now(),
    run: runTool,
    service: () => serviceHere(options),
  });
  const { findings, busy } = examination;
  if (options.bundle !== null) return bundle(options.bundle, examination, stateDir, appVersion);
  process.stdout.write(
    options.json ? `${JSON.stringify({ version: appVersion, findings })}\n` : findings.map(lineOf).join(""),
  );
  const wrong = findings.some(({ level }) => level === "failure");
  return { code: wrong ? exitCode.failed : exitCode.ok, busy: busy() };
}

const marks = { ok: "ok     ", warning: "warning", failure: "FAILED ", skipped: "-      " } as const;

/** One line: how it is, what was looked at, what was found, what to do. */
const lineOf = ({ check, level, says, todo }: Finding): string =>
  `${marks[level]}  ${check.padEnd(12)}  ${says}${todo === null ? "" : ` ${todo}`}\n`;

function bundle(
  target: string,
  { findings, peek, secrets, busy }: Examination,
  stateDir: string,
  appVersion: string,
): Ended {
  const text = bundleText({
    appVersion,
    findings,
    peek,
    secrets,
    log: logOf(stateDir),
    names: namesHere(peek),
  });
  if (target === "-") {
    process.stdout.write(text);
    return { code: exitCode.ok, busy: busy() };
  }
  try {
    // Nothing is overwritten, and nobody else reads it before its owner has.
    writeFileSync(target, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "EEXIST" ? "it is there already" : code;
    return refuse(`The report cannot be written to ${target} (${why}).`, exitCode.failed, busy());
  }
  process.stdout.write(`The report is in ${target}. Read it before you publish it.\n`);
  return { code: exitCode.ok, busy: busy() };
}

function logOf(stateDir: string): readonly string[] {
  try {
    return lastLogLines(stateDir, LOG_LINES) ?? [];
  } catch {
    return [];
  }
}

function namesHere(peek: Examination["peek"]): readonly (readonly [string, string])[] {
  const names: [string, string][] = [
    [homeFolder() ?? "/nonexistent", "~"],
    [hostname(), "HOST"],
    [nameOfUser(), "USER"],
  ];
  if (peek.kind !== "present") return names;
  const { gateway, displayName, formerGatewayUrls } = peek.settings;
  if (displayName !== null) names.push([displayName, "NAME"]);
  const urls = gateway === null ? formerGatewayUrls : [gateway.url, ...formerGatewayUrls];
  return [...names, ...urls.map((url) => [hostOf(url).replace(/:\d+$/, ""), "GATEWAY"] as const)];
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
