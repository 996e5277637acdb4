import type { Command } from "commander";
import type { OwnerChoices } from "../core/exec/exec-setup.ts";
import type { Ask, EntryGrant, PolicyFields, Security } from "../core/exec/policy/policy.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { hasInvisible } from "../shared/text/invisible.ts";
import { type SystemWords, systemWords } from "../shared/words/system-words.ts";
import { readAgent } from "./agent-argument.ts";
import { shown, text, type Values } from "./argument-values.ts";
import { choice, explain, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

/** What is to be done with the owner's rules. */
export type ApprovalsAction =
  | { readonly kind: "show" }
  | {
      readonly kind: "allow";
      readonly pattern: string;
      readonly agent: string | null;
      /** What it may touch, if that was given; folders as they were typed. */
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
const MAX_PATTERN_LENGTH = 4_096;
/** A shorter beginning of an id is more likely a slip than a name. */
const MIN_ID_LENGTH = 4;

type Take = (options: Result<ApprovalsArguments, string>) => void;

function allowWhat({ programs: [name, path, pattern], patternQuotes }: SystemWords): string {
  return `Specify a program: clawtray approvals allow ${name}, or ${path}, or ${pattern} (${patternQuotes}).`;
}
const REMOVE_WHAT =
  "Specify an entry: clawtray approvals remove ID, with the ID that clawtray approvals shows.";

/** `clawtray approvals`, with `allow`, `remove` and `set`. */
export function defineApprovals(program: Command, take: Take, platform: NodeJS.Platform): void {
  const command = program
    .command("approvals")
    .summary("show or change what may run here without asking")
    .description(
      "Shows what may run here without asking, for each agent. Changes apply from the next command on, even in a running node.",
    );
  withPlace(command);
  command.action((_values: Values, self: Command) => take(withAction(self, () => success({ kind: "show" }))));
  defineAllow(command, take, platform);
  defineRemove(command, take);
  defineSet(command, take);
}

function defineAllow(parent: Command, take: Take, platform: NodeJS.Platform): void {
  const words = systemWords(platform);
  const command = parent
    .command("allow")
    .summary("trust a program")
    .description(
      `Trusts a program: ${words.programs.join(", ")}. Commands that only read run freely. ${words.containment}`,
    )
    .argument("<pattern>", `a name, a full path, or a pattern (${words.patternQuotes})`)
    .option(
      "--write <folder...>",
      "when contained, it may change these folders instead of the one it runs in",
    )
    .option("--network", "when contained, it may use the network, including this computer's own services")
    .option("--uncontained", "it runs with all your rights, unless it runs code or other programs")
    .option("--agent <id>", "for one agent only");
  withPlace(explain(command, allowWhat(words)));
  command.action((pattern: string, _values: Values, self: Command) =>
    take(withAction(self, (values) => readAllow(values, pattern.trim(), platform))),
  );
}

function defineRemove(parent: Command, take: Take): void {
  const command = parent
    .command("remove")
    .summary("no longer trust a program")
    .description("Removes a program from the list.")
    .argument("<id>", "the ID in the list, or the start of it");
  withPlace(explain(command, REMOVE_WHAT));
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
        "the gateway may loosen these rules, not only tighten them",
        switches,
      ),
    )
    .addOption(
      choice("--accept-gateway-approvals <switch>", "an approval given at the gateway counts here", switches),
    )
    .option("--agent <id>", "for one agent only");
  withPlace(command);
  command.action((_values: Values, self: Command) => take(withAction(self, readSet)));
}

/** The place and the action; an option that both a command and its parent know belongs to the parent by then. */
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

function readAllow(
  values: Values,
  pattern: string,
  platform: NodeJS.Platform,
): Result<ApprovalsAction, string> {
  const words = systemWords(platform);
  const agent = readAgent(values);
  if (!agent.ok) return agent;
  if (pattern === "" || pattern.length > MAX_PATTERN_LENGTH || hasInvisible(pattern))
    return failure(allowWhat(words));
  const slip = platform === "win32" ? null : slipIn(pattern);
  if (slip !== null) return failure(slip);
  const grant = readGrant(values, pattern, words);
  if (!grant.ok) return grant;
  const said = Object.keys(grant.value).length > 0 ? { grant: grant.value } : {};
  return success({ kind: "allow", pattern, agent: agent.value, ...said });
}

/**
 * Why a pattern would not mean what its owner thinks; Windows patterns are checked where its files can be looked at.
 */
function slipIn(pattern: string): string | null {
  // A path that depends on the folder would trust whatever is there.
  if (pattern.includes("/") && !/^(\/|~\/|\*)/.test(pattern))
    return `"${shown(pattern)}" would mean a different file in every folder. Use a name or a full path.`;
  return /^[^/]*\s/.test(pattern)
    ? `"${shown(pattern)}" would be taken as the name of one program. Give the program without its arguments, or its full path.`
    : null;
}

function readGrant(
  values: Values,
  pattern: string,
  { projectFolder }: SystemWords,
): Result<EntryGrant, string> {
  const write: unknown = values.write;
  const folders = Array.isArray(write) ? write.filter((path) => typeof path === "string") : undefined;
  const uncontained = values.uncontained === true;
  if (folders?.some((path) => path.trim() === "" || path.length > MAX_PATTERN_LENGTH || hasInvisible(path)))
    return failure(`--write takes a folder: clawtray approvals allow make --write ${projectFolder}`);
  if (uncontained && (folders !== undefined || values.network === true))
    return failure("--uncontained lets it touch everything; leave out --write and --network.");
  if (uncontained && /[*?]/.test(pattern))
    return failure(
      "--uncontained takes one program, not a pattern: you could not tell which programs it matches.",
    );
  return success({
    ...(folders === undefined ? {} : { write: folders }),
    ...(values.network === true ? { network: true } : {}),
    ...(uncontained ? { uncontained } : {}),
  });
}

function readRemove(id: string): Result<ApprovalsAction, string> {
  if (id.length >= MIN_ID_LENGTH && !hasInvisible(id)) return success({ kind: "remove", id });
  return failure(id === "" ? REMOVE_WHAT : `"${shown(id)}" is not the ID of an entry. ${REMOVE_WHAT}`);
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
    return failure("Specify what to set, such as: clawtray approvals set --ask always");
  if (agent.value !== null && Object.keys(fields).length === 0)
    return failure(
      "--agent goes with --security, --ask and --auto-allow-skills; the other two apply to every agent.",
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
    ? failure(`--${flag} must be one of ${words.join(", ")}, not "${shown(value)}".`)
    : success(known);
}
