import type { NodeState } from "../../shared/state.ts";

/** Something a person is told once. */
export type Announcement = "approval-needed" | "surface-needed" | "granted" | "attention";

export interface AnnouncementDecision {
  /** What to tell now; null when there is nothing new. */
  readonly announce: Announcement | null;
  /** The things already told that are still going on. */
  readonly told: readonly string[];
}

const gatewayOf = (state: NodeState): string => state.gateway?.url ?? "";

/**
 * Decides what a person is told when the node enters this state, given what was told before. A thing is over when its
 * opposite has become true, not when the connection dropped in between or the gateway renewed its request: then it
 * would be announced twice. Pure.
 */
export function decide(state: NodeState, told: readonly string[]): AnnouncementDecision {
  const gateway = gatewayOf(state);
  const approval = `approval ${gateway}`;
  const surface = `surface ${gateway}`;
  switch (state.phase) {
    case "awaiting-approval":
      return once(
        approval,
        "approval-needed",
        told.filter((key) => key === approval),
      );
    case "blocked":
      return once(`blocked ${state.reason} ${gateway}`, "attention", told);
    case "connected": {
      if (state.surface.status === "pending") {
        return once(
          surface,
          "surface-needed",
          told.filter((key) => key === surface),
        );
      }
      const waited = told.includes(approval) || told.includes(surface);
      return { announce: waited ? "granted" : null, told: [] };
    }
    case "unconfigured":
      return { announce: null, told: [] };
    case "connecting":
    case "waiting":
    case "paused":
      return { announce: null, told };
  }
}

function once(key: string, announcement: Announcement, told: readonly string[]): AnnouncementDecision {
  if (told.includes(key)) return { announce: null, told };
  return { announce: announcement, told: [...told, key] };
}
