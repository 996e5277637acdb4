import { existsSync } from "node:fs";
import { join } from "node:path";
import type { InstanceAnswer } from "../core/instance/claim.ts";
import { askInstance } from "../core/instance/instance.ts";
import { type LastState, readLastState } from "../core/instance/last-state.ts";
import type { ServiceStatus } from "../core/service/service.ts";
import type { CapabilityStatus } from "../shared/capability.ts";
import type { Ended } from "./ended.ts";
import { type ExitCode, exitCode, phaseExitCode } from "./exit-code.ts";
import { logFolderOf } from "./output.ts";
import { type Place, stateDirOf } from "./place.ts";
import { serviceHere } from "./service-target.ts";
import { localTime } from "./view/activity.ts";
import { blockOf } from "./view/plain.ts";

/** How long a running node may take to answer, ms. */
const PATIENCE = 2_000;

/** `clawtray status`: of the running node, and what was last known. The exit code tells a script. */
export async function status(options: Place): Promise<Ended> {
  const stateDir = stateDirOf(options);
  const [answer, service] = await Promise.all([askInstance(stateDir, PATIENCE), serviceHere(options)]);
  const last = readLastState(stateDir);
  const log = existsSync(logFolderOf(stateDir)) ? join(logFolderOf(stateDir), "clawtray.log") : null;
  if (options.json) {
    const snapshot = answer.kind === "snapshot" ? answer.snapshot : null;
    const shown = {
      running: answer.kind !== "none",
      answering: snapshot !== null,
      pid: snapshot?.pid ?? null,
      version: snapshot?.version ?? null,
      startedAt: snapshot?.startedAt ?? null,
      state: snapshot?.state ?? null,
      last,
      stateDir,
      log,
      service,
    };
    process.stdout.write(`${JSON.stringify(shown)}\n`);
  } else {
    const lines = [...answerLines(answer, last), ...placeLines(stateDir, log, service)];
    process.stdout.write(`${lines.join("\n")}\n`);
  }
  return { code: codeOf(answer), busy: false };
}

function codeOf(answer: InstanceAnswer): ExitCode {
  if (answer.kind === "none") return exitCode.notRunning;
  return answer.kind === "silent" ? exitCode.failed : phaseExitCode(answer.snapshot.state.phase);
}

function answerLines(answer: InstanceAnswer, last: LastState | null): readonly string[] {
  if (answer.kind === "silent")
    return ["Running, but it does not answer. End it and start it again: clawtray run"];
  if (answer.kind === "snapshot") {
    const { pid, version, startedAt, state } = answer.snapshot;
    return [
      `Running, process ${pid}, version ${version}, since ${localTime(startedAt)}`,
      blockOf(state),
      `  This phase since: ${localTime(state.since)}`,
      ...switchLines(state.capabilities),
    ];
  }
  if (last === null) return ["Not running, and it never ran here. Start it: clawtray run"];
  return [`Not running. Last known, ${localTime(last.at)}:`, blockOf(last.state)];
}

function switchLines(capabilities: readonly CapabilityStatus[]): readonly string[] {
  if (capabilities.length === 0) return [];
  const named = (on: boolean): string =>
    capabilities
      .filter((capability) => capability.on === on)
      .map(({ name }) => name)
      .join(", ") || "nothing";
  return [`  May be asked for: ${named(true)}. Switched off: ${named(false)}.`];
}

function placeLines(stateDir: string, log: string | null, service: ServiceStatus | null): readonly string[] {
  return [
    `  State folder: ${stateDir}`,
    ...(log === null ? [] : [`  Log: ${log}`]),
    ...(service === null ? [] : [`  Service: ${serviceLine(service)}`]),
  ];
}

function serviceLine(service: ServiceStatus): string {
  if (!service.installed) return "not installed";
  return `${service.running ? "runs" : "does not run"}, ${service.enabled ? "starts by itself" : "does not start by itself"} (${service.detail})`;
}
