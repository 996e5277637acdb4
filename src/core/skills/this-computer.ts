import type { CapabilityName, CapabilityStatus } from "../../shared/capability.ts";
import {
  type CapabilityState,
  capabilityState,
  configurationLine,
  type NodePlatform,
  type SystemPermissions,
} from "../../shared/capability-state.ts";
import type { NodeState } from "../../shared/state.ts";
import { reveal } from "../../shared/text/reveal.ts";
import { commandsSetting } from "../../shared/words/describe.ts";
import { switchedOffCode } from "../commands/switched-off.ts";
import type { Policy } from "../exec/policy/policy.ts";
import { type Skill, THIS_COMPUTER } from "./skill.ts";

/** A tool of this computer, as an agent finds it. */
export interface KnownTool {
  readonly name: string;
  readonly asks: boolean;
}

/** A folder that its owner shares. */
export interface KnownFolder {
  readonly path: string;
  readonly access: "read" | "write";
}

/** The truth that the settings page shows, as far as an agent may know it. */
export interface ComputerFacts {
  readonly node: NodeState;
  readonly platform: NodePlatform;
  readonly permissions: SystemPermissions;
  /** For an agent of whom the owner said nothing in particular. */
  readonly policy: Pick<Policy, "security" | "ask" | "askFallback">;
  readonly tools: readonly KnownTool[];
  readonly folders: readonly KnownFolder[];
}

/** More of a list than an agent needs; what is left out is said. */
const MAX_LISTED = 128;

const systems: Readonly<Record<NodePlatform, string>> = { linux: "Linux", win32: "Windows", darwin: "macOS" };

/** What each capability is good for, to an agent. */
const uses: Readonly<Record<CapabilityName, string>> = {
  device: "Facts about this computer, and which programs are installed",
  notify: "Show the owner a notification",
  run: "Run programs",
  screen: "Screenshots and short screen recordings",
  computer:
    "Seeing and controlling the screen with the `computer` tool, while a person who was asked is watching; it needs screenshots to be on as well",
  camera: "Photos and short clips",
  location: "Where this computer is",
  presence:
    "Telling the gateway whether the owner is at this computer (time since the last input, screen lock)",
};

/**
 * The skill that tells an agent what it may do here and what it is told when it may not. Says only what the gateway's
 * own lists say or an attempt would show, and the folders that its owner shares; no secret, no rule and no argument
 * of a rule. The same facts make the same text. Pure.
 */
export function describeThisComputer(facts: ComputerFacts): Skill {
  const name = nameOf(facts.node);
  const description = `What the computer ${name} offers: what is switched on, what its owner is asked about, what is refused and with which words. Read it before you use that computer, and when it refuses something.`;
  const content = [
    "---",
    `name: ${THIS_COMPUTER}`,
    `description: ${JSON.stringify(description)}`,
    "---",
    "",
    `# ${name}`,
    "",
    `A ${systems[facts.platform]} computer that is a node of this gateway, through Clawtray. Its owner decides what is on; this page follows every change.`,
    "",
    "## What is on",
    "",
    ...facts.node.capabilities.map((status) => capabilityLine(status, facts)),
    "",
    ...runLines(facts),
    "## Tools",
    "",
    ...toolLines(facts.tools),
    "",
    ...folderLines(facts.folders),
    "## What a refusal means",
    "",
    ...refusals,
    "",
    "## How to ask for more",
    "",
    ...askingForMore,
    "",
  ].join("\n");
  return { name: THIS_COMPUTER, description, content };
}

/** One line, whatever its owner called it; the gateway's list shows the same name. */
const nameOf = ({ displayName }: NodeState): string =>
  JSON.stringify(reveal((displayName ?? "").replace(/\s+/g, " ").trim() || "computer"));

function capabilityLine(status: CapabilityStatus, facts: ComputerFacts): string {
  const { node, platform, permissions } = facts;
  const state = capabilityState({ status, node, platform, permissions });
  const commands = status.commands.length === 0 ? "" : ` (\`${status.commands.join("`, `")}\`)`;
  return `- **${uses[status.name]}**${commands}: ${stateWords(state, status.name, node)}`;
}

