import { createHash } from "node:crypto";
import type { McpTool } from "./sdk.ts";
import { consentFor, digestFor, type ServerEntry, type Switched, type ToolConsent } from "./tool-list.ts";

/** The command by which the gateway calls a published tool. Source: openclaw 2026.9.6, measured. */
export const CALL_COMMAND = "mcp.tools.call.v1";
/** Source: openclaw 2026.9.6, measured: 130 tools became 128, and a description is cut at 1,024. */
const MAX_PUBLISHED = 128;
const MAX_DESCRIPTION = 1_024;
const MAX_NAME = 64;
/** A longer description of parameters is a burden on every turn of the agent, characters as JSON. */
const MAX_PARAMETERS = 32_768;

/** A tool as `node.pluginTools.update` takes it. */
export interface PublishedTool {
  readonly pluginId: "node-mcp";
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly command: typeof CALL_COMMAND;
  readonly mcp: { readonly server: string; readonly tool: string };
}

/** A tool that may be called, and how. */
export interface OfferedTool {
  readonly tool: McpTool;
  readonly consent: ToolConsent;
  /** It says something else of itself than when its owner decided about it. */
  readonly changed: boolean;
  readonly wire: PublishedTool;
}

/** What is offered of these servers: what their owner has not left off. Pure. */
export function offered(
  servers: readonly {
    readonly entry: Switched & Pick<ServerEntry, "name">;
    readonly tools: readonly McpTool[] | null;
  }[],
): readonly OfferedTool[] {
  const names = new Set<string>();
  const all: OfferedTool[] = [];
  for (const { entry, tools } of servers) {
    const seen = new Set<string>();
    for (const tool of tools ?? []) {
      const consent = consentFor(entry, tool.name);
      // A server that lists a name twice is believed once.
      if (consent === "off" || seen.has(tool.name) || all.length >= MAX_PUBLISHED) continue;
      seen.add(tool.name);
      const digest = digestFor(entry, tool.name);
      const changed = digest !== null && digest !== digestOfTool(tool);
      all.push({ tool, consent, changed, wire: wireOf(entry.name, tool, names) });
    }
  }
  return all;
}

/** SHA-256 of what a server says its tool is for and takes, hex. */
export const digestOfTool = ({ description, inputSchema }: McpTool): string =>
  createHash("sha256")
    .update(JSON.stringify([description, inputSchema]))
    .digest("hex");

function wireOf(server: string, tool: McpTool, taken: Set<string>): PublishedTool {
  const wanted = `${server}_${tool.name}`.replace(/[^A-Za-z0-9_-]/g, "_");
  const name = freeName(wanted, taken);
  taken.add(name.toLowerCase());
  const parameters = tool.inputSchema;
  return {
    pluginId: "node-mcp",
    name,
    description: tool.description.slice(0, MAX_DESCRIPTION).replace(/[\uD800-\uDBFF]$/, ""),
    parameters: JSON.stringify(parameters).length > MAX_PARAMETERS ? { type: "object" } : parameters,
    command: CALL_COMMAND,
    mcp: { server, tool: tool.name },
  };
}

/** As the gateway's own node host names it, with a number where that is taken. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const end = number === 1 ? "" : `_${number}`;
    const name = wanted.slice(0, MAX_NAME - end.length) + end;
    if (!taken.has(name.toLowerCase())) return name;
  }
}
