import type { AllowReason, DenyReason } from "../../../shared/reasons.ts";
import { type Policy, type Security, stricterSecurity } from "./policy.ts";

/** A decision that no longer needs a person. */
export type SettledDecision =
  | { readonly kind: "allow"; readonly reason: AllowReason }
  | { readonly kind: "deny"; readonly reason: DenyReason };

export type Decision = SettledDecision | { readonly kind: "ask" };

export interface DecisionInput {
  readonly policy: Pick<Policy, "security" | "ask" | "askFallback">;
  /** Every program of the command is trusted. */
  readonly allowlisted: boolean;
  /** A person approved exactly this plan at the gateway, and the owner lets that count. */
  readonly approvedAtGateway: boolean;
}

const allow = (reason: AllowReason): SettledDecision => ({ kind: "allow", reason });
const deny = (reason: DenyReason): SettledDecision => ({ kind: "deny", reason });

function withoutAsking(security: Security, allowlisted: boolean): SettledDecision {
  if (security === "deny") return deny("security=deny");
  if (security === "full") return allow("full");
  return allowlisted ? allow("allowlist") : deny("allowlist-miss");
}

/** May this run, must a person be asked, or neither (docs/tools/exec-approvals.md, "Policy knobs")? */
export function decide({ policy, allowlisted, approvedAtGateway }: DecisionInput): Decision {
  if (policy.security === "deny") return deny("security=deny");
  const asks =
    policy.ask === "always" || (policy.ask === "on-miss" && policy.security === "allowlist" && !allowlisted);
  if (approvedAtGateway && (asks || policy.security === "full" || !allowlisted)) {
    return allow("approved-at-gateway");
  }
  return asks ? { kind: "ask" } : withoutAsking(policy.security, allowlisted);
}

/**
 * What happens to a command that should be asked about when nobody can be asked: `askFallback`, never laxer than the
 * policy.
 */
export function decideAlone({
  policy,
  allowlisted,
}: Omit<DecisionInput, "approvedAtGateway">): SettledDecision {
  const alone = withoutAsking(stricterSecurity(policy.security, policy.askFallback), allowlisted);
  return alone.kind === "allow" ? allow("nobody-to-ask") : deny("approval-required");
}
