import { homeFolder } from "../core/environment/home.ts";
import { createCageFinder } from "../core/exec/process/cage/find-cage.ts";
import { createLoginEnvironment } from "../core/exec/process/login-environment.ts";
import { createProgramEnvironment } from "../core/exec/process/program-environment.ts";
import { askInstance, sendToInstance } from "../core/instance/instance.ts";
import { silentLogger } from "../core/log/log.ts";
import type { OpenFolder } from "../core/node/folder.ts";
import type { ChoicesProblem } from "../core/settings/choices-file.ts";
import { rootOf } from "../core/settings/connection-folders.ts";
import { systemClock } from "../core/time/clock.ts";
import { type KeepFailure, keepServer, mayBeAdded, removeServer } from "../core/tools/kept-servers.ts";
import { digestOfTool } from "../core/tools/published.ts";
import { inEnglish } from "../core/tools/reason.ts";
import type { ListedTools } from "../core/tools/sdk.ts";
import { readServersFile } from "../core/tools/servers-file.ts";
import {
  changeToolList,
  consentFor,
  isRemote,
  isReservedName,
  offersTools,
  readToolChoices,
  readToolList,
  type ServerEntry,
  withConsent,
} from "../core/tools/tool-list.ts";
import { reasonOf, superviseServer } from "../core/tools/tool-server.ts";
import { variablesOf } from "../core/tools/variables-of.ts";
import { BUILT_IN_SERVER } from "../shared/built-in-tool.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { reveal } from "../shared/text/reveal.ts";
import { shown } from "./argument-values.ts";
import { builtInLines, builtInTest, builtInToolsHere, switchBuiltInTools } from "./built-in-tools.ts";
import { choicesSentence, type Ended, refuse, refuseFolder } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { openPlace } from "./open-place.ts";
import { stateDirOf } from "./place.ts";
import { answer } from "./print.ts";
import { tooOldLine } from "./too-old.ts";
import { type GivenValues, readGiven, readValuesToAdd } from "./tool-variables.ts";
import type { ToolsAction, ToolsArguments } from "./tools-arguments.ts";

type Of<Kind extends ToolsAction["kind"]> = Extract<ToolsAction, { readonly kind: Kind }>;

/** What one verb works with. */
interface Desk {
  readonly options: ToolsArguments;
  readonly stateDir: string;
  readonly keyStore: OpenFolder["keyStore"];
  readonly appVersion: string;
}

/** What was done, as a value and as sentences; or why not, as a sentence. */
type Done = Result<{ readonly value: object; readonly text: string }, string>;

/** `clawtray tools`: the owner's MCP servers, and what an agent may call of them. */
export async function tools(options: ToolsArguments, appVersion: string): Promise<Ended> {
  const place = openPlace(options);
  if (!place.ok) return refuseFolder(place.failure);
  const desk = { options, stateDir: stateDirOf(options), keyStore: place.value.keyStore, appVersion };
  const done = await carryOut(options.action, desk);
  if (!done.ok) return refuse(done.failure, exitCode.failed);
  answer(options, done.value.value, done.value.text);
  return { code: exitCode.ok, busy: false };
}

function carryOut(action: ToolsAction, desk: Desk): Promise<Done> | Done {
  switch (action.kind) {
    case "list":
      return list(desk);
    case "add":
      return add(action, desk);
    case "import":
      return importServers(action, desk);
    case "remove":
      return remove(action, desk);
    case "test":
      return test(action, desk);
    case "switch":
      return switchTools(action, desk);
  }
}

const problemSentence = (problem: ChoicesProblem): string =>
  choicesSentence(problem, "so no tool is offered. Repair it, or remove it and add the servers again.");

/** The list, or a sentence. */
function listOf({ stateDir }: Desk): Result<readonly ServerEntry[], string> {
  const read = readToolList(stateDir);
  return read.ok ? read : failure(problemSentence(read.failure));
}

function serverNamed(name: string, desk: Desk): Result<ServerEntry, string> {
  if (isReservedName(name))
    return failure(
      `"${name}" is Clawtray itself and needs no server; its tools are switched with: clawtray tools ask ${name} TOOL`,
    );
  const read = listOf(desk);
  if (!read.ok) return read;
  const found = read.value.find((entry) => entry.name === name);
  return found === undefined
    ? failure(`There is no server "${shown(name)}". See: clawtray tools`)
    : success(found);
}

async function change(
  desk: Desk,
  edit: (before: readonly ServerEntry[]) => readonly ServerEntry[],
): Promise<Result<readonly ServerEntry[], string>> {
  const changed = await changeToolList(desk.stateDir, edit);
  return changed.ok ? changed : failure(problemSentence(changed.failure));
}

const placeOf = (entry: ServerEntry): string =>
  isRemote(entry)
    ? `${reveal(entry.url)}${entry.query ? "?..." : ""}`
    : reveal([entry.command, ...entry.args].join(" "));

/** Never a value of a variable or a header. */
function shownEntry({ secrets: _, ...entry }: ServerEntry): object {
  return entry;
}

