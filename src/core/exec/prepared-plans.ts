import { createHash } from "node:crypto";
import type { Binding } from "./analysis/binding.ts";
import type { RunPlan } from "./run-request.ts";

/** Hashes, because a gateway may ask for thousands of plans, each as large as a request. */
interface Prepared {
  readonly binding: string;
  readonly variables: string;
  readonly expiresAt: number;
  /** Until then a plan with the same words, prepared when something was different, may still be run. */
  readonly ambiguousUntil: number;
}

/** The plans this node handed out, with what each rests on. In memory only: none survives a restart. */
export interface PreparedPlans {
  remember(plan: RunPlan, binding: Binding, variables: Variables): void;
  /**
   * Null when it was never prepared here, or too long ago, or not with what it rests on now. `ambiguous`: what somebody
   * approved elsewhere may have been another plan with these words, or one with other variables.
   */
  find(plan: RunPlan, binding: Binding, variables: Variables): { readonly ambiguous: boolean } | null;
}

const MAX_PLANS = 5000;

type Variables = Readonly<Record<string, string>>;

const hashOf = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** The same for the same variables. */
const hashOfVariables = (variables: Variables): string => hashOf(Object.entries(variables).sort());

/** The part of a plan that comes back unchanged from any gateway. */
const keyOf = (plan: RunPlan): string =>
  hashOf([
    plan.argv,
    plan.cwd,
    plan.agentId,
    plan.sessionKey,
    plan.mutableFileOperand?.argvIndex ?? null,
    plan.mutableFileOperand?.path ?? null,
    plan.mutableFileOperand?.sha256 ?? null,
  ]);

export function createPreparedPlans(now: () => number, lifeMs: number): PreparedPlans {
  const plans = new Map<string, Prepared>();
  const live = (key: string): Prepared | null => {
    const found = plans.get(key);
    return found !== undefined && found.expiresAt > now() ? found : null;
  };
  return {
    remember(plan, given, givenVariables) {
      const key = keyOf(plan);
      const before = live(key);
      const binding = hashOf(given);
      const variables = hashOfVariables(givenVariables);
      const changed = before !== null && (before.variables !== variables || before.binding !== binding);
      plans.delete(key);
      plans.set(key, {
        binding,
        variables,
        expiresAt: now() + lifeMs,
        ambiguousUntil: changed ? before.expiresAt : (before?.ambiguousUntil ?? 0),
      });
      for (const [oldKey, old] of plans) {
        if (plans.size <= MAX_PLANS && old.expiresAt > now()) break;
        plans.delete(oldKey);
      }
    },
    find(plan, binding, variables) {
      const found = live(keyOf(plan));
      if (found === null || found.binding !== hashOf(binding)) return null;
      return { ambiguous: found.ambiguousUntil > now() || found.variables !== hashOfVariables(variables) };
    },
  };
}
