import { describe, expect, test } from "vitest";
import { createActivityLog } from "../../src/core/exec/activity.ts";
import { withEntries } from "../../src/core/exec/policy/edit-policy.ts";
import { createApprovalsStore } from "../../src/core/exec/policy/store.ts";
import { furtherFolders } from "../../src/core/settings/connection-folders.ts";
import { hostileMark, hostilityOf } from "../support/hostility.ts";
import { PseudoTerminal, terminalTool } from "../support/pseudo-terminal.ts";
import { program } from "./cli-process.ts";
import type { ScriptedGateway } from "./gateway.ts";
import { clawtray, end, friendlyGateway, pairedConnections, phaseOf } from "./several.ts";

const tool = terminalTool();
const slow = { timeout: 180_000 };

/** A quiet gateway and a hostile one, in either order of the connections of one computer. */
async function neighbours(quietIsFirst: boolean) {
  const [quiet, hostile] = [await friendlyGateway(), await friendlyGateway()];
  const planned = quietIsFirst ? [quiet, hostile] : [hostile, quiet];
  const { stateDir, ids } = await pairedConnections(
    planned.map((gateway, index) => ({ name: index === 0 ? "" : "second", gateway })),
  );
  const [further = ""] = furtherFolders(stateDir);
  const folders = { quiet: quietIsFirst ? stateDir : further, hostile: quietIsFirst ? further : stateDir };
  return { quiet, hostile, stateDir, ids, folders };
}

const activityOf = (folder: string) => createActivityLog(folder).read();

/** One program and two other commands, each answered as if nobody else were there. */
async function asks(quiet: ScriptedGateway, round: number): Promise<void> {
  const [ran, status, which] = await Promise.all([
    quiet.invoke("system.run", { command: ["echo", `round ${round}`], agentId: "main" }).result,
    quiet.invoke("device.status", {}).result,
    quiet.invoke("system.which", { bins: ["sh"] }).result,
  ]);
  expect(ran).toMatchObject({ ok: true, payload: { exitCode: 0, stdout: `round ${round}\n` } });
  expect(status).toMatchObject({ ok: true });
  expect(which).toMatchObject({ ok: true });
}

describe("a hostile gateway beside a quiet one", slow, () => {
  test.each([true, false])(
    "the quiet one loses nothing and hears nothing of it (first: %s)",
    async (first) => {
      const { quiet, hostile, stateDir, ids, folders } = await neighbours(first);
      const approvals = createApprovalsStore(folders.quiet);
      await approvals.change((file) => withEntries(file, "main", [{ pattern: "/usr/bin/echo" }]));
      const node = clawtray(stateDir, ["run", "--json"]);
      await phaseOf(node, "connected", "second");
      await Promise.all([quiet, hostile].map((gateway) => gateway.until(() => gateway.nodes().length === 1)));
      const attempts = quiet.attempts.length;
      const { acts } = hostilityOf(hostile, 15);
      let rounds = 0;
      for (const [, act] of acts) {
        await hostile.until(() => hostile.nodes().length === 1, 60_000);
        act();
        for (let more = 0; more < 5; more += 1) await asks(quiet, rounds++);
      }
      // It never left, and was never told anything that it had not asked for.
      expect(quiet.attempts).toHaveLength(attempts);
      expect(JSON.stringify(quiet.node().requests)).not.toContain(hostileMark);
      expect(activityOf(folders.quiet).map(({ command, exitCode }) => [command, exitCode])).toEqual(
        Array.from({ length: rounds }, (_, round) => [`echo "round ${round}"`, 0]),
      );
      // What one owner's list allows for the quiet one, it allows for nobody else.
      const did = (decision: string) =>
        activityOf(folders.hostile).filter((entry) => entry.decision === decision && entry.agent !== null);
      await expect.poll(() => did("denied").map(({ command }) => command)).toContain(`echo ${hostileMark}-0`);
      expect(did("allowed")).toEqual([]);
      await hostile.until(() => hostile.nodes().length === 1, 60_000);
      const devices = [quiet, hostile].map((gateway) => gateway.node().device?.deviceId);
      expect(devices).toEqual(first ? ids : [...ids].reverse());
      await end(node);
    },
  );

  test.skipIf(tool === null)(
    "its questions are asked between those of a gateway that asks without end",
    async () => {
      const { quiet, hostile, stateDir } = await neighbours(false);
      const terminal = new PseudoTerminal(
        tool ?? "script",
        [process.execPath, program, "run", "--state-dir", stateDir],
        { ...process.env, TERM: "xterm" },
      );
      await Promise.all([quiet, hostile].map((gateway) => gateway.until(() => gateway.nodes().length === 1)));
      await terminal.shows((screen) => screen.includes("Connected"));
      const agentId = hostileMark;
      for (let index = 0; index < 300; index += 1)
        void hostile.invoke("system.run", { command: ["touch", `flood-${index}`], agentId }).result;
      await terminal.shows((screen) => screen.includes("touch flood-0\n") && screen.includes("[d] Deny"));
      const wanted = ["one", "two"].map((word) =>
        quiet.invoke("system.run", { command: ["printf", word], agentId: "main" }, { timeoutMs: 60_000 }),
      );
      const seen: string[] = [];
      for (const [index, { result }] of wanted.entries()) {
        const word = ["one", "two"][index] ?? "";
        for (;;) {
          await terminal.shows((screen) => screen.includes("[d] Deny"));
          seen.push(/touch flood-\d+|printf \w+/.exec(terminal.screen)?.[0] ?? "");
          if (seen.at(-1) === `printf ${word}`) break;
          terminal.press("d");
          await terminal.shows((screen) => !screen.includes(`${seen.at(-1)}\n`));
        }
        terminal.press("o");
        expect(await result).toMatchObject({ ok: true, payload: { stdout: word } });
        await terminal.shows((screen) => !screen.includes(`printf ${word}\n`));
      }
      expect(seen).toEqual(["touch flood-0", "printf one", "touch flood-1", "printf two"]);
    },
  );
});
