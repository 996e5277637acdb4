import { type CapabilityState, configurationLine } from "../capability-state.ts";
import type { NodeState } from "../state.ts";
import { commandsSetting, fill } from "./describe.ts";
import type { capabilityStates } from "./en/capability-states.ts";
import type { Texts } from "./en/states.ts";

/** A capability's state in words, and what may be needed besides: the same in the window and the terminal. Pure. */
export function describeCapability(
  state: CapabilityState,
  node: NodeState,
  words: Texts<typeof capabilityStates>,
): { readonly sentence: string; readonly hint: string | null } {
  const line = (commands: readonly string[]): string =>
    configurationLine(commandsSetting(node.gateway?.version ?? null), commands);
  const text = words.states[state.state];
  const also = (hint: string, commands: readonly string[]): string | null =>
    commands.length === 0 ? null : fill(hint, { line: line(commands) });
  switch (state.state) {
    case "needs-system":
      return { sentence: fill(text, { media: words.media[state.media] }), hint: null };
    case "needs-approval":
      return { sentence: fill(text, { command: state.command }), hint: also(words.maybe, state.withheld) };
    case "needs-gateway":
      return { sentence: fill(text, { line: line(state.withheld) }), hint: null };
    case "usable":
      return { sentence: text, hint: also(words.withheld, state.withheld) };
    default:
      return { sentence: text, hint: null };
  }
}
