import type { Command } from "commander";
import type { OwnerChoices } from "../core/exec/exec-setup.ts";
import type { Ask, EntryGrant, PolicyFields, Security } from "../core/exec/policy/policy.ts";
import { failure, type Result, success } from "../core/result.ts";
import { readAgent } from "./agent-argument.ts";
import { hasControl, shown, text, type Values } from "./argument-values.ts";
import { choice, explain, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

/** What is to be done with the owner's rules. */
export type ApprovalsAction =
  | { readonly kind: "show" }
  | {
      readonly kind: "allow";
      readonly pattern: string;
      readonly agent: string | null;
      /** What it may touch, where that was said; folders as they were typed. */
      readonly grant?: EntryGrant;
    }
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

const securities: readonly Security[] = ["deny", "allowlist", "full"];
const asks: readonly Ask[] = ["off", "on-miss", "always"];
const switches = ["on", "off"] as const;
const longestPattern = 4_096;
/** Shorter beginnings of an id are a slip rather than a name. */
const shortestId = 4;

type Take = (options: Result<ApprovalsArguments, string>) => void;

const allowWhat =
  "Say which program: clawtray approvals allow git, or /usr/bin/git, or ~/bin/* (with the shell's quotes).";
const removeWhat = "Say which one: clawtray approvals remove ID, with the ID that clawtray approvals shows.";

/** `clawtray approvals`, with `allow`, `remove` and `set`. */
export function defineApprovals(program: Command, take: Take): void {
  const command = program
    .command("approvals")
    .summary("what may run here without a question; change it")
    .description(
      "Shows what may run here without a question, for each agent. Changes hold from the next command on, also in a running node.",
    );
  withPlace(command);
  command.action((_values: Values, self: Command) => take(withAction(self, () => success({ kind: "show" }))));
  defineAllow(command, take);
  defineRemove(command, take);
  defineSet(command, take);
}

function defineAllow(parent: Command, take: Take): void {
  const command = parent
    .command("allow")
    .summary("trust a program")
    .description(
      "Trusts a program: git, /usr/bin/git, ~/bin/*. What only reads runs freely. Everything else runs contained: it may change only the folder it runs in, or those you name, and has no network. Where this computer cannot contain it, you are asked.",
    )
    .argument("<pattern>", "a name, a full path, or a pattern in the shell's quotes")
    .option("--write <folder...>", "contained, it may change these folders instead of the one it runs in")
    .option("--network", "contained, it may use the network, this computer's own services included")
    .option("--uncontained", "it runs with all your rights, unless it runs code or other programs")
    .option("--agent <id>", "for one agent only");
  withPlace(explain(command, allowWhat));
  command.action((pattern: string, _values: Values, self: Command) =>
    take(withAction(self, (values) => readAllow(values, pattern.trim()))),
  );
}

function defineRemove(parent: Command, take: Take): void {
  const command = parent
    .command("remove")
    .summary("no longer trust a program")
    .description("Takes a program from the list.")
    .argument("<id>", "the ID in the list, or its beginning");
  withPlace(explain(command, removeWhat));
  command.action((id: string, _values: Values, self: Command) =>
    take(withAction(self, () => readRemove(id.trim()))),
  );
}

function defineSet(parent: Command, take: Take): void {
  const command = parent
    .command("set")
    .summary("change the rules")
    .description("Changes the rules for every agent, or for one.")
    .addOption(choice("--security <what>", "nothing, trusted programs, or everything may run", securities))
    .addOption(choice("--ask <when>", "never, for what is not trusted, or every time", asks))
    .addOption(
      choice("--auto-allow-skills <switch>", "programs the gateway's skills use are trusted", switches),
    )
    .addOption(
      choice(
        "--remote-may-loosen <switch>",
        "the gateway may loosen these rules, not only tighten",
        switches,
      ),
    )
    .addOption(
      choice("--accept-gateway-approvals <switch>", "a yes given at the gateway counts here", switches),
    )
    .option("--agent <id>", "for one agent only");
  withPlace(command);
  command.action((_values: Values, self: Command) => take(withAction(self, readSet)));
}

/** The place and the action; an option both a command and its parent know is the parent's by then. */
function withAction(
  command: Command,
  read: (values: Values) => Result<ApprovalsAction, string>,
): Result<ApprovalsArguments, string> {
  const values: Values = command.optsWithGlobals();
  const place = readPlace(values);
  if (!place.ok) return place;
  const action = read(values);
  return action.ok ? success({ ...place.value, action: action.value }) : action;
}

function readAllow(values: Values, pattern: string): Result<ApprovalsAction, string> {
  const agent = readAgent(values);
  if (!agent.ok) return agent;
  if (pattern === "" || pattern.length > longestPattern || hasControl(pattern)) return failure(allowWhat);
  // A path that depends on the folder would trust whatever lies there.
  if (/[\\/]/.test(pattern) && !/^(\/|~\/|\*|[A-Za-z]:[\\/]|\\\\)/.test(pattern))
    return failure(`"${shown(pattern)}" would mean another file in every folder. Use a name or a full path.`);
  if (/^[^\\/]*\s/.test(pattern))
    return failure(
      `"${shown(pattern)}" would be the name of one program. Say the program without its arguments, or its full path.`,
    );
  const grant = readGrant(values, pattern);
  if (!grant.ok) return grant;
  const said = Object.keys(grant.value).length > 0 ? { grant: grant.value } : {};
  return success({ kind: "allow", pattern, agent: agent.value, ...said });
}

function readGrant(values: Values, pattern: string): Result<EntryGrant, string> {
  const write: unknown = values.write;
  const folders = Array.isArray(write) ? write.filter((path) => typeof path === "string") : undefined;
  const uncontained = values.uncontained === true;
  if (folders?.some((path) => path.trim() === "" || path.length > longestPattern || hasControl(path)))
    return failure("--write takes a folder: clawtray approvals allow make --write ~/project");
  if (uncontained && (folders !== undefined || values.network === true))
    return failure("--uncontained lets it touch everything; leave out --write and --network.");
  if (uncontained && /[*?]/.test(pattern))
    return failure("--uncontained takes one program, not a pattern: you would not see which ones it names.");
  return success({
    ...(folders === undefined ? {} : { write: folders }),
    ...(values.network === true ? { network: true } : {}),
    ...(uncontained ? { uncontained } : {}),
  });
}

function readRemove(id: string): Result<ApprovalsAction, string> {
  return id.length >= shortestId && !hasControl(id) ? success({ kind: "remove", id }) : failure(removeWhat);
}

function readSet(values: Values): Result<ApprovalsAction, string> {
  const agent = readAgent(values);
  const security = oneOf(values, "security", "security", securities);
  const ask = oneOf(values, "ask", "ask", asks);
  const skills = oneOf(values, "auto-allow-skills", "autoAllowSkills", switches);
  const loosen = oneOf(values, "remote-may-loosen", "remoteMayLoosen", switches);
  const accept = oneOf(values, "accept-gateway-approvals", "acceptGatewayApprovals", switches);
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
  flag: string,
  name: string,
  words: readonly Word[],
): Result<Word | null, string> {
  const value = text(values, name);
  if (value === null) return success(null);
  const known = words.find((word) => word === value);
  return known === undefined
    ? failure(`--${flag} is one of ${words.join(", ")}, not "${shown(value)}".`)
    : success(known);
}
