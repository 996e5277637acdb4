import type { OwnerChoices } from "../../core/exec/exec-setup.ts";
import { EVERY_AGENT } from "../../core/exec/policy/edit-policy.ts";
import {
  type AllowlistEntry,
  type ApprovalsFile,
  type Policy,
  policyFor,
} from "../../core/exec/policy/policy.ts";
import { reachOf, touchOf } from "../../core/exec/policy/reach.ts";
import type { Reach } from "../../shared/reach.ts";
import { isolate, isolateWords } from "../../shared/text/isolate.ts";
import { reveal, revealCommand } from "../../shared/text/reveal.ts";
import { describeTouch } from "../../shared/words/describe-touch.ts";
import { englishQuestions } from "../../shared/words/en/questions.ts";

/** The beginning of an id that a person types; long enough to be the only one. */
export const shortId = (id: string | undefined): string => (id ?? "").slice(0, 8);

/** What applies to one agent, with its own list. */
export interface AgentView {
  readonly agent: string;
  readonly security: Policy["security"];
  readonly ask: Policy["ask"];
  readonly askFallback: Policy["askFallback"];
  readonly autoAllowSkills: boolean;
  readonly allowlist: readonly AllowlistEntry[];
}

/** First the rules for every agent, then each agent that has its own. Pure. */
export function agentViews(file: ApprovalsFile): readonly AgentView[] {
  const named = Object.keys(file.agents).filter((id) => id !== EVERY_AGENT);
  return [EVERY_AGENT, ...named].map((agent) => {
    const { security, ask, askFallback, autoAllowSkills } = policyFor(file, agent);
    const own = Object.hasOwn(file.agents, agent) ? file.agents[agent]?.allowlist : undefined;
    return { agent, security, ask, askFallback, autoAllowSkills, allowlist: own ?? [] };
  });
}

/** What a policy means, in words. Pure. */
export function policySentence({
  security,
  ask,
  askFallback,
}: Pick<Policy, "security" | "ask" | "askFallback">): string {
  if (security === "deny") return "Nothing runs.";
  if (security === "full" && ask !== "always") return "Everything runs, and nobody is asked.";
  if (ask === "off") return "Trusted programs run. Nothing else does, and nobody is asked.";
  // Only untrusted programs are asked about, and without a person none of them runs, whatever the fallback.
  if (ask === "on-miss")
    return "Trusted programs run; you are asked about everything else. Where nobody can be asked, it is refused.";
  const alone =
    askFallback === "deny"
      ? "it is refused"
      : security === "full" && askFallback === "full"
        ? "it runs"
        : "trusted programs run";
  return `You are asked every time. Where nobody can be asked, ${alone}.`;
}

const reaches: Readonly<Record<Reach, string>> = {
  void: "no longer in effect",
  "one-command": "exactly one command, in one folder",
  arguments: "arguments like",
  nothing: "its name alone never lets it run freely",
  any: "any arguments",
};

function argumentsOf(entry: AllowlistEntry): string {
  const reach = reachOf(entry);
  const words =
    reach === "arguments" ? `${reaches[reach]} ${reveal(entry.argPattern ?? "")}` : reaches[reach];
  return reach === "void" ? words : `${words}; ${describeTouch(touchOf(entry), englishQuestions)}`;
}

function entryLines(list: readonly AllowlistEntry[]): readonly string[] {
  const width = Math.min(40, Math.max(0, ...list.map(({ pattern }) => reveal(pattern).length)));
  return list.flatMap((entry) => [
    `    ${shortId(entry.id).padEnd(8)}  ${isolateWords(reveal(entry.pattern).padEnd(width))}  ${argumentsOf(entry)}`,
    ...(entry.lastUsedCommand === undefined
      ? []
      : [`              ${isolateWords(revealCommand(entry.lastUsedCommand))}`]),
  ]);
}

function agentLines(view: AgentView, sharesTrust: boolean): readonly string[] {
  const every = view.agent === EVERY_AGENT;
  const shared = sharesTrust && !every ? " (and those of every agent)" : "";
  const none = view.security === "allowlist" && shared === "" ? ["  Trusted programs: none"] : [];
  return [
    every ? "Every agent" : `Agent ${isolate(reveal(view.agent))}`,
    `  security ${view.security}, ask ${view.ask}`,
    `  ${policySentence(view)}`,
    ...(view.autoAllowSkills && view.security === "allowlist"
      ? ["  Programs that the gateway's skills use are trusted too; the gateway decides which these are."]
      : []),
    ...(view.allowlist.length === 0 ? none : [`  Trusted programs${shared}`, ...entryLines(view.allowlist)]),
    "",
  ];
}

/** The owner's rules as lines for a terminal. Pure. */
export function policyLines(file: ApprovalsFile, choices: OwnerChoices, path: string): readonly string[] {
  const views = agentViews(file);
  const sharesTrust = (views[0]?.allowlist.length ?? 0) > 0;
  return [
    ...views.flatMap((view) => agentLines(view, sharesTrust)),
    "From the gateway",
    choices.remoteMayLoosen
      ? "  It may loosen these rules as well as tighten them."
      : "  It may tighten these rules but not loosen them.",
    choices.acceptGatewayApprovals
      ? "  An approval given at the gateway counts here."
      : "  An approval given at the gateway does not count here.",
    "",
    `Kept in ${path}`,
  ];
}
