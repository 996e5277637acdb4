import { readFileSync, rmSync } from "node:fs";
import { expect } from "vitest";
import type { CliResult, Gateway } from "../../scripts/gateway/gateway.ts";
import { listedNode } from "../../scripts/gateway/pairing.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { keep } from "../e2e/captures.ts";
import { askNode } from "./ask-node.ts";
import type { Answer } from "./compare.ts";

/** What people and agents at a gateway do with one of its nodes. */
export interface GatewaySide {
  /** The gateway's own program. */
  cli(...words: string[]): Promise<CliResult>;
  /** `openclaw nodes ... --node` this one. */
  nodes(...words: string[]): Promise<CliResult>;
  /** The same with `--json`; what it prints. */
  // biome-ignore lint/suspicious/noExplicitAny: what is printed is read by name
  printed(...words: string[]): Promise<any>;
  /** `node.invoke`. */
  ask(command: string, params?: object, timeoutMs?: number): Promise<Answer>;
  /** What the tool that the gateway's agents have makes of the node's answer; needs `allowAgentTool`. */
  // biome-ignore lint/suspicious/noExplicitAny: what a tool answers is read by name
  useTool(action: string, parameters?: object): Promise<any>;
  /** Whether this command is declared, approved and allowed. */
  offers(command: string): Promise<boolean>;
  /** Changes the configuration as an administrator does; resolves when the gateway has applied it. */
  configure(changes: readonly { readonly path: string; readonly value: unknown }[]): Promise<void>;
}

/** Lets the tool of the agents be called directly (docs/gateway/tools-invoke-http-api.md, 2026.9.6). */
export const allowAgentTool = { path: "gateway.tools.allow", value: ["nodes"] };

export function gatewaySide(gateway: Gateway, nodeId: string): GatewaySide {
  const { admin } = gateway;
  const cli = (...words: string[]) => gateway.runCli(words, 150_000);
  const nodes = (...words: string[]) => cli("nodes", ...words, "--node", nodeId);
  return {
    cli,
    nodes,
    async printed(...words) {
      const { code, stdout, stderr } = await nodes(...words, "--json");
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout);
    },
    ask: (command, params = {}, timeoutMs) => askNode(admin, nodeId, command, params, timeoutMs),
    async useTool(action, parameters = {}) {
      const call = { name: "nodes", args: { action, node: nodeId, ...parameters } };
      const answer = (await admin.call("tools.invoke", call, 60_000)) as { output?: { details: unknown } };
      expect(answer).toMatchObject({ ok: true });
      return answer.output?.details;
    },
    async offers(command) {
      return (await listedNode(admin, nodeId))?.commands?.includes(command) ?? false;
    },
    async configure(changes) {
      const { code, stderr } = await cli("config", "set", "--batch-json", JSON.stringify(changes));
      expect(code, stderr).toBe(0);
      const isApplied = async () => {
        const config = (await admin.call("config.get")) as Record<string, string>;
        return config.configRevisionHash === config.appliedConfigHash ? true : null;
      };
      await waitFor("the configuration to be applied", isApplied, { timeoutMs: 30_000 });
    },
  };
}

/** Reads a file that the gateway's side wrote, keeps it by this name where a person can look at it, and removes it. */
export function takeFile(path: string, name: string): string {
  const base64 = readFileSync(path).toString("base64");
  rmSync(path);
  keep(name, { base64 });
  return base64;
}
