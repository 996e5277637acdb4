import { isAbsolute } from "node:path";
import { isRecord } from "../../../shared/record.ts";
import type {
  AgentPolicy,
  AllowlistEntry,
  ApprovalsFile,
  Ask,
  EntryGrant,
  PolicyFields,
  Security,
} from "./policy.ts";

/** Layout of the file. A higher number means a newer version wrote it. */
export const LAYOUT = 1;

const MAX_LIST = 2000;
const MAX_TEXT = 4096;

type Fields = Readonly<Record<string, unknown>>;

/** An unknown word where a policy was meant counts as the strictest, never as our own default. */
const securityOf = (value: unknown): Security => (security(value) ? value : "deny");
const askOf = (value: unknown): Ask => (ask(value) ? value : "always");

const security = (value: unknown): value is Security =>
  value === "deny" || value === "allowlist" || value === "full";
const ask = (value: unknown): value is Ask => value === "off" || value === "on-miss" || value === "always";

function policyFields(value: Fields): PolicyFields {
  return {
    ...(value.security === undefined ? {} : { security: securityOf(value.security) }),
    ...(value.ask === undefined ? {} : { ask: askOf(value.ask) }),
    ...(value.askFallback === undefined ? {} : { askFallback: securityOf(value.askFallback) }),
    ...(value.autoAllowSkills === undefined ? {} : { autoAllowSkills: value.autoAllowSkills === true }),
  };
}

const shortText = (value: unknown): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= MAX_TEXT;

const CONTENT_FORM = /^sha256:[0-9a-f]{64}$/;
const MAX_FOLDERS = 64;

/** A grant that cannot be read gives nothing: no folders, no network, and contained. */
function grantIn(value: Fields): EntryGrant {
  const folders = Array.isArray(value.write) ? value.write.slice(0, MAX_FOLDERS) : [];
  const write = folders.filter((path): path is string => shortText(path) && isAbsolute(path));
  return {
    ...(value.write === undefined ? {} : { write }),
    ...(value.network === true ? { network: true } : {}),
    ...(value.uncontained === true ? { uncontained: true } : {}),
    ...(value.contained === undefined || value.contained === false ? {} : { contained: true }),
  };
}

function entryOf(value: unknown, newId: () => string): AllowlistEntry | null {
  if (shortText(value)) return value.trim() === "" ? null : { pattern: value.trim(), id: newId() };
  if (!isRecord(value) || !shortText(value.pattern) || value.pattern.trim() === "") return null;
  // An argument binding that cannot be kept must not silently become "any arguments".
  if (value.argPattern !== undefined && !shortText(value.argPattern)) return null;
  if (value.content !== undefined && !(typeof value.content === "string" && CONTENT_FORM.test(value.content)))
    return null;
  return {
    pattern: value.pattern.trim(),
    ...(typeof value.content === "string" ? { content: value.content } : {}),
    ...(shortText(value.argPattern) ? { argPattern: value.argPattern } : {}),
    id: shortText(value.id) ? value.id : newId(),
    ...(value.source === "allow-always" ? { source: value.source } : {}),
    ...(typeof value.lastUsedAt === "number" && value.lastUsedAt >= 0
      ? { lastUsedAt: value.lastUsedAt }
      : {}),
    ...(shortText(value.lastUsedCommand) ? { lastUsedCommand: value.lastUsedCommand } : {}),
    ...(shortText(value.lastResolvedPath) ? { lastResolvedPath: value.lastResolvedPath } : {}),
    ...grantIn(value),
  };
}

function agentPolicy(value: Fields, newId: () => string): AgentPolicy {
  const list = Array.isArray(value.allowlist) ? value.allowlist.slice(0, MAX_LIST) : null;
  const entries = list?.map((item) => entryOf(item, newId)).filter((item) => item !== null);
  return { ...policyFields(value), ...(entries === undefined ? {} : { allowlist: entries }) };
}

/**
 * Reads a document as the gateway writes it (ExecApprovalsFile, gateway protocol 4), or null when it is not one.
 * Unknown policy words count as the strictest; what this program has no use for (the socket, grants for tools) is not
 * kept.
 */
export function readPolicyFile(value: unknown, newId: () => string): ApprovalsFile | null {
  if (!isRecord(value) || value.version !== LAYOUT) return null;
  if (value.defaults !== undefined && !isRecord(value.defaults)) return null;
  if (value.agents !== undefined && !isRecord(value.agents)) return null;
  const agents: Record<string, AgentPolicy> = Object.create(null) as Record<string, AgentPolicy>;
  for (const [id, agent] of Object.entries(value.agents ?? {})) {
    if (!isRecord(agent)) return null;
    // What older gateways called `default` is the agent `main` (docs/tools/exec-approvals.md).
    const key = id === "default" && !Object.hasOwn(value.agents ?? {}, "main") ? "main" : id;
    if (key !== "default") agents[key] = agentPolicy(agent, newId);
  }
  return { version: LAYOUT, defaults: policyFields(value.defaults ?? {}), agents: { ...agents } };
}