function linesOf(entry: ServerEntry): readonly string[] {
  const lines = [`${entry.name}: ${placeOf(entry)}`];
  if (isRemote(entry)) {
    if (entry.headers.length > 0) lines.push(`  headers: ${entry.headers.join(", ")}`);
  } else {
    if (entry.env.length > 0) lines.push(`  variables: ${entry.env.join(", ")}`);
    if (entry.contained !== null)
      lines.push(`  contained, ${entry.contained.network ? "with" : "without"} the network`);
  }
  lines.push(...entry.tools.map(({ tool, consent }) => `  ${consent.padEnd(6)}${reveal(tool)}`));
  return entry.tools.length === 0 ? [...lines, "  every tool is off"] : lines;
}

async function list(desk: Desk): Promise<Done> {
  const read = readToolChoices(desk.stateDir);
  if (!read.ok) return failure(problemSentence(read.failure));
  const { servers, builtIn } = read.value;
  const own = await builtInToolsHere(desk.stateDir, builtIn);
  const lines = servers.flatMap(linesOf);
  const none =
    "There is no MCP server yet. To add one: clawtray tools add NAME -- COMMAND, or clawtray tools add NAME ADDRESS\n";
  const text = lines.length === 0 ? none : `${lines.join("\n")}\n`;
  return success({
    value: { servers: servers.map(shownEntry), builtIn: own },
    text: `${builtInLines(own).join("\n")}\n${text}${await tooOldLine(desk.stateDir, "tools")}`,
  });
}

async function add(action: Of<"add">, desk: Desk): Promise<Done> {
  const { name, server } = action;
  const because = (failed: KeepFailure) => failure(`"${name}" cannot be added: ${whyNotKept(failed)}.`);
  const may = mayBeAdded({ ...server, name }, desk);
  if (!may.ok) return because(may.failure);
  const given = await readValuesToAdd(action);
  if (!given.ok) return given;
  const added = await keepServer(withValues(action, given.value), desk);
  return added.ok
    ? success({
        value: { added: [name] },
        text: `Added "${name}"; every tool is off. To see its tools: clawtray tools test ${name}\n`,
      })
    : because(added.failure);
}

function withValues({ name, server }: Of<"add">, { values, query }: GivenValues) {
  return "url" in server
    ? { name, url: server.url + query, headers: values }
    : { ...server, name, variables: values };
}

const whyNotKept = (failed: KeepFailure): string =>
  failed.kind === "server" ? inEnglish(failed.why) : problemSentence(failed.problem).replace(/\.$/, "");

async function importServers({ file }: Of<"import">, desk: Desk): Promise<Done> {
  const text = await readGiven(file);
  const what = file === "-" ? "Standard input" : `"${shown(file)}"`;
  if (text === null) return failure(`${what} cannot be read, or is larger than 1 MB.`);
  const read = readServersFile(text);
  if (!read.ok) return failure(`${what} cannot be imported: ${inEnglish(read.failure)}.`);
  const refused = read.value.refused.map(({ name, why }) => ({ name, why: inEnglish(why) }));
  const added: string[] = [];
  for (const server of read.value.servers) {
    const kept = await keepServer(server, desk);
    if (kept.ok) added.push(server.name);
    else refused.push({ name: server.name, why: whyNotKept(kept.failure) });
  }
  const left = refused.map(({ name, why }) => `Left out "${shown(name)}": ${why}.\n`).join("");
  if (added.length === 0) return failure(`Nothing was added.\n${left}`.trimEnd());
  const said = `Added ${added.map((name) => `"${name}"`).join(", ")}; every tool is off. To see the tools: clawtray tools test NAME\n`;
  return success({ value: { added, refused }, text: `${said}${left}` });
}

async function remove({ name }: Of<"remove">, desk: Desk): Promise<Done> {
  const found = serverNamed(name, desk);
  if (!found.ok) return found;
  const removed = await removeServer(name, desk);
  return removed.ok
    ? success({ value: { removed: [name] }, text: `Removed "${name}".\n` })
    : failure(`"${name}": ${whyNotKept(removed.failure)}.`);
}

/** It was seen to work: the node that runs, and waits before it tries it again, need wait no longer. */
async function tellNode({ name }: ServerEntry, { stateDir }: Desk): Promise<void> {
  const answer = await askInstance(stateDir);
  // An older node does not say how its servers do, and would not answer.
  const told = answer.kind === "snapshot" ? (answer.snapshot.toolServers ?? []) : [];
  if (told.some((one) => one.name === name && one.standing === "failed"))
    await sendToInstance(stateDir, { request: "retry-tool-server", server: name });
}

