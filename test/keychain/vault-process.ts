/**
 * A process with a vault over the real keychain: `vault-process.ts STATE_DIR LIMIT_MS`. Reads one
 * command a line, answers one line of JSON each:
 *   start      claims the state directory and establishes the identity
 *   establish  the identity alone
 *   forget
 *   token TEXT writes and reads a device token
 *   edge TEXT  writes and reads a header for an access page; without TEXT, reads it
 *   exit CODE  ends, also while a call is open
 */
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { endProcess } from "../../src/core/environment/end-process.ts";
import { establishIdentity, forgetDevice } from "../../src/core/identity/establish.ts";
import { claimInstance } from "../../src/core/instance/instance.ts";
import { openSettings } from "../../src/core/settings/open.ts";
import { openVault } from "../../src/core/vault/open.ts";
import { someState } from "../support/node-state.ts";

const stateDir = process.argv[2] ?? "";
const limitMs = Number(process.argv[3] ?? 30_000);
const opened = openVault({ kind: "keychain", stateDir, limitMs });
if (!opened.ok) throw new Error(opened.failure.detail);
const { vault, busy } = opened.value;

function settings() {
  const file = openSettings(stateDir);
  if (!file.ok) throw new Error(file.failure.kind);
  return file.value;
}

async function establish() {
  const result = await establishIdentity({
    vault,
    settings: settings(),
    random: (length) => Uint8Array.from(randomBytes(length)),
    platform: process.platform,
    now: Date.now,
  });
  if (!result.ok) return result.failure;
  return { deviceId: result.value.identity.deviceId, created: result.value.created };
}

const EDGE = "wss://gateway.example:443";

async function answer(command: string, argument: string): Promise<unknown> {
  switch (command) {
    case "establish":
      return establish();
    case "start": {
      const claimed = await claimInstance({
        stateDir,
        describe: () => ({ pid: process.pid, version: "1", startedAt: 1, state: someState() }),
      });
      return claimed.ok ? establish() : claimed.failure;
    }
    case "forget":
      return forgetDevice(vault, settings());
    case "token": {
      const written = await vault.writeCredential("ws://gateway/", { kind: "device-token", token: argument });
      return written.ok ? vault.readCredential("ws://gateway/") : written;
    }
    case "edge": {
      const headers = [{ name: "X-Edge-Secret", value: argument }];
      const written = argument === "" ? null : await vault.writeEdgeHeaders(EDGE, headers);
      return written?.ok === false ? written : vault.readEdgeHeaders(EDGE);
    }
    case "exit":
      return endProcess(Number(argument), { busy: busy() });
    default:
      throw new Error(`no such command: ${command}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command = "", argument = ""] = line.split(" ");
  process.stdout.write(`${JSON.stringify(await answer(command, argument))}\n`);
}
