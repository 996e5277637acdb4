import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ScriptedGateway } from "../scripted/gateway.ts";

/**
 * What the last version without connections left in a state folder, and in the keychain, of a node that was paired, had
 * a rule and ran a program: recorded from that version, byte for byte but for the folder's and the gateway's address.
 */

/** A key pair made for this recording. */
export const earlierDeviceId = "142d36561017b4f5915c6e0f1719eccd8efe4d9d728fe5e2446e8c52d45125da";
const seed = "jLtTAa7Gr0l_IYV83M8-bTKBseIfCNAFRd-SM65Ko6o";
const token = "recorded-device-token-6fb2";
const commands = [
  "device.info",
  "device.status",
  "system.execApprovals.get",
  "system.execApprovals.set",
  "system.run",
  "system.run.prepare",
  "system.which",
];

export interface Earlier {
  readonly stateDir: string;
  readonly gateway: ScriptedGateway;
  readonly keyStore: "file" | "keychain";
  /** What leads to the keychain. */
  readonly environment: Readonly<Record<string, string>>;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** Writes it, and lets the gateway know the device. */
export function writeEarlierFolder({ stateDir, gateway, keyStore, environment }: Earlier): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string) => writeFileSync(join(stateDir, name), text, { mode: 0o600 });
  const path = realpathSync(stateDir);
  const profile = digest(path);
  const settings = json(settingsOf(gateway.url, keyStore));
  for (const name of ["settings.json", "settings.json.last-good"]) write(name, settings);
  const folder = {
    clawtray: "folder",
    version: 1,
    id: "c706b813421eca0f",
    profile,
    path,
    holdsIdentity: true,
  };
  for (const name of ["folder.json", "folder.json.last-good"]) write(name, json(folder));
  write("exec-approvals.json", json(rules));
  write("activity.jsonl", `${JSON.stringify({ gateway: gateway.url, ...ran })}\n`);
  const secrets = secretsOf(gateway.url, profile);
  if (keyStore === "file") write("keys.json", json({ clawtray: "keys", version: 1, entries: secrets }));
  else for (const [account, secret] of Object.entries(secrets)) keepInKeychain(account, secret, environment);
  gateway.pairing.paired.set(earlierDeviceId, {
    deviceId: earlierDeviceId,
    platform: "linux",
    deviceFamily: "Linux",
    token,
    mayBeNode: true,
    surface: commands,
  });
}

const settingsOf = (url: string, keyStore: string) => ({
  schemaVersion: 1,
  deviceId: earlierDeviceId,
  keyStore,
  displayName: "Attic",
  gateway: {
    url,
    tlsFingerprint: null,
    signatureVersion: "v3",
    lastVersion: "2026.9.6",
    lastProtocol: 4,
    approvedSurface: { caps: ["device", "system"], commands },
    allowInsecure: false,
  },
  formerGatewayUrls: [],
  paused: false,
  capabilities: { device: true, notify: true, run: true, screen: false, camera: false, location: false },
  consent: { remoteMayLoosen: false, acceptGatewayApprovals: false },
});

const rules = {
  version: 1,
  defaults: { security: "allowlist", ask: "on-miss", askFallback: "deny", autoAllowSkills: false },
  agents: { "*": { allowlist: [{ pattern: "git", id: "72dff4cb-355a-4ef3-8021-090aef687e2c" }] } },
};

const ran = {
  ...{ agent: "main", session: null, command: "git --version", directory: "/root", at: 1795783677853 },
  ...{ decision: "allowed", reason: "allowlist", exitCode: 0, signal: null, timedOut: false },
  ...{ durationMs: 43, n: 0 },
};

const secretsOf = (url: string, profile: string): Readonly<Record<string, string>> => ({
  [`device-identity (${profile})`]: JSON.stringify({
    clawtray: "identity",
    version: 1,
    deviceId: earlierDeviceId,
    seed,
    platform: "linux",
    deviceFamily: "Linux",
    createdAt: 1795783677264,
  }),
  [`gateway ${url} ${digest(url)} (${profile})`]: JSON.stringify({
    clawtray: "gateway-credential",
    version: 1,
    gateway: url,
    credential: { kind: "device-token", token },
  }),
});

/** In a process of its own: this one is not in that session. */
function keepInKeychain(account: string, secret: string, environment: Earlier["environment"]): void {
  const text = `
    import { AsyncEntry } from "@napi-rs/keyring";
    const { ACCOUNT, SECRET } = process.env;
    await new AsyncEntry("Clawtray", ACCOUNT, { linux: { store: "secret-service" } }).setPassword(SECRET);`;
  execFileSync(process.execPath, ["--input-type=module", "-e", text], {
    env: { ...environment, PATH: process.env.PATH, ACCOUNT: account, SECRET: secret },
    cwd: import.meta.dirname,
  });
}
