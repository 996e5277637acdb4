import type { AwaitingApproval, Blocked, NodeState } from "../../src/shared/state.ts";
import { describe } from "../../src/shared/words/describe.ts";
import { english } from "../../src/shared/words/en/states.ts";
import {
  type ClawtrayNode,
  clawtrayCli,
  type StampedState,
  startClawtrayNode,
} from "../gateway/clawtray-node.ts";
import { undoAtExit } from "../gateway/cleanup.ts";
import { cleanEnvironment, desktopEnvironment } from "../gateway/environment.ts";
import { makeThrowAwayFolder } from "../gateway/folder.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { startProcessTree } from "../gateway/process-tree.ts";
import { DemoFailure } from "./step.ts";
import { say } from "./transcript.ts";

export interface DemoNode {
  readonly node: ClawtrayNode;
  readonly request: AwaitingApproval & { readonly requestId: string };
  /** Stops it and destroys its identity, wherever that was kept. */
  dispose(): Promise<void>;
}

/**
 * Starts the node with the OS keychain, or with a key file when no keychain answers; resolves when it asks for
 * approval.
 */
export async function startDemoNode(gateway: Gateway): Promise<DemoNode> {
  const announce = announceChanges();
  const withKeychain = await tryToStart(gateway, "keychain", announce);
  if ("node" in withKeychain) return withKeychain;
  say("node", `no keychain here (${withKeychain.reason}): using a key file in a throw-away folder`);
  const withFile = await tryToStart(gateway, "file", announce);
  if ("node" in withFile) return withFile;
  throw blockedFailure(withFile);
}

async function tryToStart(
  gateway: Gateway,
  keyStore: "keychain" | "file",
  announce: (stamped: StampedState) => void,
): Promise<DemoNode | Blocked> {
  const folder = makeThrowAwayFolder("demo-node");
  const environment = { ...desktopEnvironment(), NO_COLOR: "1" };
  const parameters = [clawtrayCli, "forget", "--yes", "--state-dir", folder.path, "--key-store", keyStore];
  const forgetEnvironment = cleanEnvironment({ HOME: folder.path, ...environment });
  const forget = () => forgetDevice(parameters, forgetEnvironment, keyStore);
  // Registered before the node starts, so that at a sudden end the node is stopped first, then forgotten.
  const forgetNotNeeded = undoAtExit({
    undo: forget,
    remnant: { kind: "command", command: process.execPath, parameters, environment: forgetEnvironment },
  });
  const node = await startClawtrayNode({
    gatewayUrl: gateway.url,
    stateFolder: folder.path,
    keyStore,
    sharedToken: gateway.token,
    environment,
    onState: announce,
  });
  const dispose = async () => {
    await node.stop();
    await forget();
    forgetNotNeeded();
    await folder.remove();
  };
  const { state } = await node.waitFor("awaiting approval", isDecisive, { timeoutMs: 60_000 });
  if (state.phase === "awaiting-approval") {
    if (keyStore === "keychain") say("node", "its key is in the OS keychain, until this demo ends", "quiet");
    return { node, request: state, dispose };
  }
  await dispose();
  if (keyStore === "keychain" && state.reason.startsWith("keychain-")) return state;
  throw blockedFailure(state);
}

type Decisive = (AwaitingApproval & { readonly requestId: string }) | Blocked;

function isDecisive(state: NodeState): state is Decisive {
  return state.phase === "blocked" || (state.phase === "awaiting-approval" && state.requestId !== null);
}

function blockedFailure(state: Blocked): DemoFailure {
  const { sentence, remedy } = describe(state, english);
  return new DemoFailure(sentence, remedy ?? "");
}

/** Reports each new thing once: a node that keeps asking says nothing new. */
function announceChanges(): (stamped: StampedState) => void {
  const said = new Set<string>();
  return ({ state }) => {
    const sentence = sentenceOf(state);
    if (sentence === null || said.has(sentence)) return;
    said.add(sentence);
    say("node", sentence, state.phase === "connected" ? "good" : "plain");
  };
}

function sentenceOf(state: NodeState): string | null {
  if (state.phase === "blocked") return null; // The step that meets it says what it means.
  if (state.phase !== "connected") return describe(state, english).sentence;
  switch (state.surface.status) {
    case "unknown":
      return "Admitted and connected, automatically.";
    case "pending":
      return "Waiting for the second approval; until then its commands are hidden.";
    case "approved":
      return "Its commands can be invoked now.";
  }
}

async function forgetDevice(
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv,
  keyStore: "keychain" | "file",
): Promise<void> {
  let output = "";
  const keep = (text: string) => {
    output += text;
  };
  const tree = await startProcessTree(process.execPath, parameters, {
    environment,
    onStdout: keep,
    onStderr: keep,
  });
  const timer = setTimeout(() => void tree.kill(), 15_000);
  const { code } = await tree.exited.finally(() => clearTimeout(timer));
  // Without a keychain there was nothing to write to it either.
  if (code !== 0 && keyStore === "file")
    say("demo", `the demo's identity was not removed: ${output.trim()}`, "bad");
}
