import {
  type AgentPolicy,
  type AllowlistEntry,
  type ApprovalsFile,
  grantOf,
  isSameRule,
  type PolicyFields,
  withoutGrant,
} from "./policy.ts";

/** Every agent, where nothing is said of one. */
export const everyAgent = "*";

const withAgent = (file: ApprovalsFile, agentId: string, agent: AgentPolicy): ApprovalsFile => ({
  ...file,
  agents: { ...file.agents, [agentId]: agent },
});

const agentIn = (file: ApprovalsFile, agentId: string): AgentPolicy =>
  (Object.hasOwn(file.agents, agentId) ? file.agents[agentId] : undefined) ?? {};

/** Whether an entry says what it may touch; what a person allowed word for word always does. */
const saysWhatItTouches = (entry: AllowlistEntry): boolean =>
  entry.source === "allow-always" || Object.keys(grantOf(entry)).length > 0;

/**
 * Adds entries to the list of an agent, or of every agent. What is there already is not added again, but
 * from then on may touch what the new one says, and is allowed with the content it has now. Pure.
 */
export function withEntries(
  file: ApprovalsFile,
  agentId: string,
  entries: readonly AllowlistEntry[],
): ApprovalsFile {
  const agent = agentIn(file, agentId);
  const known = agent.allowlist ?? [];
  const added = entries.filter((entry) => !known.some((other) => isSameRule(entry, other)));
  const kept = known.map((other) => {
    const again = entries.find((entry) => isSameRule(entry, other));
    if (again === undefined) return other;
    const touching = saysWhatItTouches(again) ? { ...withoutGrant(other), ...grantOf(again) } : other;
    return again.content === undefined ? touching : { ...touching, content: again.content };
  });
  return withAgent(file, agentId, { ...agent, allowlist: [...kept, ...added] });
}

/** A gateway's form of an entry has no room for our own record, and it refuses what it does not know. */
function asForGateway(entry: AllowlistEntry): AllowlistEntry {
  const { content: _content, ...rest } = withoutGrant(entry);
  return rest;
}

/** A document as a gateway may see it, or is taken from one: without what entries may touch. Pure. */
export function withoutGrants(file: ApprovalsFile): ApprovalsFile {
  const agents = Object.entries(file.agents).map(([agentId, agent]) => [
    agentId,
    agent.allowlist === undefined ? agent : { ...agent, allowlist: agent.allowlist.map(asForGateway) },
  ]);
  return { ...file, agents: Object.fromEntries(agents) };
}

/**
 * The proposed file with the entries it shares with the current one as these are: ids, last uses and what
 * they may touch are this computer's own record, by which its owner knows them. Pure.
 */
export function withKnownEntries(proposed: ApprovalsFile, current: ApprovalsFile): ApprovalsFile {
  const agents = Object.entries(proposed.agents).map(([agentId, agent]) => {
    const known = agentIn(current, agentId).allowlist ?? [];
    const allowlist = agent.allowlist?.map(
      (entry) => known.find((other) => isSameRule(entry, other)) ?? entry,
    );
    return [agentId, allowlist === undefined ? agent : { ...agent, allowlist }];
  });
  return { ...proposed, agents: Object.fromEntries(agents) };
}

/** The entries whose id begins like this, with the agent whose list they are on. */
export function entriesNamed(
  file: ApprovalsFile,
  idPrefix: string,
): readonly { readonly agentId: string; readonly entry: AllowlistEntry }[] {
  return Object.entries(file.agents).flatMap(([agentId, { allowlist = [] }]) =>
    allowlist
      .filter(({ id }) => id?.toLowerCase().startsWith(idPrefix.toLowerCase()))
      .map((entry) => ({ agentId, entry })),
  );
}

/** Takes the entries with this very id off every list. Pure. */
export function withoutEntry(file: ApprovalsFile, id: string): ApprovalsFile {
  const agents = Object.entries(file.agents).map(([agentId, agent]) => [
    agentId,
    agent.allowlist === undefined
      ? agent
      : { ...agent, allowlist: agent.allowlist.filter((entry) => entry.id !== id) },
  ]);
  return { ...file, agents: Object.fromEntries(agents) };
}

/**
 * Sets fields of one agent, or, with null, for every agent that has none of its own: in the
 * defaults, and no longer under `*`, which would outweigh them. Pure.
 */
export function withFields(file: ApprovalsFile, agentId: string | null, fields: PolicyFields): ApprovalsFile {
  if (agentId !== null && agentId !== everyAgent)
    return withAgent(file, agentId, { ...agentIn(file, agentId), ...fields });
  const defaults = { ...file.defaults, ...fields };
  if (!Object.hasOwn(file.agents, everyAgent)) return { ...file, defaults };
  const kept = Object.entries(agentIn(file, everyAgent)).filter(([name]) => !Object.hasOwn(fields, name));
  return withAgent({ ...file, defaults }, everyAgent, Object.fromEntries(kept));
}