/** Starts it as the node would, once. */
async function toolsOn(entry: ServerEntry, desk: Desk): Promise<Result<ListedTools, string>> {
  const home = homeFolder() ?? "/";
  const login = createLoginEnvironment(process.env, home, process.platform);
  const places = { home, state: rootOf(desk.stateDir) };
  const server = superviseServer(
    entry,
    {
      clock: systemClock,
      log: silentLogger,
      appVersion: desk.appVersion,
      platform: process.platform,
      home,
      programs: async () => createProgramEnvironment(await login.current(), process.platform),
      cage: createCageFinder(places, process.platform, () => systemClock.now()),
      variables: (of) => variablesOf(desk.keyStore, desk.stateDir, of),
    },
    () => {},
  );
  try {
    const found = await server.ready();
    await tellNode(entry, desk);
    return success({ tools: found, ...server.leftOut() });
  } catch (error) {
    return failure(`"${entry.name}" does not work: ${inEnglish(reasonOf(error))}.`);
  } finally {
    await server.close();
  }
}

async function testBuiltIn(desk: Desk): Promise<Done> {
  const read = readToolChoices(desk.stateDir);
  if (!read.ok) return failure(problemSentence(read.failure));
  const all = await builtInToolsHere(desk.stateDir, read.value.builtIn);
  return success({ value: { name: BUILT_IN_SERVER, tools: all }, text: builtInTest(all) });
}

async function test({ name }: Of<"test">, desk: Desk): Promise<Done> {
  if (name === BUILT_IN_SERVER) return testBuiltIn(desk);
  const found = serverNamed(name, desk);
  const listed = found.ok ? await toolsOn(found.value, desk) : found;
  if (!found.ok || !listed.ok) return listed as Done;
  const { unusable, isCut } = listed.value;
  const all = listed.value.tools.map((tool) => ({
    tool: tool.name,
    consent: consentFor(found.value, tool.name),
    readOnly: tool.readOnly,
    description: tool.description,
  }));
  const lines = all.flatMap(({ tool, consent, readOnly, description }) => [
    `${consent.padEnd(6)}${reveal(tool)}${readOnly ? "  (says that it only reads)" : ""}`,
    `      ${reveal(description.split("\n")[0] ?? "").slice(0, 200)}`,
  ]);
  const count = `"${name}" works and has ${all.length === 1 ? "one tool" : `${all.length} tools`}.\n`;
  const next = `To let an agent call one: clawtray tools ask ${name} TOOL (asks you each time), or allow.\n`;
  return success({
    value: { name, tools: all, leftOut: unusable, more: isCut },
    text: `${count}${lines.map((line) => `${line}\n`).join("")}${leftOutLines(listed.value)}${next}`,
  });
}

/** What of its list an agent could not be given. */
function leftOutLines({ unusable, isCut }: ListedTools): string {
  const left = unusable === 1 ? "One more is" : `${unusable} more are`;
  const why = `${left} left out: without a usable name, or not described as the protocol says.\n`;
  return `${unusable === 0 ? "" : why}${isCut ? "It lists more tools than are looked at.\n" : ""}`;
}

async function switchTools(action: Of<"switch">, desk: Desk): Promise<Done> {
  const { name, tools: chosen, to } = action;
  if (name === BUILT_IN_SERVER) {
    const switched = await switchBuiltInTools(desk.stateDir, chosen, to, problemSentence);
    if (!switched.ok) return switched;
    return success(switchedText(action, switched.value.first, switched.value.notes));
  }
  const found = serverNamed(name, desk);
  if (!found.ok) return found;
  const digests = new Map<string, string>();
  if (to !== "off") {
    const listed = await toolsOn(found.value, desk);
    if (!listed.ok) return listed;
    const missing = chosen.find((tool) => !listed.value.tools.some((known) => known.name === tool));
    if (missing !== undefined)
      return failure(`"${name}" has no tool "${shown(missing)}". See: clawtray tools test ${name}`);
    for (const tool of listed.value.tools) digests.set(tool.name, digestOfTool(tool));
  }
  const before = readToolChoices(desk.stateDir);
  const first = to !== "off" && before.ok && !offersTools(before.value);
  const changed = await change(desk, (servers) =>
    servers.map((entry) => (entry.name === name ? withConsent(entry, chosen, to, digests) : entry)),
  );
  if (!changed.ok) return changed;
  return success(switchedText(action, first, ""));
}

/** What was switched, to what, and what else the owner should know. */
function switchedText({ name, tools: chosen, to }: Of<"switch">, first: boolean, notes: string) {
  const names = chosen.map((tool) => `"${reveal(tool)}"`).join(", ");
  const now = {
    off: `${names}: off.\n`,
    ask: `${names}: you are asked before each call. With nobody at the window or a terminal, it is refused.\n`,
    allow: `${names}: agents call it without asking.\n`,
  }[to];
  const text = `${now}${notes}${first ? APPROVAL : ""}`;
  return { value: { name, tools: chosen, consent: to }, text };
}

/** What declaring one more command means, said before the owner wonders. */
const APPROVAL =
  "This is the first tool that is on. The node now declares one more command (mcp.tools.call.v1), which the gateway's administrator approves once: openclaw nodes pending, then openclaw nodes approve ID. Until then no agent sees the tools. Tools that are switched later need no approval there.\n";
