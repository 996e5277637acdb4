import type { BlockedReason } from "../../shared/blocked.ts";
import { compareCommand } from "../../shared/fingerprint.ts";
import { type Remedy, remediesFor } from "../../shared/remedies.ts";
import type { Blocked, NodeState } from "../../shared/state.ts";
import { commandsSetting, describe } from "../../shared/words/describe.ts";
import { english } from "../words.ts";

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

/** What can be done where the lines are read. */
interface Reader {
  /** True where a person can press a key; nothing speaks of keys elsewhere. */
  readonly keys: boolean;
}

/** Pure: the same state gives the same lines. */
export function linesOf(state: NodeState, reader: Reader = { keys: false }): StateLines {
  const certificate = certificateOf(state);
  const { title, sentence, remedy, warnings } = describe(state, english, { brief: certificate !== null });
  const facts: Fact[] = [];
  const add = (label: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && value !== "") facts.push({ label, value });
  };
  // One fingerprint at a time: whoever compares a certificate must not find that of this device.
  if (certificate === null) add("Fingerprint", state.fingerprint);
  else add("Certificate", certificate);
  add("Gateway", gatewayLine(state));
  add("Through", state.gateway?.proxy);
  if (state.phase === "awaiting-approval") {
    if (state.kind === "stale") add("To remove", state.adminCommand);
    else {
      add("To compare", compareCommand);
      add("To approve", state.adminCommand);
    }
  }
  if (state.phase === "connected" && state.surface.status === "pending")
    add("To approve", state.surface.adminCommand);
  return { title, sentence, remedy: remedyFor(state, remedy, reader), facts, warnings };
}

const certificateOf = (state: NodeState): string | null =>
  state.phase === "blocked" && "presented" in state.detail ? state.detail.presented : null;

/** What fixes a state, by a key or in another way; empty where nothing is blocked. */
export const remediesOf = (state: NodeState): readonly Remedy[] =>
  state.phase === "blocked" ? remediesFor[state.reason] : [];

/** What to do, without the commands that stand in the facts, and by the ways that a terminal has. */
function remedyFor(state: NodeState, remedy: string | null, reader: Reader): string | null {
  switch (state.phase) {
    case "awaiting-approval":
      return state.kind === "stale"
        ? null
        : "Run both commands on the gateway's computer. The first lists the requests: yours must show the whole fingerprint as its deviceId. Only then run the second.";
    case "connected":
      return state.surface.status === "pending" && state.surface.requestId === null
        ? `If nothing is waiting there, the gateway's configuration must allow the new commands first: ${commandsSetting(state.gateway?.version ?? null)}`
        : null;
    case "blocked":
      return `${remedy ?? ""} ${wayOf(state, reader)}`.trim();
    default:
      return remedy;
  }
}

const GIVE_TOKEN =
  "start again with --token-file FILE, or with OPENCLAW_GATEWAY_TOKEN in the environment (a password: OPENCLAW_GATEWAY_PASSWORD).";

/** How a remedy is carried out in a terminal, even with nobody in front of it. */
function wayOf(state: Blocked, { keys }: Reader): string {
  const ways: Partial<Record<BlockedReason, string>> = {
    "credential-missing": keys ? `Press t to enter it, or ${GIVE_TOKEN}` : `To give it, ${GIVE_TOKEN}`,
    "credential-rejected": keys ? `Press t to enter it, or ${GIVE_TOKEN}` : `To give it, ${GIVE_TOKEN}`,
    "setup-code-refused": keys
      ? "Press t to enter the new code, or the gateway's token."
      : "To use it: clawtray connect",
    "setup-code-unsupported": keys ? "Press t to enter it." : `To give it, ${GIVE_TOKEN}`,
  };
  const way = ways[state.reason];
  if (way !== undefined) return way;
  const certificate = certificateOf(state);
  if (certificate === null || !remediesOf(state).includes("accept-certificate")) return "";
  return keys ? "Press a to accept it." : `To accept it: clawtray run --tls-fingerprint ${certificate}`;
}

function gatewayLine(state: NodeState): string | null {
  if (state.gateway === null) return null;
  const { url, version, typed } = state.gateway;
  if (typed !== undefined) return `${typed} (taken for ${url})`;
  return version === null ? url : `${url} (OpenClaw ${version})`;
}
