import { isActive } from "./allowlist.ts";
import {
  type AllowlistEntry,
  type ApprovalsFile,
  type Policy,
  policyFor,
  stricterSecurity,
} from "./policy.ts";

/** How freely a command runs: with a person there, and with nobody there. 0 denied, 1 asked, 2 runs. */
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

const sameRule = (one: AllowlistEntry, other: AllowlistEntry): boolean =>
  one.pattern === other.pattern && one.argPattern === other.argPattern;

function policyNotLooser(proposed: Policy, current: Policy): boolean {
  if (proposed.autoAllowSkills && !current.autoAllowSkills) return false;
  if (!withinFreedom(freedom(proposed, false), freedom(current, false))) return false;
  // Which programs the gateway's skills use is the gateway's to say: any may be among them.
  if (proposed.autoAllowSkills && !withinFreedom(freedom(proposed, true), freedom(current, true)))
    return false;
  const listed = current.allowlist.filter(isActive);
  return proposed.allowlist.filter(isActive).every((entry) => {
    const known = listed.some((other) => sameRule(entry, other));
    return withinFreedom(freedom(proposed, true), freedom(current, known));
  });
}

/** An agent neither file names: what a new agent would get. */
const anyOther = "\u0000any-other";

/** Whether everything that `proposed` lets run or be asked, `current` lets run or be asked at least as freely. */
export function isNotLooser(proposed: ApprovalsFile, current: ApprovalsFile): boolean {
  const agents = new Set([...Object.keys(proposed.agents), ...Object.keys(current.agents), anyOther]);
  return [...agents].every((id) => policyNotLooser(policyFor(proposed, id), policyFor(current, id)));
}
