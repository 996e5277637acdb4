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
