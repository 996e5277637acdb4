import { writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import type { Connection } from "../core/connections/connection.ts";
import { listConnections } from "../core/connections/list.ts";
import { bundleText } from "../core/doctor/bundle.ts";
import { type Examination, examine } from "../core/doctor/examine.ts";
import { checksOfComputer, type Finding } from "../core/doctor/finding.ts";
import { homeFolder } from "../core/environment/home.ts";
import type { GivenSecrets } from "../core/environment/own-environment.ts";
import { runTool } from "../core/service/run-tool.ts";
import { systemClock } from "../core/time/clock.ts";
import { isRemote, readToolList, type ServerEntry } from "../core/tools/tool-list.ts";
import { hostOf } from "../shared/words/describe.ts";
import type { DoctorArguments } from "./doctor-arguments.ts";
import { lookAtEach, severalMeant } from "./each-connection.ts";
import { type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { lastLogLines } from "./logs.ts";
import { type Place, rootDirOf, stateDirOf } from "./place.ts";
import { print } from "./print.ts";
import { serviceHere } from "./service-target.ts";

/** Lines of the log in a report. */
const LOG_LINES = 200;

/** `clawtray doctor`. */
export async function doctor(
  options: DoctorArguments,
  appVersion: string,
  given: GivenSecrets,
): Promise<Ended> {
  const examineOne = (of: DoctorArguments): Promise<Examination> =>
    examine({
      platform: process.platform,
      env: { ...process.env, ...given.values },
      stateDir: stateDirOf(of),
      keyStore: of.keyStore,
      appVersion,
      now: () => systemClock.now(),
      run: runTool,
      service: () => serviceHere(of),
    });
  // At once: one gateway that is silent does not make the report of the others late.
  const several = new Map(
    severalMeant(options).map(({ connection, options: of }) => [connection.id, examineOne(of)]),
  );
  if (options.bundle !== null) {
    const examinations =
      several.size === 0 ? [await examineOne(options)] : await Promise.all(several.values());
    return bundle(options.bundle, examinations, options, appVersion);
  }
  return lookAtEach(options, async (of, connection) => {
    const { findings, busy } = await (several.get(connection?.id ?? "") ?? examineOne(of));
    const shown = connection?.first === false ? findings.filter(isOfConnection) : findings;
    const wrong = shown.some(({ level }) => level === "failure");
    return {
      code: wrong ? exitCode.failed : exitCode.ok,
      busy: busy(),
      value: { version: appVersion, findings: shown },
      text: shown.map(lineOf).join(""),
    };
  });
}

/** What concerns the computer is said once, of the first connection. */
const isOfConnection = ({ check }: Finding): boolean => !checksOfComputer.has(check);

const marks = { ok: "ok     ", warning: "warning", failure: "FAILED ", skipped: "-      " } as const;

/** One line: the result, what was checked, what was found, what to do. */
const lineOf = ({ check, level, says, todo }: Finding): string =>
  `${marks[level]}  ${check.padEnd(12)}  ${says}${todo === null ? "" : ` ${todo}`}\n`;

function bundle(
  target: string,
  examinations: readonly Examination[],
  place: Place,
  appVersion: string,
): Ended {
  const busy = (): boolean => examinations.some((one) => one.busy());
  const root = rootDirOf(place);
  const connections = listConnections(root);
  const servers = serversOf(connections);
  const text = bundleText({
    appVersion,
    examinations,
    log: logOf(root),
    names: [
      ...namesHere(examinations, stateDirOf(place)),
      ...servers.filter(isRemote).map(({ url }) => [new URL(url).hostname, "SERVER-HOST"] as const),
    ],
    connections: namesOf(connections),
    servers: servers.map(({ name }) => name),
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
    const why = code === "EEXIST" ? "it already exists" : code;
    return refuse(`The report cannot be written to ${target} (${why}).`, exitCode.failed, { busy: busy() });
  }
  print(`The report is in ${target}. Read it before you publish it.\n`);
  return { code: exitCode.ok, busy: busy() };
}

const namesOf = (all: readonly Connection[]): readonly string[] =>
  all.length < 2 ? [] : all.map(({ name }) => name);

/** The servers of tools of all connections. */
const serversOf = (all: readonly Connection[]): readonly ServerEntry[] =>
  all.flatMap(({ stateDir }) => {
    const read = readToolList(stateDir);
    return read.ok ? read.value : [];
  });

function logOf(stateDir: string): readonly string[] {
  try {
    return lastLogLines(stateDir, LOG_LINES) ?? [];
  } catch {
    return [];
  }
}

function namesHere(
  examinations: readonly Examination[],
  stateDir: string,
): readonly (readonly [string, string])[] {
  const home = homeFolder() ?? "/nonexistent";
  const names: [string, string][] = [
    [home, "~"],
    // Elsewhere its path may still name a person.
    ...(stateDir.startsWith(home) ? [] : [[stateDir, "STATE-FOLDER"] satisfies [string, string]]),
    [hostname(), "HOST"],
    [nameOfUser(), "USER"],
  ];
  for (const { peek } of examinations) {
    if (peek.kind !== "present") continue;
    const { gateway, displayName, formerGatewayUrls } = peek.settings;
    if (displayName !== null) names.push([displayName, "NAME"]);
    const urls = gateway === null ? formerGatewayUrls : [gateway.url, ...formerGatewayUrls];
    for (const url of urls) names.push([hostOf(url).replace(/:\d+$/, ""), "GATEWAY"]);
  }
  return names;
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
