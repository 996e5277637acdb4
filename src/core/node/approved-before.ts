import type { DeclaredSurface } from "../gateway/contract.ts";
import type { GatewaySettings } from "../settings/settings.ts";
import type { SurfaceWatchOptions } from "./surface-watch.ts";

/**
 * How much of what is declared now was approved before. A narrower surface needs no new approval.
 * Source: openclaw 2026.9.6, docs/nodes/command-policy.md.
 */
export function approvedBefore(
  gateway: GatewaySettings | null,
  declared: DeclaredSurface,
): SurfaceWatchOptions["approvedBefore"] {
  const approved = gateway?.approvedSurface ?? null;
  if (approved === null) return "nothing";
  const all =
    declared.caps.every((cap) => approved.caps.includes(cap)) &&
    declared.commands.every((command) => approved.commands.includes(command));
  return all ? "all" : "part";
}

/**
 * True for a command that an administrator was not known to have approved: a gateway that sends it
 * has approved it since, perhaps while this node was away.
 */
export function isNewlyDeclared(gateway: GatewaySettings | null, command: unknown): boolean {
  const approved = gateway?.approvedSurface ?? null;
  return typeof command === "string" && approved !== null && !approved.commands.includes(command);
}
