import type { NodeState } from "../../shared/state.ts";
import { stopPrograms } from "../exec/stop-programs.ts";
import { createLastStateKeeper } from "../instance/last-state.ts";
import {
  type AskReply,
  type InstanceRequest,
  intentOf,
  type RequestReply,
  replyTo,
  toldPrograms,
} from "../instance/message.ts";
import { toldServers } from "../instance/told-servers.ts";
import { answerThrough } from "./answer-through.ts";
import { type Assembly, type AssemblyOptions, assembleNode } from "./assemble.ts";
import type { ToolDesk } from "./assemble-tools.ts";
import type { HeldFolder, OpenFolder } from "./folder.ts";
import type { Node } from "./node.ts";

/** What a front end provides for the node of a folder it holds. */
export interface StartOptions
  extends Omit<AssemblyOptions, "appVersion" | "stateDir" | "vault" | "settings"> {
  /** Another process asks for this folder. True if the node ends for it, soon after this has returned. */
  readonly letGo?: () => boolean;
}

/** A running node, and what its owner is asked and shown. */
export interface OpenNode extends Pick<Assembly, "node" | "questions" | "activity" | "running"> {
  readonly folder: OpenFolder;
  readonly tools: ToolDesk;
  /** Ends the node, waits for its last state to be on the disk, and releases the folder. */
  close(): Promise<void>;
}

/** Starts the node of a held folder, once, and hands the folder over to it: `close` of the node releases it. */
export function openNode(folder: HeldFolder, brought: StartOptions): OpenNode {
  const { stateDir, settings, open, held } = folder;
  const { appVersion, now = Date.now } = held;
  const assembly = assembleNode({ ...brought, appVersion, stateDir, vault: open.vault, settings });
  const { node, running, computer } = assembly;
  folder.handOver({
    carryOut: async (request, say) =>
      request.request === "let-go"
        ? replyTo({ ok: brought.letGo?.() ?? false })
        : carryOut(request, assembly, say),
    saveAgain: () => node.saveAgain(),
  });
  const settled = tellStates(node, stateDir, now, (state) => folder.publish({ state }));
  running.subscribe(() => folder.publish({ running: toldPrograms(running.list()) }));
  const tellServers = () => folder.publish({ toolServers: toldServers(assembly.tools.servers()) });
  assembly.tools.subscribe(tellServers);
  tellServers();
  const tellComputer = () => folder.publish({ computer: computer?.now() ?? { phase: "unavailable" } });
  computer?.subscribe(tellComputer);
  tellComputer();
  return {
    ...assembly,
    folder,
    async close() {
      await Promise.all([node.close(), assembly.tools.close()]);
      await settled();
      await folder.release();
    },
  };
}

/** How long a program may take to end before whoever stopped it is told that it is still running, ms. */
const END_PATIENCE = 5_000;

async function carryOut(
  request: Exclude<InstanceRequest, { request: "let-go" }>,
  { node, running, tools, computer }: Pick<Assembly, "node" | "running" | "tools" | "computer">,
  say: (reply: AskReply) => boolean,
): Promise<RequestReply | AskReply> {
  if (request.request === "ask") return answerThrough(node, request, say);
  if (request.request === "retry-tool-server") {
    tools.retry(request.server);
    return { reply: "done" };
  }
  if (request.request === "hold-computer") return replyTo({ ok: computer?.hold(request.how) ?? false });
  return request.request === "stop-program"
    ? { reply: "stopped", ...(await stopPrograms(running, request.id, END_PATIENCE)) }
    : replyTo(await node.intend(intentOf(request)));
}

/** Reports every state to whoever listens and to the disk. Returns the wait until the last one is on the disk. */
function tellStates(
  node: Node,
  stateDir: string,
  now: () => number,
  publish: (state: NodeState) => void,
): () => Promise<void> {
  const lastState = createLastStateKeeper(stateDir);
  const tell = (state: NodeState): void => {
    publish(state);
    lastState.keep({ at: now(), state });
  };
  node.subscribe(tell);
  tell(node.state());
  return () => lastState.settled();
}
