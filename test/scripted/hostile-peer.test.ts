import { join } from "node:path";
import { expect, test } from "vitest";
import { acting, hostileLines, hostilePeer } from "../support/hostile-peer.ts";
import { someState } from "../support/node-state.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";

/** Every command that asks, or might ask, the running node. */
const commands: readonly (readonly string[])[] = [
  ["status"],
  ["status", "--json"],
  ["pause"],
  ["resume"],
  ["capabilities"],
  ["capabilities", "--json"],
  ["capabilities", "on", "device"],
  ["doctor"],
  ["approvals"],
  ["activity"],
  ["identity"],
  ["logs"],
  ["forget", "--yes"],
  ["run", "--gateway", "127.0.0.1:1"],
  ["run", "--json", "--gateway", "127.0.0.1:1"],
];

const good = JSON.stringify({ role: "holder", pid: 7, version: "1", startedAt: 7, state: someState() });

/** One command beside one peer, which says the same to every client. */
async function besideHostilePeer(words: readonly string[], what: string, line: string): Promise<void> {
  const stateDir = temporaryDirectory();
  // A reply is listened to only after a good word.
  const said = what.startsWith("a reply") ? `${good}\n${line}\n` : `${line}\n`;
  await hostilePeer(join(stateDir, "control-1-000000000000.sock"), (client) => client.write(said));
  const command = new CliProcess([...words, "--state-dir", stateDir]);
  await command.exited;
  const { stdout, stderr } = command;
  expect(stdout, what).not.toMatch(acting);
  expect(stderr, what).not.toMatch(acting);
  expect(stderr, what).not.toMatch(/unexpected|TypeError|at .*\.js:\d/i);
  expect(stdout.length + stderr.length, what).toBeLessThan(20_000);
}

const shares = 8;

test.each(commands.map((words) => [words.join(" "), words] as const))(
  "clawtray %s prints nothing that acts on a terminal, and does not break, beside any hostile peer",
  { timeout: 120_000 },
  async (_, words) => {
    // Each command meets its share; that all of them are harmless to all is shown where they are read.
    const share = commands.indexOf(words) % shares;
    const peers = hostileLines.filter((_line, index) => index < 3 || index % shares === share);
    await Promise.all(peers.map(([what, line]) => besideHostilePeer(words, what, line)));
  },
);
