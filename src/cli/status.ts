import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Connection } from "../core/connections/connection.ts";
import { listConnections } from "../core/connections/list.ts";
import { isReady } from "../core/connections/ready.ts";
import type { RunningProgram } from "../core/exec/running-programs.ts";
import type { InstanceAnswer } from "../core/instance/claim.ts";
import { askInstance } from "../core/instance/instance.ts";
import { type LastState, readLastState } from "../core/instance/last-state.ts";
import type { ServiceStatus } from "../core/service/service.ts";
import type { CapabilityStatus } from "../shared/capability.ts";
import { isolateWords } from "../shared/text/isolate.ts";
import { revealCommand } from "../shared/text/reveal.ts";
import { blockedSentence, type Ended } from "./ended.ts";
import { type ExitCode, exitCode, phaseExitCode } from "./exit-code.ts";
import { logFolderOf } from "./output.ts";
import { type Place, rootDirOf, stateDirOf } from "./place.ts";
import { answer } from "./print.ts";
import { serviceHere } from "./service-target.ts";
import { localTime } from "./view/activity.ts";
import { computerIn, computerLines } from "./view/computer.ts";
import { connectionTable, listedOf } from "./view/connections.ts";
import { blockOf } from "./view/plain.ts";
import { shortId } from "./view/policy.ts";
import { toolsLines, toolsNow } from "./view/tools.ts";

/** Of several connections, where none was named: a table, and today's keys for the first. */
async function statusOfAll(options: Place, all: readonly Connection[]): Promise<Ended> {
  const stateDir = rootDirOf(options);
  const asked = all.map(async (connection) => {
    const instance = await askInstance(connection.stateDir);
    return { connection, instance, last: readLastState(connection.stateDir), code: codeOf(instance) };
  });
  const [found, service] = await Promise.all([Promise.all(asked), serviceHere(options)]);
  const log = logIn(stateDir);
  const connections = found.map(({ connection: { id, name, stateDir: folder }, instance, last }) => ({
    id,
    name,
    ...inJson(instance),
    tools: toolsNow(folder, instance),
    last,
    stateDir: folder,
  }));
  const { id: _id, name: _name, ...first } = connections[0] ?? { id: "", name: "" };
  const rows = found.map(({ connection, instance }) => listedOf(connection, instance));
  const one = "For one of them: clawtray status --connection NAME";
  const ofTools = connections.flatMap(({ name, tools }) =>
    toolsLines(tools).map((line) => `  "${name}": ${line}`),
  );
  const ofComputer = connections.flatMap(({ name, computer }) =>
    computerLines(computer).map((line) => `  "${name}": ${line}`),
  );
  const lines = [
    ...connectionTable(rows),
    one,
    ...ofComputer,
    ...ofTools,
    ...placeLines(stateDir, log, service),
  ];
  answer(options, { ...first, log, service, connections }, `${lines.join("\n")}\n`);
  // One that has no gateway yet is nobody's fault.
  const counted = found.filter(({ connection }) => isReady(connection)).map(({ code }) => code);
  return { code: worstFirst.find((code) => counted.includes(code)) ?? exitCode.ok, busy: false };
}

/** What a script is told of several connections: 0 only where all are connected. */
const worstFirst: readonly ExitCode[] = [
  exitCode.blocked,
  exitCode.failed,
  exitCode.notRunning,
  exitCode.waiting,
];

function inJson(instance: InstanceAnswer) {
  const snapshot = instance.kind === "snapshot" ? instance.snapshot : null;
  return {
    running: instance.kind === "snapshot" || instance.kind === "silent",
    unproven: instance.kind === "unproven",
    answering: snapshot !== null,
    pid: snapshot?.pid ?? null,
    version: snapshot?.version ?? null,
    startedAt: snapshot?.startedAt ?? null,
    state: snapshot?.state ?? null,
    programs: snapshot?.running ?? [],
    computer: computerIn(instance),
  };
}

function logIn(root: string): string | null {
  const folder = logFolderOf(root);
  return existsSync(folder) ? join(folder, "clawtray.log") : null;
}

/** `clawtray status`: the running node, or its last known state. The exit code is for scripts. */
export async function status(options: Place): Promise<Ended> {
  const all = options.connection === null ? listConnections(rootDirOf(options)) : [];
  if (all.length > 1) return statusOfAll(options, all);
  const stateDir = stateDirOf(options);
  const [instance, service] = await Promise.all([askInstance(stateDir), serviceHere(options)]);
  const last = readLastState(stateDir);
  const log = logIn(rootDirOf(options));
  const tools = toolsNow(stateDir, instance);
  const ofTools = toolsLines(tools).map((line) => `  ${line}`);
  const lines = [...answerLines(instance, last), ...ofTools, ...placeLines(stateDir, log, service)];
  answer(options, { ...inJson(instance), tools, last, stateDir, log, service }, `${lines.join("\n")}\n`);
  return { code: codeOf(instance), busy: false };
}

function codeOf(answer: InstanceAnswer): ExitCode {
  if (answer.kind === "none") return exitCode.notRunning;
  return answer.kind === "snapshot" ? phaseExitCode(answer.snapshot.state.phase) : exitCode.failed;
}

function answerLines(answer: InstanceAnswer, last: LastState | null): readonly string[] {
  if (answer.kind === "silent")
    return ["Running, but not answering. Stop it and start it again: clawtray run"];
  if (answer.kind === "unproven") return [blockedSentence({ reason: "control-pipe-taken", detail: {} })];
  if (answer.kind === "snapshot") {
    const { pid, version, startedAt, state, running = [] } = answer.snapshot;
    return [
      `Running, process ${pid}, version ${version}, since ${localTime(startedAt)}`,
      blockOf(state),
      `  In this phase since: ${localTime(state.since)}`,
      ...switchLines(state.capabilities),
      ...programLines(running),
      ...computerLines(computerIn(answer)).map((line) => `  ${line}`),
    ];
  }
  if (last === null) return ["Not running, and has never run here. Start it: clawtray run"];
  return [`Not running. Last known, ${localTime(last.at)}:`, blockOf(last.state)];
}

/** What is running for the gateway, with the commands that end it. */
function programLines(running: readonly RunningProgram[]): readonly string[] {
  return running.map(({ id, command, startedAt, stopping }) => {
    const what = isolateWords(revealCommand(command));
    const since = `since ${localTime(startedAt)}`;
    return stopping
      ? `  Being stopped, ${since}: ${what}`
      : `  A program is running, ${since}: ${what}\n    To stop it: clawtray stop ${shortId(id)}`;
  });
}

function switchLines(capabilities: readonly CapabilityStatus[]): readonly string[] {
  if (capabilities.length === 0) return [];
  const named = (on: boolean): string =>
    capabilities
      .filter((capability) => capability.on === on)
      .map(({ name }) => name)
      .join(", ") || "nothing";
  return [`  Turned on: ${named(true)}. Turned off: ${named(false)}.`];
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
  return `${service.running ? "running" : "not running"}, ${service.enabled ? "starts automatically" : "does not start automatically"} (${service.detail})`;
}
