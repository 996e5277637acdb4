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
      /** The patterns on the list that let it run; none where a person, or the policy, did. */
      readonly rules: readonly string[];
      /** On the list of every connection. */
      readonly everywhere?: true;
    } & RunWay)
  | { readonly ok: false; readonly reason: DenyReason };

/** Whoever waits for the answer. */
export interface Waiting {
  /** Aborted when nobody is waiting any more. */
  readonly signal: AbortSignal;
  /** Time limit of the invoke, milliseconds. */
  readonly timeoutMs: number;
  /** Gives its place among the running programs to another while a person is asked. */
  stepAside(): void;
}

/**
 * The most a question may hold, characters: nobody reads more, and putting megabytes before a person freezes the window
 * that asks.
 */
const MAX_ASKED_LENGTH = 100_000;

/** Part of the invoke's time reserved for the program itself when a person takes long. */
const RESERVE_MS = 5000;

/** More programs than that make no command that anybody reads rule by rule. */
const MAX_RULES = 10;

/** What on the list vouches for a command, once each. */
const patternsOf = ({ segments }: Trust): readonly string[] =>
  [...new Set(segments.flatMap(({ entry }) => entry?.pattern ?? []))].slice(0, MAX_RULES);

/** For a decision made without a person, under this word of the policy. */
const settled = (decision: SettledDecision, security: Security, trust: Trust): Approval => {
  if (decision.kind === "deny") return { ok: false, reason: decision.reason };
  const { vouch, grant } = trust;
  const contained = security !== "full" && vouch === "contained";
  return {
    ok: true,
    reason: decision.reason,
    remember: [],
    rules: security === "full" ? [] : patternsOf(trust),
    ...(contained ? { how: "contained", grant } : { how: "judged", grant: null }),
  };
};

/** Whether the gateway's word that a person approved this plan counts here and now. */
function approvedAtGateway(run: ExaminedRun, policy: Policy, setup: ExecSetup, ambiguous: boolean): boolean {
  const { plan, approval } = run.request;
  if (approval === null || ambiguous || run.own !== null || !setup.owner().acceptGatewayApprovals)
    return false;
  const then = plan?.policySnapshot;
  return then !== undefined && snapshotStillHolds(then, snapshotOf(policy));
}

/** A person saw the command, and it runs as it is. */
const asSent = (reason: AllowReason, remember: readonly AllowlistEntry[]): Approval => ({
  ok: true,
  reason,
  remember,
  rules: [],
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
  if (characters > MAX_ASKED_LENGTH) return { ok: false, reason: "too-long-to-ask" };
  const askedAt = setup.clock.now();
  const time =
    context.timeoutMs > 0
      ? Math.min(setup.limits.questionMs, context.timeoutMs - RESERVE_MS)
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
    // The owner may have changed it while somebody was deciding.
    const now = policyFor(setup.approvals.read().file, request.agentId);
    if (run.own !== null) return { ok: false, reason: "approval-required" };
    const alone = decideAlone({ policy: now, allowlisted: await isVouchedFor(run, trust, setup) });
    return settled(alone, stricterSecurity(now.security, now.askFallback), trust);
  }
  if (end.answer === "deny") return { ok: false, reason: "denied-by-person" };
  if (end.answer === "allow-once") return asSent("approved-once", []);
  const everywhere = end.everywhere === true ? ({ everywhere: true } as const) : {};
  if (end.answer === "allow-always") return { ...asSent("approved-always", grants ?? []), ...everywhere };
  if (inCage === null) return { ok: false, reason: "denied-by-person" };
  const remember = (grants ?? []).map((entry) => ({ ...entry, contained: true, write: inCage.write }));
  return {
    ok: true,
    reason: "approved-always",
    remember,
    rules: [],
    how: "contained",
    grant: inCage,
    ...everywhere,
  };
}

/** May this request run? Asks a person where the policy says so; the policy is reread afterwards. */
export async function approveRun(
  run: ExaminedRun,
  setup: ExecSetup,
  context: Waiting,
  { ambiguous }: { readonly ambiguous: boolean },
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

/** How much of a remembered command is kept, so that the owner later knows what it was, characters. */
const MAX_KEPT_LENGTH = 1000;

/**
 * Adds what a person allowed for good to the agent's list, and to those of the other connections where that was meant.
 * False when it is not on the list of its own: on another one that cannot be written it is asked about again.
 */
export async function rememberGrants(
  setup: ExecSetup,
  agentId: string,
  { remember: grants, everywhere }: Extract<Approval, { ok: true }>,
  commandText: string,
): Promise<boolean> {
  const lastUsedAt = setup.clock.now();
  const lastUsedCommand = commandText.slice(0, MAX_KEPT_LENGTH);
  const entries = grants.map((grant) => ({ ...grant, id: setup.newId(), lastUsedAt, lastUsedCommand }));
  const own = await setup.approvals.change((file) => withEntries(file, agentId, entries));
  if (!own.ok || everywhere !== true) return own.ok;
  for (const other of setup.otherApprovals()) {
    const fresh = entries.map((entry) => ({ ...entry, id: setup.newId() }));
    await other.ensure();
    await other.change((file) => withEntries(file, agentId, fresh));
  }
  return true;
}
