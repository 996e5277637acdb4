import type { NodeState } from "../../shared/state.ts";
import { hostOf } from "../../shared/words/describe.ts";

/**
 * What is still open at the gateway when the program ends, and how to go on with it; null where nothing is. A request
 * for the device stays for five minutes after it was last asked for (2026.9.6), one for the commands for as long as
 * it is measured. Pure.
 */
export function whatStays(state: NodeState, stateDir: string | null): string | null {
  const gateway = hostOf(state.gateway?.url ?? "");
  const command = `clawtray run${stateDir === null ? "" : ` --state-dir ${quoted(stateDir)}`}`;
  if (state.phase === "awaiting-approval" && state.kind !== "stale")
    return `The request stays at ${gateway} for about five minutes and can be approved in the meantime. To connect after that, or to ask again: ${command}`;
  if (state.phase === "connected" && state.surface.status === "pending")
    return `The second request stays at ${gateway} and can be approved in the meantime. To connect again: ${command}`;
  return null;
}

/** As a shell reads it back. */
const quoted = (word: string): string =>
  /^[\w./:\\~+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
