import type { ToolDesk } from "../../core/node/assemble-tools.ts";
import { digestOfTool } from "../../core/tools/published.ts";
import type { ListedTools, McpTool } from "../../core/tools/sdk.ts";
import {
  consentFor,
  digestFor,
  isRemote,
  type RemoteEntry,
  type ServerEntry,
} from "../../core/tools/tool-list.ts";
import { reveal } from "../../shared/text/reveal.ts";
import { mapToolReason, type ToolReason } from "../../shared/tool-reason.ts";
import type { ToolItem, ToolServerItem, ToolServerStanding } from "../../shared/tools-page.ts";

/** More than a person looks through, of one server. */
const MAX_TOOLS = 200;
/** Enough to tell what a tool is for, characters. */
const MAX_DESCRIPTION = 400;
const MAX_COMMAND = 1_000;
const MAX_WHY = 400;

interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

type Known = ReturnType<ToolDesk["servers"]>[number];

/** A command line as it is shown: what is invisible in it is made visible. Pure. */
export function commandOf({ command, args }: CommandLine): string {
  const line = [command, ...args].map((word) => (/[\s"]|^$/.test(word) ? JSON.stringify(word) : word));
  return shorten(reveal(line.join(" ")), MAX_COMMAND);
}

const addressOf = ({ url, query }: RemoteEntry): string =>
  shorten(`${reveal(url)}${query ? "?…" : ""}`, MAX_COMMAND);

/** What the window shows of a server. `known` is null while no node here could run it. Pure. */
export function serverItem(
  entry: ServerEntry,
  known: Known | null,
  tested: ListedTools | null,
  now: number,
): ToolServerItem {
  const running = known === null || known.tools === null ? null : { tools: known.tools, ...known.leftOut };
  const listed = running ?? tested;
  const tools = toolsOf(entry, listed?.tools ?? null);
  return {
    name: entry.name,
    ...(isRemote(entry)
      ? { command: addressOf(entry), variables: [], headers: [...entry.headers], contained: null }
      : {
          command: commandOf(entry),
          variables: [...entry.env],
          headers: [],
          contained: entry.contained,
        }),
    standing: known === null ? { kind: "unknown" } : standingOf(known, now),
    listed: listed !== null,
    tools: tools.slice(0, MAX_TOOLS),
    more: Math.max(0, tools.length - MAX_TOOLS),
    unusable: listed?.unusable ?? 0,
    tooMany: listed?.isCut ?? false,
  };
}

/** A reason as it is shown: what is invisible in it is made visible. Pure. */
export const shownReason = (reason: ToolReason): ToolReason =>
  mapToolReason(reason, (value) => shorten(reveal(value), MAX_WHY));

function standingOf({ standing }: Known, now: number): ToolServerStanding {
  if (standing === null) return { kind: "off" };
  if (standing.kind !== "failed") return { kind: standing.kind };
  return { kind: "failed", why: shownReason(standing.why), retryAt: now + standing.retryInMs };
}

/** What it lists, and then what was decided about and is no longer listed. */
function toolsOf(entry: ServerEntry, listed: readonly McpTool[] | null): readonly ToolItem[] {
  const names = new Set<string>();
  const there = (listed ?? []).filter(({ name }) => !names.has(name) && names.add(name));
  const missing = entry.tools.filter(({ tool }) => !names.has(tool));
  return [
    ...there.map((tool) => itemOf(entry, tool)),
    ...missing.map(({ tool, consent }) => ({
      id: tool,
      name: reveal(tool),
      description: "",
      readOnly: false,
      consent,
      changed: false,
      gone: listed !== null,
    })),
  ];
}

function itemOf(entry: ServerEntry, tool: McpTool): ToolItem {
  const consent = consentFor(entry, tool.name);
  const digest = digestFor(entry, tool.name);
  return {
    id: tool.name,
    name: reveal(tool.name),
    description: shorten(reveal(tool.description.replace(/\s+/g, " ").trim()), MAX_DESCRIPTION),
    readOnly: tool.readOnly,
    consent,
    changed: consent !== "off" && digest !== null && digest !== digestOfTool(tool),
    gone: false,
  };
}

const shorten = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")} …`;
