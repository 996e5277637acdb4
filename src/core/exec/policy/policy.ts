/**
 * The policy for commands, in the gateway's own words (docs/tools/exec-approvals.md, 2026.9.6). The file is the
 * document that `system.execApprovals.get` shows; omitted fields mean this program's defaults, which are stricter than
 * the gateway's.
 */
export type Security = "deny" | "allowlist" | "full";
export type Ask = "off" | "on-miss" | "always";

/**
 * What the owner lets an entry touch. This computer's own: never shown to a gateway, whose form of an entry has no room
 * for it (`ExecApprovalsAllowlistEntry`, protocol 4, takes no other fields), and never accepted from one.
 */
export interface EntryGrant {
  /** Real paths of the folders its program may change when contained; absent: the folder it runs in. */
  readonly write?: readonly string[];
  /** It may use the network when contained. */
  readonly network?: boolean;
  /** It is not contained, except when it is known to run code or other programs. */
  readonly uncontained?: boolean;
  /** Contained even though the entry is bound to its arguments. */
  readonly contained?: boolean;
}

/** One trusted program. `argPattern` is a regular expression, or the hash of an exact command in one directory. */
export interface AllowlistEntry extends EntryGrant {
  readonly pattern: string;
  readonly argPattern?: string;
  /** For an exact command: a hash over the programs and scripts it names; this computer's own record. */
  readonly content?: string;
  readonly id?: string;
  /** Absent for entries a person wrote; such entries need no binding to a directory. */
  readonly source?: "allow-always";
  /** Milliseconds since the epoch. */
  readonly lastUsedAt?: number;
  readonly lastUsedCommand?: string;
  readonly lastResolvedPath?: string;
}

export interface PolicyFields {
  readonly security?: Security;
  readonly ask?: Ask;
  readonly askFallback?: Security;
  readonly autoAllowSkills?: boolean;
}

export interface AgentPolicy extends PolicyFields {
  readonly allowlist?: readonly AllowlistEntry[];
}

export interface ApprovalsFile {
  readonly version: 1;
  readonly defaults: PolicyFields;
  /** By agent id; `*` is for every agent. */
  readonly agents: Readonly<Record<string, AgentPolicy>>;
}

/** What applies to one agent. */
export interface Policy {
  readonly security: Security;
  readonly ask: Ask;
  readonly askFallback: Security;
  readonly autoAllowSkills: boolean;
  readonly allowlist: readonly AllowlistEntry[];
}

export const defaultFields: Required<PolicyFields> = {
  security: "allowlist",
  ask: "on-miss",
  askFallback: "deny",
  autoAllowSkills: false,
};

/** Written at the first start: the defaults in full, because a gateway reads gaps as its own, laxer ones. */
export const defaultFile: ApprovalsFile = { version: 1, defaults: defaultFields, agents: {} };

/** What applies while the file cannot be understood: nothing runs. */
export const closedFile: ApprovalsFile = {
  version: 1,
  defaults: { security: "deny", ask: "off", askFallback: "deny", autoAllowSkills: false },
  agents: {},
};

const securityOrder: Readonly<Record<Security, number>> = { deny: 0, allowlist: 1, full: 2 };

/** The stricter of two. */
export function stricterSecurity(one: Security, other: Security): Security {
  return securityOrder[one] <= securityOrder[other] ? one : other;
}

const agentOf = (file: ApprovalsFile, id: string): AgentPolicy =>
  Object.hasOwn(file.agents, id) ? (file.agents[id] ?? {}) : {};

/**
 * The policy for one agent: its own fields, else those for every agent, else the defaults. Lists add up. Without an
 * agent id only the rules for every agent count.
 */
export function policyFor(file: ApprovalsFile, agentId: string | null): Policy {
  const every = agentOf(file, "*");
  const own = agentId === null || agentId === "*" ? {} : agentOf(file, agentId);
  const pick = <Key extends keyof PolicyFields>(key: Key): Required<PolicyFields>[Key] =>
    (own[key] ?? every[key] ?? file.defaults[key] ?? defaultFields[key]) as Required<PolicyFields>[Key];
  return {
    security: pick("security"),
    ask: pick("ask"),
    askFallback: pick("askFallback"),
    autoAllowSkills: pick("autoAllowSkills"),
    allowlist: [...(every.allowlist ?? []), ...(own.allowlist ?? [])],
  };
}

/** The snapshot a prepared plan carries, so that an approval given later is void once the policy has changed. */
export interface PolicySnapshot {
  readonly security: Security;
  readonly ask: Ask;
  readonly askFallback: Security;
  readonly autoAllowSkills: boolean;
  readonly allowlistRules: readonly Pick<AllowlistEntry, "pattern" | "argPattern" | "source">[];
}

const ruleOf = ({ pattern, argPattern, source }: AllowlistEntry) => ({
  pattern,
  ...(argPattern === undefined ? {} : { argPattern }),
  ...(source === undefined ? {} : { source }),
});

const ruleKey = (rule: Pick<AllowlistEntry, "pattern" | "argPattern" | "source">): string =>
  JSON.stringify([rule.pattern, rule.argPattern ?? null, rule.source ?? null]);

/** Whether two entries say the same, whenever and for whatever they were used. */
export const isSameRule = (one: AllowlistEntry, other: AllowlistEntry): boolean =>
  ruleKey(ruleOf(one)) === ruleKey(ruleOf(other));

/** What an entry may touch, and nothing else of it. */
export const grantOf = ({ write, network, uncontained, contained }: EntryGrant): EntryGrant => ({
  ...(write === undefined ? {} : { write }),
  ...(network === true ? { network } : {}),
  ...(uncontained === true ? { uncontained } : {}),
  ...(contained === true ? { contained } : {}),
});

/** An entry without what it may touch. */
export function withoutGrant(entry: AllowlistEntry): AllowlistEntry {
  const {
    write: _write,
    network: _network,
    uncontained: _uncontained,
    contained: _contained,
    ...rest
  } = entry;
  return rest;
}

/** What is in force now, without ids and times of use. */
export function snapshotOf(policy: Policy): PolicySnapshot {
  const rules = new Map(policy.allowlist.map((entry) => [ruleKey(ruleOf(entry)), ruleOf(entry)]));
  return {
    security: policy.security,
    ask: policy.ask,
    askFallback: policy.askFallback,
    autoAllowSkills: policy.autoAllowSkills,
    allowlistRules: [...rules.entries()]
      .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
      .map(([, rule]) => rule),
  };
}

/** Whether an approval given under `then` still counts: the same words, and no rule taken away. */
export function snapshotStillHolds(then: PolicySnapshot, now: PolicySnapshot): boolean {
  const present = new Set(now.allowlistRules.map(ruleKey));
  return (
    then.security === now.security &&
    then.ask === now.ask &&
    then.askFallback === now.askFallback &&
    then.autoAllowSkills === now.autoAllowSkills &&
    then.allowlistRules.every((rule) => present.has(ruleKey(rule)))
  );
}
