import type { OwnerChoices } from "../core/exec/exec-setup.ts";
import type { Ask, PolicyFields, Security } from "../core/exec/policy/policy.ts";
import { failure, type Result, success } from "../core/result.ts";
import { readAgent } from "./agent-argument.ts";
import { hasControl, shown, text, type Values } from "./argument-values.ts";
import type { Place } from "./place.ts";

/** What is to be done with the owner's rules. */
export type ApprovalsAction =
  | { readonly kind: "show" }
  | { readonly kind: "allow"; readonly pattern: string; readonly agent: string | null }
  | { readonly kind: "remove"; readonly id: string }
  | {
      readonly kind: "set";
      readonly agent: string | null;
      readonly fields: PolicyFields;
      readonly choices: Partial<OwnerChoices>;
    };

export interface ApprovalsArguments extends Place {
  readonly action: ApprovalsAction;
}

export const approvalsOptions = {
  agent: { type: "string" },
  security: { type: "string" },
  ask: { type: "string" },
  "auto-allow-skills": { type: "string" },
  "remote-may-loosen": { type: "string" },
  "accept-gateway-approvals": { type: "string" },
} as const;

const securities: readonly Security[] = ["deny", "allowlist", "full"];
const asks: readonly Ask[] = ["off", "on-miss", "always"];
const switches = ["on", "off"] as const;
const longestPattern = 4_096;
/** Shorter beginnings of an id are a slip rather than a name. */
const shortestId = 4;

/** Reads what follows `clawtray approvals`. */
export function readApprovals(
  values: Values,
  words: readonly string[],
  common: Place,
): Result<ApprovalsArguments, string> {
  const action = readAction(values, words);
  return action.ok ? success({ ...common, action: action.value }) : action;
}

function readAction(values: Values, [verb, ...words]: readonly string[]): Result<ApprovalsAction, string> {
  const allowed: readonly string[] =
    verb === "set" ? Object.keys(approvalsOptions) : verb === "allow" ? ["agent"] : [];
  const stray = Object.keys(approvalsOptions).find(
    (name) => values[name] !== undefined && !allowed.includes(name),
  );
  if (stray !== undefined)
    return failure(
      `--${stray} belongs to: clawtray approvals ${stray === "agent" ? "allow, or set" : "set"}.`,
    );
  switch (verb) {
    case undefined:
      return success({ kind: "show" });
    case "allow":
      return readAllow(values, words);
    case "remove":
      return readRemove(words);
    case "set":
      return words.length > 0 ? failure(`"${shown(words[0] ?? "")}" is too much.`) : readSet(values);
    default:
      return failure(`approvals knows allow, remove and set, not "${shown(verb)}". Try: clawtray --help`);
  }
}

function readAllow(values: Values, words: readonly string[]): Result<ApprovalsAction, string> {
  const agent = readAgent(values);
  if (!agent.ok) return agent;
  const pattern = words[0]?.trim() ?? "";
  if (words.length !== 1 || pattern === "" || pattern.length > longestPattern || hasControl(pattern))
    return failure(
      "Say which program: clawtray approvals allow git, or /usr/bin/git, or ~/bin/* (with the shell's quotes).",
    );
  // A path that depends on the folder would trust whatever lies there.
  if (/[\\/]/.test(pattern) && !/^(\/|~\/|\*|[A-Za-z]:[\\/]|\\\\)/.test(pattern))
    return failure(`"${shown(pattern)}" would mean another file in every folder. Use a name or a full path.`);
  if (/^[^\\/]*\s/.test(pattern))
    return failure(
      `"${shown(pattern)}" would be the name of one program. Say the program without its arguments, or its full path.`,
    );
  return success({ kind: "allow", pattern, agent: agent.value });
}

function readRemove(words: readonly string[]): Result<ApprovalsAction, string> {
  const id = words[0]?.trim() ?? "";
  return words.length === 1 && id.length >= shortestId && !hasControl(id)
    ? success({ kind: "remove", id })
    : failure("Say which one: clawtray approvals remove ID, with the ID that clawtray approvals shows.");
}

function readSet(values: Values): Result<ApprovalsAction, string> {
  const agent = readAgent(values);
  const security = oneOf(values, "security", securities);
  const ask = oneOf(values, "ask", asks);
  const skills = oneOf(values, "auto-allow-skills", switches);
  const loosen = oneOf(values, "remote-may-loosen", switches);
  const accept = oneOf(values, "accept-gateway-approvals", switches);
  for (const read of [agent, security, ask, skills, loosen, accept]) if (!read.ok) return read;
  if (!agent.ok || !security.ok || !ask.ok || !skills.ok || !loosen.ok || !accept.ok) return failure("");
  const fields = {
    ...(security.value === null ? {} : { security: security.value }),
    ...(ask.value === null ? {} : { ask: ask.value }),
    ...(skills.value === null ? {} : { autoAllowSkills: skills.value === "on" }),
  };
  const choices = {
    ...(loosen.value === null ? {} : { remoteMayLoosen: loosen.value === "on" }),
    ...(accept.value === null ? {} : { acceptGatewayApprovals: accept.value === "on" }),
  };
  if (Object.keys(fields).length + Object.keys(choices).length === 0)
    return failure("Say what to set, such as: clawtray approvals set --ask always");
  if (agent.value !== null && Object.keys(fields).length === 0)
    return failure(
      "--agent goes with --security, --ask and --auto-allow-skills; the other two hold for every agent.",
    );
  return success({ kind: "set", agent: agent.value, fields, choices });
}

function oneOf<Word extends string>(
  values: Values,
  name: string,
  words: readonly Word[],
): Result<Word | null, string> {
  const value = text(values, name);
  if (value === null) return success(null);
  const known = words.find((word) => word === value);
  return known === undefined
    ? failure(`--${name} is one of ${words.join(", ")}, not "${shown(value)}".`)
    : success(known);
}
