import {
  type AgentPolicy,
  type AllowlistEntry,
  type ApprovalsFile,
  grantOf,
  isSameRule,
  type PolicyFields,
  withoutGrant,
} from "./policy.ts";

/** Every agent that has no rules of its own. */
export const EVERY_AGENT = "*";

const withAgent = (file: ApprovalsFile, agentId: string, agent: AgentPolicy): ApprovalsFile => ({
  ...file,
  agents: { ...file.agents, [agentId]: agent },
});

const agentIn = (file: ApprovalsFile, agentId: string): AgentPolicy =>
  (Object.hasOwn(file.agents, agentId) ? file.agents[agentId] : undefined) ?? {};

/** Whether an entry says what it may touch; one for a command that a person allowed word for word always does. */
const saysWhatItTouches = (entry: AllowlistEntry): boolean =>
  entry.source === "allow-always" || Object.keys(grantOf(entry)).length > 0;

/**
 * Adds entries to the list of one agent, or of every agent. An entry that already exists is not added again, but from
 * then on may touch what the new one says, and is allowed with its current content. Pure.
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

/** The gateway's form of an entry has no room for our own record, and the gateway refuses unknown fields. */
function asForGateway(entry: AllowlistEntry): AllowlistEntry {
  const { content: _content, ...rest } = withoutGrant(entry);
  return rest;
}

/** A document as a gateway may see it, or as it is accepted from one: without what entries may touch. Pure. */
export function withoutGrants(file: ApprovalsFile): ApprovalsFile {
  const agents = Object.entries(file.agents).map(([agentId, agent]) => [
    agentId,
    agent.allowlist === undefined ? agent : { ...agent, allowlist: agent.allowlist.map(asForGateway) },
  ]);
  return { ...file, agents: Object.fromEntries(agents) };
}

/**
 * The proposed file, with the entries it shares with the current one taken from there: ids, last uses and what they may
 * touch are this computer's own record, by which its owner knows them. Pure.
 */
export function withKnownEntries(proposed: ApprovalsFile, current: ApprovalsFile): ApprovalsFile {
  const agents = Object.entries(proposed.agents).map(([agentId, agent]) => {
    // An every-agent entry that is copied to one agent is the same entry, with the same bounds.
    const known = [agentId, EVERY_AGENT].flatMap((id) => agentIn(current, id).allowlist ?? []);
    const allowlist = agent.allowlist?.map(
      (entry) => known.find((other) => isSameRule(entry, other)) ?? entry,
    );
    return [agentId, allowlist === undefined ? agent : { ...agent, allowlist }];
  });
  return { ...proposed, agents: Object.fromEntries(agents) };
}

/** The entries whose id begins with this, with the agent whose list they are on. */
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

/** Removes the entries with exactly this id from every list. Pure. */
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
 * Sets fields of one agent or, with null, of every agent that does not have its own: in the defaults, and no longer
 * under `*`, which would outweigh them. Pure.
 */
export function withFields(file: ApprovalsFile, agentId: string | null, fields: PolicyFields): ApprovalsFile {
  if (agentId !== null && agentId !== EVERY_AGENT)
    return withAgent(file, agentId, { ...agentIn(file, agentId), ...fields });
  const defaults = { ...file.defaults, ...fields };
  if (!Object.hasOwn(file.agents, EVERY_AGENT)) return { ...file, defaults };
  const kept = Object.entries(agentIn(file, EVERY_AGENT)).filter(([name]) => !Object.hasOwn(fields, name));
  return withAgent({ ...file, defaults }, EVERY_AGENT, Object.fromEntries(kept));
}
