import { isActive } from "./allowlist.ts";
import {
  type ApprovalsFile,
  defaultFields,
  isSameRule,
  type Policy,
  type PolicyFields,
  policyFor,
  stricterSecurity,
} from "./policy.ts";

/** How freely a command runs, with a person there and with nobody there. 0 denied, 1 asked, 2 runs. */
interface Freedom {
  readonly attended: number;
  readonly alone: number;
}

const level = (security: Policy["security"], matches: boolean): number =>
  security === "full" || (security === "allowlist" && matches) ? 2 : 0;

function freedom(policy: Policy, matches: boolean): Freedom {
  if (policy.security === "deny") return { attended: 0, alone: 0 };
  const asked =
    policy.ask === "always" || (policy.ask === "on-miss" && policy.security === "allowlist" && !matches);
  const runs = level(policy.security, matches);
  if (!asked) return { attended: runs, alone: runs };
  return { attended: 1, alone: level(stricterSecurity(policy.security, policy.askFallback), matches) };
}

const withinFreedom = (proposed: Freedom, current: Freedom): boolean =>
  proposed.attended <= current.attended && proposed.alone <= current.alone;

/** Each field separately: what another field outweighs today will count once the owner changes that field. */
const wordsNotLooser = (proposed: Policy, current: Policy): boolean =>
  stricterSecurity(proposed.security, current.security) === proposed.security &&
  stricterSecurity(proposed.askFallback, current.askFallback) === proposed.askFallback &&
  (proposed.ask === "always" || current.ask !== "always") &&
  (!proposed.autoAllowSkills || current.autoAllowSkills);

function policyNotLooser(proposed: Policy, current: Policy): boolean {
  if (!wordsNotLooser(proposed, current)) return false;
  if (!withinFreedom(freedom(proposed, false), freedom(current, false))) return false;
  // Which programs the gateway's skills use is up to the gateway: any program may be among them.
  if (proposed.autoAllowSkills && !withinFreedom(freedom(proposed, true), freedom(current, true)))
    return false;
  // Where everything runs unasked, one more entry changes nothing today; it matters on the day that ends.
  const listed = current.allowlist.filter(isActive);
  return proposed.allowlist.filter(isActive).every((entry) => {
    const known = listed.some((other) => isSameRule(entry, other));
    return known && withinFreedom(freedom(proposed, true), freedom(current, true));
  });
}

/** An agent that neither file names: what a new agent would get. */
const ANY_OTHER = "\u0000any-other";

/** Whether a word the owner wrote is still there, and no looser: what outweighs it today may be gone tomorrow. */
function keepsWords(proposed: PolicyFields, current: PolicyFields): boolean {
  const kept = (key: keyof PolicyFields): boolean =>
    current[key] === undefined || proposed[key] !== undefined;
  if (!(["security", "ask", "askFallback", "autoAllowSkills"] as const).every(kept)) return false;
  const own = { ...defaultFields, allowlist: [] };
  return wordsNotLooser({ ...own, ...current, ...proposed }, { ...own, ...current });
}

const fieldsOf = (file: ApprovalsFile, id: string): PolicyFields =>
  (Object.hasOwn(file.agents, id) ? file.agents[id] : undefined) ?? {};

const defaultsOf = (file: ApprovalsFile): Policy => policyFor({ ...file, agents: {} }, null);

/**
 * Whether everything that `proposed` lets run or be asked about, `current` lets run or be asked about at least as
 * freely: today, and after whatever the owner alone changes later.
 */
export function isNotLooser(proposed: ApprovalsFile, current: ApprovalsFile): boolean {
  if (!wordsNotLooser(defaultsOf(proposed), defaultsOf(current))) return false;
  const kept = Object.keys(current.agents).every((id) =>
    keepsWords(fieldsOf(proposed, id), fieldsOf(current, id)),
  );
  if (!kept) return false;
  const agents = new Set([...Object.keys(proposed.agents), ...Object.keys(current.agents), ANY_OTHER]);
  return [...agents].every((id) => policyNotLooser(policyFor(proposed, id), policyFor(current, id)));
}
