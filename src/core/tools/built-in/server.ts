import { BUILT_IN_SERVER } from "../../../shared/built-in-tool.ts";
import type { CallResult, McpTool } from "../sdk.ts";
import { ToolServerError } from "../tool-server.ts";
import type { Arguments, BuiltInContext, BuiltInTool } from "./built-in-tool.ts";

/** Clawtray's own tools, beside the servers of the owner's list. */
export interface BuiltInServer {
  /** What can be used here now. */
  tools(): readonly McpTool[];
  find(name: string): BuiltInTool | null;
  call(name: string, args: Arguments, context: BuiltInContext): Promise<CallResult>;
  /** What can be used may have changed. */
  look(): void;
  /** Ends whatever its tools have started. */
  close(): Promise<void>;
}

/** Names that are given twice are a bug, and throw. */
export function createBuiltInServer(all: readonly BuiltInTool[]): BuiltInServer {
  const byName = new Map<string, BuiltInTool>(all.map((tool) => [tool.name, tool]));
  if (byName.size !== all.length) throw new Error("two built-in tools have the same name");
  const find = (name: string) => byName.get(name) ?? null;
  return {
    tools: () =>
      all
        .filter((tool) => tool.lack() === null)
        .map(({ name, description, inputSchema, readOnly }) => ({
          name,
          description,
          inputSchema,
          readOnly,
        })),
    find,
    async call(name, args, context) {
      const tool = find(name);
      if (tool === null || tool.lack() !== null)
        throw new ToolServerError(`${BUILT_IN_SERVER}: ${name} cannot be used on this computer now`);
      return tool.run(args, context);
    },
    look() {
      for (const tool of all) tool.look?.();
    },
    async close() {
      await Promise.all(all.map((tool) => tool.close?.()));
    },
  };
}
