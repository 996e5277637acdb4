import type { Command } from "commander";
import { everyCommand, nameOf } from "./refusal.ts";

/** What is typed after `clawtray`, and what it does. */
type Example = readonly [words: string, meaning: string];

/** By the command's full name. Each is read by the parser in a test, so that none can go stale. */
const examples: Readonly<Record<string, readonly Example[]>> = {
  "clawtray discover": [
    ["discover", "on this computer and nearby"],
    ["discover --seconds 10", "listen for longer"],
  ],
  "clawtray run": [
    ["run --gateway gateway.example.org", "the first time"],
    ["run", "from then on"],
  ],
  "clawtray connect": [
    ["connect", "paste what you were sent"],
    ["connect --service gateway.example.org", "and keep it running"],
  ],
  "clawtray status": [["status --json", "for a script; the exit code tells the state"]],
  "clawtray pause": [["pause", "until: clawtray resume"]],
  "clawtray resume": [["resume", "after: clawtray pause"]],
  "clawtray stop": [
    ["stop 3f9a1c20", "the ID from: clawtray status"],
    ["stop all", "every program; the node stays"],
  ],
  "clawtray computer": [
    ["computer", "is an agent using this computer?"],
    ["computer end", "no longer"],
  ],
  "clawtray computer status": [["computer status --json", "for a script"]],
  "clawtray computer pause": [["computer pause", "the agent waits for you"]],
  "clawtray computer end": [["computer end", "in this run, for good"]],
  "clawtray ask": [
    ['ask "What is on my calendar today?"', "the main agent"],
    ["ask -", "what is piped in"],
    ['ask --file plan.png "What is wrong here?"', "a picture or text with it"],
  ],
  "clawtray service": [["service install", "now and at every login"]],
  "clawtray service install": [
    ["service install --gateway gateway.example.org", "for you"],
    ["service install --system", "for the whole computer"],
    ["service install --print", "to read it first"],
  ],
  "clawtray service uninstall": [["service uninstall", "the identity stays"]],
  "clawtray service status": [["service status --json", "for a script"]],
  "clawtray service restart": [["service restart", "stops it and starts it again"]],
  "clawtray service logs": [["service logs --follow", "until Ctrl+C"]],
  "clawtray check": [
    ["check gateway.example.org", "before the first connection"],
    ["check", "the gateway in use"],
  ],
  "clawtray doctor": [
    ["doctor", "one line for each check"],
    ["doctor --bundle report.json", "for a bug report"],
  ],
  "clawtray logs": [
    ["logs --lines 20", "the newest 20 lines"],
    ["logs --follow", "until Ctrl+C"],
  ],
  "clawtray connections": [
    ["connections", "the gateways this computer is a node of"],
    ["connections add work", "one more, with a key of its own"],
  ],
  "clawtray connections add": [
    ["connections add work gateway.example.org", "and connect it"],
    ["connections add work", "its gateway comes later"],
  ],
  "clawtray connections rename": [["connections rename work office", "nothing else changes"]],
  "clawtray connections remove": [["connections remove work", "asks first"]],
  "clawtray identity": [["identity", "to compare the fingerprint"]],
  "clawtray capabilities": [
    ["capabilities", "what is on"],
    ["capabilities off camera", "no more photos"],
  ],
  "clawtray capabilities on": [["capabilities on notify", "notifications may be shown"]],
  "clawtray capabilities off": [["capabilities off camera", "no more photos"]],
  "clawtray skills": [
    ["skills", "what is offered, and what is left out"],
    ["skills this-computer on", "describe this computer to agents"],
  ],
  "clawtray skills list": [["skills list --json", "for a script"]],
  "clawtray skills folder": [
    ["skills folder Skills", "each in a folder with a SKILL.md"],
    ["skills folder off", "none of them"],
  ],
  "clawtray skills this-computer": [["skills this-computer on", "what is on, what asks, what is refused"]],
  "clawtray folders": [["folders", "what agents may read and write"]],
  "clawtray folders list": [["folders list --json", "for a script"]],
  "clawtray folders add": [
    ["folders add Documents", "agents may read it"],
    ["folders add Work --write", "and change files in it"],
  ],
  "clawtray folders remove": [["folders remove Work", "no longer shown"]],
  "clawtray folders trash": [["folders trash", "what agents overwrote"]],
  "clawtray folders restore": [["folders restore ID --to old.txt", "under a free name"]],
  "clawtray tools": [
    ["tools", "servers, and which tools are on"],
    ["tools test files", "what a server offers"],
  ],
  "clawtray tools list": [["tools list --json", "for a script"]],
  "clawtray tools add": [
    ["tools add files -- npx -y some-server /srv", "every tool is off"],
    ["tools add mail --env KEY -- mail-server", "asks for KEY"],
    ["tools add far https://example.org/mcp", "a server over HTTP"],
    ["tools add sums --contained -- sums-server", "may change nothing"],
  ],
  "clawtray tools import": [["tools import servers.json", "an mcpServers JSON"]],
  "clawtray tools test": [["tools test files", "calls no tool"]],
  "clawtray tools allow": [["tools allow files list", "without asking"]],
  "clawtray tools ask": [["tools ask files write", "asks you each time"]],
  "clawtray tools off": [["tools off files write", "no longer offered"]],
  "clawtray tools remove": [["tools remove files", "and its variables"]],
  "clawtray approvals": [
    ["approvals", "what may run"],
    ["approvals allow git", "trust a program"],
  ],
  "clawtray approvals allow": [
    ["approvals allow git", "wherever the search path finds it"],
    ["approvals allow make --network", "contained, with the network"],
    ["approvals allow git --agent main", "for one agent only"],
  ],
  "clawtray approvals remove": [["approvals remove 3f9a", "the ID from: clawtray approvals"]],
  "clawtray approvals set": [
    ["approvals set --security allowlist --ask on-miss", "ask about the rest"],
    ["approvals set --security deny", "nothing runs"],
  ],
  "clawtray activity": [
    ["activity --since 2h", "the last two hours"],
    ["activity --denied", "only what was refused"],
  ],
  "clawtray forget": [["forget", "asks first"]],
  "clawtray completions": [["completions fish", "to standard output"]],
};

/** The examples of a command; empty when it has none. */
export const examplesOf = (command: Command): readonly Example[] => examples[nameOf(command)] ?? [];

/** Puts each command's examples below its help. */
export function addExamples(program: Command): void {
  for (const command of everyCommand(program)) {
    const found = examplesOf(command);
    if (found.length === 0) continue;
    const width = Math.max(...found.map(([words]) => words.length));
    const lines = found.map(([words, meaning]) => `  clawtray ${words.padEnd(width)}  ${meaning}`);
    command.addHelpText("after", `\n${found.length === 1 ? "Example" : "Examples"}:\n${lines.join("\n")}`);
  }
}