function stateWords(state: CapabilityState, name: CapabilityName, node: NodeState): string {
  const line = (commands: readonly string[]): string =>
    `\`${configurationLine(commandsSetting(node.gateway?.version ?? null), commands)}\``;
  switch (state.state) {
    case "not-available":
      return "this computer cannot do it. Do not ask for it.";
    case "off":
      if (commandless(name)) return "off. Only the owner can switch it on.";
      return `off. Its commands answer \`${switchedOffCode(name)}\`. Only the owner can switch it on.`;
    case "needs-system":
      return "on, but the system refuses it until the owner grants the permission there.";
    case "needs-screen":
      return "on, but of no use before the owner lets the screen be seen as well.";
    case "not-connected":
    case "not-told":
      return "on.";
    case "needs-approval":
      return "on, but the gateway's administrator has not approved it yet (`openclaw nodes pending`).";
    case "needs-gateway":
      return `on, but the gateway lets it through only once its configuration names it: ${line(state.withheld)}`;
    case "usable":
      return state.withheld.length === 0
        ? "ready."
        : `ready, except what the gateway's configuration must name first: ${line(state.withheld)}`;
  }
}

/** Nothing is called for it, so nothing is refused. */
const commandless = (name: CapabilityName): boolean => name === "presence";

function runLines({ node, policy }: ComputerFacts): readonly string[] {
  const run = node.capabilities.find(({ name }) => name === "run");
  if (run === undefined || !run.available || !run.on) return [];
  return ["## Running programs", "", runWords(policy), ""];
}

function runWords({ security, ask, askFallback }: ComputerFacts["policy"]): string {
  if (security === "deny")
    return "The owner lets no program run: `system.run` answers `SYSTEM_RUN_DISABLED`.";
  const asked =
    "The owner sees the exact command and answers within two minutes; if nobody is at the computer, the answer is `SYSTEM_RUN_DENIED: approval required`.";
  const alone = askFallback === "deny" ? asked : asked.replace(/; if nobody.*/, ".");
  if (ask === "always") return `The owner is asked before every program. ${alone}`;
  if (security === "full") return "Programs run without a question.";
  if (ask === "off")
    return "Programs on the owner's list run; any other is refused with `SYSTEM_RUN_DENIED: allowlist miss`.";
  return `Programs on the owner's list run at once; about any other the owner is asked. ${alone} Plain single commands are easier to allow than shell scripts.`;
}

function toolLines(tools: readonly KnownTool[]): readonly string[] {
  if (tools.length === 0) return ["The owner has switched on no tool of this computer."];
  const asks = "asks the owner before each call";
  return [
    "Find them with your tool search:",
    "",
    ...tools
      .slice(0, MAX_LISTED)
      .map((tool) => `- \`${tool.name}\`: ${tool.asks ? asks : "called without asking"}`),
    ...(tools.length > MAX_LISTED ? [`- and ${tools.length - MAX_LISTED} more`] : []),
  ];
}

function folderLines(folders: readonly KnownFolder[]): readonly string[] {
  const head = ["## Folders of the owner", ""];
  if (folders.length === 0) return [...head, "The owner shares no folder.", ""];
  return [
    ...head,
    "Only these, by `file.fetch`, `dir.list` and the like, as far as the gateway's configuration lets them through:",
    "",
    ...folders
      .slice(0, MAX_LISTED)
      .map(
        ({ path, access }) =>
          `- ${JSON.stringify(path)}: ${access === "write" ? "read and write" : "read only"}`,
      ),
    "",
  ];
}

const refusals = [
  "- `..._DISABLED`: the owner has switched it off.",
  "- `SYSTEM_RUN_DENIED`, `TOOL_DENIED`: the owner refused, did not answer in time, or was not there to be asked; the message says which.",
  "- `TOOL_NOT_OFFERED`: the tool is off, or its server does not run.",
  "- `..._PERMISSION_REQUIRED`: the system does not allow it; the owner changes that in the system's settings.",
  "- `NODE_BACKGROUND_UNAVAILABLE`: the computer is locked.",
  "- `TIMEOUT`: it took too long.",
];

const askingForMore = [
  "Tell the owner in the conversation what you need and what for. They switch it on in Clawtray's settings, or with `clawtray capabilities on NAME` in a terminal of their own; a command sent through the gateway cannot. Do not repeat what was refused, and do not look for a way around it.",
];
