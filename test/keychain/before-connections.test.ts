import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CliProcess } from "../scripted/cli-process.ts";
import { end, friendlyGateway, phaseOf, stateOf } from "../scripted/several.ts";
import { earlierDeviceId, writeEarlierFolder } from "../support/folder-before-connections.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { type KeychainSession, startSession, whyNoSession } from "./session.ts";

const obstacle = whyNoSession();
const token = { OPENCLAW_GATEWAY_TOKEN: "shared-token" };

let session: KeychainSession;
beforeAll(async () => {
  if (obstacle !== null) return;
  session = await startSession();
  await session.startDaemon("unlocked");
});
afterAll(() => session?.end());

describe.each(["file", "keychain"] as const)(
  "a state folder from before there were connections (%s)",
  (keyStore) => {
    beforeEach((context) => {
      if (keyStore === "keychain" && obstacle !== null) context.skip(obstacle);
    });

    async function upgraded() {
      const [gateway, other] = [await friendlyGateway(), await friendlyGateway()];
      const stateDir = join(temporaryDirectory(), "state");
      const environment = keyStore === "file" ? {} : session.env;
      writeEarlierFolder({ stateDir, gateway, keyStore, environment });
      const clawtray = (words: readonly string[], more: Readonly<Record<string, string>> = {}) =>
        new CliProcess([...words, "--state-dir", stateDir], { ...environment, ...more });
      const told = async (...words: readonly string[]): Promise<string> => {
        const command = clawtray(words);
        expect(await command.exited, command.stderr).toBe(0);
        return command.stdout;
      };
      const read = (name: string): string => readFileSync(join(stateDir, name), "utf8");
      const layout = (): unknown => JSON.parse(read("settings.json")).schemaVersion;
      return { gateway, other, stateDir, clawtray, told, read, layout };
    }

    test("is the same node, asks nobody anything, and an earlier version can read it again", async () => {
      const { gateway, clawtray, told, read, layout, stateDir } = await upgraded();
      const kept = ["folder.json", "exec-approvals.json", ...(keyStore === "file" ? ["keys.json"] : [])];
      const before = kept.map(read);
      const settings = JSON.parse(read("settings.json"));
      const node = clawtray(["run", "--json"]);
      const { deviceId, displayName } = await node.phase("connected");
      expect([deviceId, displayName]).toEqual([earlierDeviceId, "Attic"]);
      expect(node.stdout).not.toContain('"connections"');
      const ran = gateway.invoke("system.run", { command: ["git", "--version"], agentId: "main" });
      expect(await ran.result).toMatchObject({ ok: true, payload: { exitCode: 0 } });
      await end(node);
      expect(gateway.pairing.pendingDevices.size).toBe(0);
      expect(await told("approvals")).toContain("git");
      expect((await told("activity")).match(/git --version/g)).toHaveLength(2);
      expect(kept.map(read)).toEqual(before);
      // Nothing that an earlier version knows is gone or has another meaning.
      const { gateway: chosen, ...rest } = settings;
      expect(JSON.parse(read("settings.json"))).toMatchObject({ ...rest, gateway: chosen });
      expect(layout()).toBe(1);
      expect([existsSync(join(stateDir, "connections")), existsSync(join(stateDir, "keys.json"))]).toEqual([
        false,
        keyStore === "file",
      ]);
    });

    test("takes a second gateway beside the first, and goes back when that is removed", async () => {
      const { gateway, other, clawtray, told, layout } = await upgraded();
      await told("connections", "add", "work");
      // From here on an earlier version says that a newer one was here, and changes nothing.
      expect(layout()).toBe(2);
      const pairing = clawtray(["run", "--json", "--gateway", other.url, "--connection", "work"], token);
      const { deviceId } = await pairing.phase("connected");
      await end(pairing);
      expect(deviceId).not.toBe(earlierDeviceId);
      const both = clawtray(["run", "--json"]);
      await phaseOf(both, "connected", new URL(gateway.url).host, "work");
      expect(both.states.at(-1)?.deviceId).toBe(earlierDeviceId);
      expect(stateOf(both, "work")?.deviceId).toBe(deviceId);
      await end(both);
      expect(await told("connections", "remove", "work", "--yes")).toContain(
        `openclaw devices remove ${deviceId}`,
      );
      expect(layout()).toBe(1);
      const again = clawtray(["run", "--json"]);
      expect((await again.phase("connected")).deviceId).toBe(earlierDeviceId);
      await end(again);
      expect(gateway.pairing.pendingDevices.size).toBe(0);
    });
  },
);
