import type { NodeState } from "../state.ts";
import type { Catalogue } from "./catalogue.ts";
import { fill } from "./describe.ts";

/** The message a person sends to the administrator while approval is awaited; null in every other phase. */
export function adminMessage(node: NodeState, words: Catalogue): string | null {
  if (node.phase !== "awaiting-approval") return null;
  return fill(words.pairing.adminMessage, {
    name: node.displayName ?? "",
    gateway: node.gateway?.url ?? "",
    fingerprint: node.fingerprint ?? "",
    command: node.adminCommand,
  });
}
