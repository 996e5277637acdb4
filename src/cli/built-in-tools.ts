import { readFolderList } from "../core/folders/folder-list.ts";
import type { ChoicesProblem } from "../core/settings/choices-file.ts";
import { openSettings } from "../core/settings/open.ts";
import { type BuiltInFacts, listBuiltInTools } from "../core/tools/built-in/catalogue.ts";
import { noToolSources } from "../core/tools/built-in/sources.ts";
import { type BuiltInConsent, switchBuiltIn } from "../core/tools/tool-list.ts";
import {
  BUILT_IN_SERVER,
  type BuiltInToolName,
  type BuiltInToolStatus,
  isBuiltInTool,
} from "../shared/built-in-tool.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { fill } from "../shared/words/describe.ts";
import { builtInTools as words } from "../shared/words/en/built-in-tools.ts";
import { shown } from "./argument-values.ts";
import { sourcesHere } from "./capabilities.ts";

/** Clawtray's own tools, as they would be offered by a node in this terminal. */
export async function builtInToolsHere(
  stateDir: string,
  consents: readonly BuiltInConsent[],
): Promise<readonly BuiltInToolStatus[]> {
  const settings = openSettings(stateDir);
  const { tools: sources = noToolSources, notifier = null } = await sourcesHere();
  const runIsOn = !settings.ok || settings.value.read().capabilities.run;
  const folders = readFolderList(stateDir);
  const folderFor: BuiltInFacts["folderFor"] = (access) =>
    folders.ok && folders.value.some(({ write }) => write || access === "read");
  return listBuiltInTools({ sources, notifier, runIsOn, folderFor }, consents);
}

/** Those that are on, as `clawtray tools` lists them. Pure. */
export const builtInLines = (tools: readonly BuiltInToolStatus[]): readonly string[] => {
  const on = tools.filter(({ consent }) => consent !== "off");
  return [
    `${BUILT_IN_SERVER}: ${words.server.toLowerCase()}, without a server`,
    ...on.map(({ name, consent }) => `  ${consent.padEnd(6)}${name}`),
    ...(on.length === 0 ? ["  every tool is off"] : []),
  ];
};

/** All of them, and why some are not offered here. Pure. */
export function builtInTest(tools: readonly BuiltInToolStatus[]): string {
  const lines = tools.flatMap(({ name, consent, lack }) => [
    `${consent.padEnd(6)}${name}`,
    `      ${words.tools[name].what}`,
    ...(lack === null ? [] : [`      ${fill(words.notAvailable, { why: words.lack[lack] })}`]),
  ]);
  const next = `To let an agent call one: clawtray tools ask ${BUILT_IN_SERVER} TOOL (asks you each time), or allow.\n`;
  return `These tools need no server.\n${lines.map((line) => `${line}\n`).join("")}${next}`;
}

/** Switches tools of Clawtray's own; a failure is a sentence. `first`: nothing was on before. */
export async function switchBuiltInTools(
  stateDir: string,
  chosen: readonly string[],
  to: "off" | "ask" | "allow",
  sentence: (problem: ChoicesProblem) => string,
): Promise<Result<{ readonly first: boolean; readonly notes: string }, string>> {
  const names = chosen.filter(isBuiltInTool);
  const missing = chosen.find((name) => !isBuiltInTool(name));
  if (missing !== undefined)
    return failure(
      `"${BUILT_IN_SERVER}" has no tool "${shown(missing)}". See: clawtray tools test ${BUILT_IN_SERVER}`,
    );
  const switched = await switchBuiltIn(stateDir, names, to);
  if (!switched.ok) return failure(sentence(switched.failure));
  const now = to === "off" ? [] : await builtInToolsHere(stateDir, []);
  return success({ first: switched.value.first, notes: now.map((tool) => noteOf(tool, names)).join("") });
}

/** What the owner should know of a tool that is now on. */
function noteOf({ name, lack, asksItself }: BuiltInToolStatus, names: readonly BuiltInToolName[]): string {
  if (!names.includes(name)) return "";
  if (lack !== null)
    return `"${name}" is not available in this terminal: ${words.lack[lack]}. The desktop app may have what it needs.\n`;
  return asksItself ? `"${name}": ${words.asksItself}\n` : "";
}
