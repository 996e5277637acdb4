import { EVERY_AGENT, withoutEntry } from "../../core/exec/policy/edit-policy.ts";
import {
  type AllowlistEntry,
  type ApprovalsFile,
  type Policy,
  policyFor,
} from "../../core/exec/policy/policy.ts";
import { reachOf, touchOf } from "../../core/exec/policy/reach.ts";
import { createApprovalsStore } from "../../core/exec/policy/store.ts";
import type { Rules, TrustedProgram } from "../../shared/bridge.ts";
import { reveal } from "../../shared/text/reveal.ts";
import { shownCommand } from "./shown-command.ts";

/** What the window lists; `clawtray approvals` shows all. */
const MAX_TRUSTED = 100;

/** The owner's rules, for the window. The file is read every time: the terminal and the node change it as well. */
export interface OwnerRules {
  read(): Rules;
  /** Takes this entry off the list; false when there is none, or the file cannot be written. */
  remove(id: string): Promise<boolean>;
}

/** The rules kept in this state directory. */
export function ownerRules(stateDir: string): OwnerRules {
  const store = createApprovalsStore(stateDir);
  return {
    read: () => rulesOf(store.read().file),
    async remove(id) {
      const listed = Object.values(store.read().file.agents).some(({ allowlist }) =>
        allowlist?.some((entry) => entry.id === id),
      );
      return listed && (await store.change((file) => withoutEntry(file, id))).ok;
    },
  };
}

/** What a rules file means, made visible and shortened. Pure. */
export function rulesOf(file: ApprovalsFile): Rules {
  const policy = policyFor(file, EVERY_AGENT);
  const listed = Object.entries(file.agents).flatMap(([agent, { allowlist = [] }]) =>
    allowlist.map((entry) => ({ agent, entry })),
  );
  // What is not shown is not made visible either: lists may be long, and this is done at every change.
  const shown = listed
    .sort((one, other) => (other.entry.lastUsedAt ?? 0) - (one.entry.lastUsedAt ?? 0))
    .slice(0, MAX_TRUSTED);
  return {
    mode: modeOf(policy),
    agentsDiffer: Object.keys(file.agents).some((agent) => modeOf(policyFor(file, agent)) !== modeOf(policy)),
    trusted: shown.map(({ agent, entry }) => trustedOf(agent, entry)),
    more: listed.length - shown.length,
  };
}

function modeOf({ security, ask }: Policy): Rules["mode"] {
  if (security === "deny") return "nothing";
  if (ask === "always") return "each-time";
  if (security === "full") return "everything";
  return ask === "on-miss" ? "asked" : "refused";
}

function trustedOf(agent: string, entry: AllowlistEntry): TrustedProgram {
  return {
    id: entry.id ?? "",
    program: reveal(entry.pattern),
    agent: agent === EVERY_AGENT ? "" : reveal(agent),
    reach: reachOf(entry),
    touch: touchOf(entry),
    command: entry.lastUsedCommand === undefined ? null : shownCommand(entry.lastUsedCommand),
    lastUsedAt: entry.lastUsedAt ?? null,
  };
}
