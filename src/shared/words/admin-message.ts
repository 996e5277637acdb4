import { compareCommand } from "../fingerprint.ts";
import type { NodeState } from "../state.ts";
import { fill } from "./describe.ts";
import type { Catalogue } from "./en/catalogue.ts";

/** The message a person sends to the administrator while an approval is awaited; null where none is. */
export function adminMessage(node: NodeState, words: Catalogue): string | null {
  const values = {
    name: node.displayName ?? "",
    gateway: node.gateway?.url ?? "",
    fingerprint: node.fingerprint ?? "",
  };
  if (node.phase === "awaiting-approval")
    return fill(words.pairing.adminMessage, {
      ...values,
      compare: compareCommand,
      command: node.adminCommand,
    });
  if (node.phase === "connected" && node.surface.status === "pending")
    return fill(words.pairing.surfaceMessage, { ...values, command: node.surface.adminCommand });
  return null;
}
