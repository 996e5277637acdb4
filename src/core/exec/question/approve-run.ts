import type { AllowReason, DenyReason } from "../../../shared/reasons.ts";
import { isVouchedFor, type RunWay, reachInCage } from "../containment.ts";
import type { ExaminedRun, Trust } from "../examine-run.ts";
import type { ExecSetup } from "../exec-setup.ts";
import { decide, decideAlone, type SettledDecision } from "../policy/decision.ts";
import { withEntries } from "../policy/edit-policy.ts";
import {
  type AllowlistEntry,
  type Policy,
  policyFor,
  type Security,
  snapshotOf,
  snapshotStillHolds,
  stricterSecurity,
} from "../policy/policy.ts";
import { buildQuestion } from "./build-question.ts";

export type Approval =
  | ({
      readonly ok: true;
      readonly reason: AllowReason;
      readonly remember: readonly AllowlistEntry[];
    } & RunWay)
  | { readonly ok: false; readonly reason: DenyReason };

/** Whoever waits for the answer. */
export interface Waiting {
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Time limit of the invoke, milliseconds. */
  readonly timeoutMs: number;
  /** Gives the place among those that run to another while a person is asked. */
  stepAside(): void;
}

/**
 * What a question may hold, characters: nobody reads more, and putting megabytes before a person makes
 * the window that asks stand still.
 */
const longestAsked = 100_000;

/** Left of the invoke's time for the program itself when a person takes long. */
const reserveMs = 5000;

/** For a decision without a person, under this word of the policy. */
const settled = (decision: SettledDecision, security: Security, { vouch, grant }: Trust): Approval => {
  if (decision.kind === "deny") return { ok: false, reason: decision.reason };
  const contained = security !== "full" && vouch === "contained";
  return {
    ok: true,
    reason: decision.reason,
    remember: [],
    ...(contained ? { how: "contained", grant } : { how: "judged", grant: null }),
  };
};

/** Whether the gateway's word that a person approved this plan counts here, now. */
function approvedAtGateway(run: ExaminedRun, policy: Policy, setup: ExecSetup, ambiguous: boolean): boolean {
  const { plan, approval } = run.request;
  if (approval === null || ambiguous || run.own !== null || !setup.owner().acceptGatewayApprovals)
    return false;
  const then = plan?.policySnapshot;
  return then !== undefined && snapshotStillHolds(then, snapshotOf(policy));
}

/** A person saw the words, and they run as they are. */
const asSent = (reason: AllowReason, remember: readonly AllowlistEntry[]): Approval => ({
  ok: true,
  reason,
  remember,
  how: "as-sent",
  grant: null,
});

async function askPerson(
  run: ExaminedRun,
  setup: ExecSetup,
  context: Waiting,
  policy: Policy,
  trust: Trust,
): Promise<Approval> {
  const { request } = run;
  const variables = Object.entries(run.variables).map(([name, value]) => `${name}=${value}`);
  const characters = [...request.argv, ...variables].reduce((sum, text) => sum + text.length + 1, 0);
  if (characters > longestAsked) return { ok: false, reason: "too-long-to-ask" };
  const askedAt = setup.clock.now();
  const time =
    context.timeoutMs > 0
      ? Math.min(setup.limits.questionMs, context.timeoutMs - reserveMs)
      : setup.limits.questionMs;
  const mayRemember = run.grants !== null && request.agentId !== null && policy.ask !== "always";
  const { grants } = run;
  const mayContain = mayRemember && !run.analysis.segments.some(({ otherRights }) => otherRights);
  const inCage = mayContain
    ? await reachInCage(run, { write: [run.binding.directory.path], network: false }, setup)
    : null;
  const question = buildQuestion({
    id: setup.newId(),
    gateway: setup.gateway(),
    agent: request.agentId,
    session: request.sessionKey,
    argv: request.argv,
    directory: run.binding.directory.path,
    analysis: run.analysis,
    more: [...(run.own === null ? [] : [run.own]), ...(trust.changed ? ["content-changed" as const] : [])],
    variables,
    askedAt,
    expiresAt: askedAt + Math.max(1000, time),
    mayRemember,
    contained: inCage,
  });
  context.stepAside();
  const end = await setup.questions.ask(question, context.signal);
  if (end.kind === "expired") return { ok: false, reason: "question-expired" };
  if (end.kind === "crowded") return { ok: false, reason: "too-many-questions" };
  if (end.kind === "withdrawn") return { ok: false, reason: "cancelled" };
  if (end.kind === "nobody") {
    // The owner may have changed it while somebody was there.
    const now = policyFor(setup.approvals.read().file, request.agentId);
    if (run.own !== null) return { ok: false, reason: "approval-required" };
    const alone = decideAlone({ policy: now, allowlisted: await isVouchedFor(run, trust, setup) });
    return settled(alone, stricterSecurity(now.security, now.askFallback), trust);
  }
  if (end.answer === "deny") return { ok: false, reason: "denied-by-person" };
  if (end.answer === "allow-once") return asSent("approved-once", []);
  if (end.answer === "allow-always") return asSent("approved-always", grants ?? []);
  if (inCage === null) return { ok: false, reason: "denied-by-person" };
  const remember = (grants ?? []).map((entry) => ({ ...entry, contained: true, write: inCage.write }));
  return { ok: true, reason: "approved-always", remember, how: "contained", grant: inCage };
}

/** May this request run? Asks a person where the policy says so; the policy is read anew afterwards. */
export async function approveRun(
  run: ExaminedRun,
  setup: ExecSetup,
  context: Waiting,
  ambiguous: boolean,
): Promise<Approval> {
  const { request } = run;
  let policy = policyFor(setup.approvals.read().file, request.agentId);
  let skillPrograms: readonly string[] = [];
  if (policy.autoAllowSkills) {
    skillPrograms = await setup.skillPrograms();
    // The owner may have changed it meanwhile.
    policy = policyFor(setup.approvals.read().file, request.agentId);
  }
  const trust = run.trust(policy, skillPrograms);
  const decision = decide({
    policy: run.own === null || policy.security === "deny" ? policy : { ...policy, ask: "always" },
    allowlisted: await isVouchedFor(run, trust, setup),
    approvedAtGateway: approvedAtGateway(run, policy, setup, ambiguous),
  });
  if (decision.kind === "allow" && decision.reason === "approved-at-gateway") {
    const remembers = request.approval === "allow-always" && request.agentId !== null;
    const remember = remembers ? (run.grants ?? []) : [];
    return asSent(decision.reason, remember);
  }
  if (decision.kind === "allow" && decision.reason === "allowlist")
    return settled({ ...decision, reason: trust.by }, policy.security, trust);
  if (decision.kind !== "ask") return settled(decision, policy.security, trust);
  const approval = await askPerson(run, setup, context, policy, trust);
  if (!approval.ok) return approval;
  const now = policyFor(setup.approvals.read().file, request.agentId);
  return now.security === "deny" ? { ok: false, reason: "security=deny" } : approval;
}

/** What is kept of a remembered command, so that the owner later knows what it was, characters. */
const longestKept = 1000;

/** Adds what a person allowed for good to the agent's list. */
export async function rememberGrants(
  setup: ExecSetup,
  agentId: string,
  grants: readonly AllowlistEntry[],
  commandText: string,
): Promise<boolean> {
  const lastUsedAt = setup.clock.now();
  const lastUsedCommand = commandText.slice(0, longestKept);
  const entries = grants.map((grant) => ({ ...grant, id: setup.newId(), lastUsedAt, lastUsedCommand }));
  return (await setup.approvals.change((file) => withEntries(file, agentId, entries))).ok;
}
