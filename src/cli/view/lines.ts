import type { NodeState } from "../../shared/state.ts";
import { describe } from "../../shared/words/describe.ts";
import { english } from "../../shared/words/english.ts";

/** A labelled fact below the sentence. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What a state shows on a terminal, before any drawing. The live view and the plain lines share it. */
export interface StateLines {
  readonly title: string;
  readonly sentence: string;
  readonly remedy: string | null;
  readonly facts: readonly Fact[];
  readonly warnings: readonly string[];
}

/** Pure: the same state gives the same lines. */
export function linesOf(state: NodeState): StateLines {
  const { title, sentence, remedy, warnings } = describe(state, english);
  const facts: Fact[] = [];
  const add = (label: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && value !== "") facts.push({ label, value });
  };
  add("Fingerprint", state.fingerprint);
  add("Short form", state.shortFingerprint);
  add("Gateway", gatewayLine(state));
  if (state.phase === "awaiting-approval") {
    add("Request", state.requestId);
    add("Admin types", state.adminCommand);
  }
  if (state.phase === "connected" && state.surface.status === "pending") {
    add("Request", state.surface.requestId);
    add("Admin types", state.surface.adminCommand);
  }
  return { title, sentence, remedy, facts, warnings };
}

function gatewayLine(state: NodeState): string | null {
  if (state.gateway === null) return null;
  const { url, version } = state.gateway;
  return version === null ? url : `${url} (OpenClaw ${version})`;
}
