import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemSshSentences } from "../../src/cli/service-ssh.ts";
import { readLastState } from "../../src/core/instance/last-state.ts";
import { lacking } from "../support/lacking.ts";
import { startAgent, startSshd } from "../support/sshd.ts";
import { connected, gatewayFor, sharedToken, systemdHome } from "./service-home.ts";

const sshLacks = lacking("ssh", "sshd");

describe.skipIf(sshLacks !== "" || process.platform !== "linux")(
  `clawtray service for a gateway behind SSH, under a stand-in for systemd${sshLacks}`,
  { timeout: 120_000 },
  () => {
    /** A home whose services find the `ssh` of this sshd. */
    async function homeWithSsh() {
      const [{ manager, clawtray, stateDir, home }, sshd, gateway] = [
        await systemdHome(),
        await startSshd(),
        await gatewayFor(sharedToken),
      ];
      const path = `${join(home, "tools")}:${sshd.bin}:${process.env.PATH}`;
      const install = async (more: Readonly<Record<string, string>> = {}) => {
        const command = clawtray(["service", "install", "--gateway", sshd.url(gateway.port)], {
          OPENCLAW_GATEWAY_TOKEN: sharedToken,
          PATH: path,
          ...more,
        });
        expect(await command.exited, command.stderr).toBe(0);
        return command.stderr;
      };
      return { manager, stateDir, sshd, gateway, install };
    }

    test("connects with a key that needs no passphrase, and warns of nothing", async () => {
      const { sshd, gateway, install } = await homeWithSsh();
      sshd.trust();
      expect(await install()).toBe("");
      await connected(gateway);
    });

    test("warns that a service has no agent, even where a terminal has one", async () => {
      const { sshd, stateDir, gateway, install } = await homeWithSsh();
      sshd.trust();
      const agent = await startAgent();
      const passphrase = "recognisable-passphrase-8b77";
      agent.add(sshd.lockKey(passphrase), passphrase);
      const warned = await install(agent.environment);
      expect(warned).toContain("it has no ssh agent");
      expect(warned).toContain(`permitopen="127.0.0.1:${gateway.port}"`);
      await expect
        .poll(() => readLastState(stateDir)?.state, { timeout: 60_000 })
        .toMatchObject({ phase: "blocked", reason: "ssh-key-locked" });
      expect(gateway.attempts).toHaveLength(0);
    });

    test("says how to accept a host key that is not known", async () => {
      const { sshd, install } = await homeWithSsh();
      expect(await install()).toContain(`--accept-ssh-host-key ${sshd.fingerprint()}`);
    });
  },
);

test("the system's service says whose SSH key it uses, and how to try it", () => {
  expect(systemSshSentences("ssh://me@box", "clawtray", "/var/lib/clawtray").join("\n")).toMatch(
    /account clawtray[\s\S]+without a passphrase[\s\S]+clawtray check ssh:\/\/me@box --state-dir \/var\/lib\/clawtray/,
  );
  expect(systemSshSentences("wss://box", "clawtray", "/var/lib/clawtray")).toEqual([]);
});
