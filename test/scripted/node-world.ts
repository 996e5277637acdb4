import { randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import { createRegistry, type Offer } from "../../src/core/commands/registry.ts";
import { systemWhich } from "../../src/core/commands/system-which.ts";
import { createProgramEnvironment } from "../../src/core/exec/process/program-environment.ts";
import { parseGatewayAddress } from "../../src/core/gateway/address.ts";
import { createConnector } from "../../src/core/gateway/connect.ts";
import type { Connect, Look } from "../../src/core/gateway/contract.ts";
import { environmentProxy } from "../../src/core/gateway/proxy.ts";
import { createLook } from "../../src/core/gateway/transport.ts";
import { establishIdentity, forgetDevice } from "../../src/core/identity/establish.ts";
import { silentLogger } from "../../src/core/log/log.ts";
import { createNode, type Node } from "../../src/core/node/node.ts";
import { withGateway } from "../../src/core/settings/choose-gateway.ts";
import type { SettingsFile } from "../../src/core/settings/settings.ts";
import type { Clock } from "../../src/core/time/clock.ts";
import { accountsOf } from "../../src/core/vault/accounts.ts";
import type { SecretStore } from "../../src/core/vault/secret-store.ts";
import { createVault } from "../../src/core/vault/typed-vault.ts";
import type { SharedCredential } from "../../src/shared/intent.ts";
import type { NodeState } from "../../src/shared/state.ts";
import { fastClock } from "../support/clock.ts";
import { memorySecrets } from "../support/memory-secrets.ts";
import { memorySettings } from "../support/memory-settings.ts";

/** One computer: what survives a restart of the node. */
export class Computer {
  readonly entries = new Map<string, string>();
  readonly settings: SettingsFile = memorySettings();
  /** Replaced by a test that lets the vault fail. */
  secrets: SecretStore = memorySecrets(this.entries);
  clock: Clock = fastClock(20);
  /** Replaced by a test that trusts other certificates. */
  connect: Connect = createConnector({ version: "0.0.0-test" });
  /** Replaced by a test that counts the looks. */
  look: Look = createLook(environmentProxy);
  /** Replaced by a test that needs other commands. */
  offers: readonly Offer[] = [
    {
      capability: "device",
      commands: [systemWhich(async () => createProgramEnvironment(process.env, process.platform))],
    },
  ];

  /** Starts a node here; ended with the test. */
  start(gatewayUrl: string | null, sharedCredential: SharedCredential | null = null): StartedNode {
    if (gatewayUrl !== null) {
      const address = parseGatewayAddress(gatewayUrl);
      if (!address.ok) throw new Error(address.failure.code);
      void this.settings.update(withGateway(this.settings.read(), { address: gatewayUrl }, address.value));
    }
    const vault = createVault(this.secrets, accountsOf(null));
    const { settings, clock } = this;
    const node = createNode({
      clock,
      random: () => 0,
      log: silentLogger,
      vault,
      settings,
      registry: createRegistry(this.offers, () => settings.read().capabilities),
      connect: this.connect,
      look: this.look,
      establish: () =>
        establishIdentity({ vault, settings, random: randomBytes, platform: "linux", now: Date.now }),
      forget: () => forgetDevice(vault, settings),
      sharedCredential: () => sharedCredential,
      defaultDisplayName: "test computer",
      hostStats: async () => ({ cpuCount: 1, memoryTotalBytes: 2, memoryFreeBytes: 1 }),
    });
    const started = new StartedNode(node);
    onTestFinished(() => node.close());
    return started;
  }
}

/** A node and every state it ever showed. */
export class StartedNode {
  readonly node: Node;
  readonly states: NodeState[];
  constructor(node: Node) {
    this.node = node;
    this.states = [node.state()];
    node.subscribe((state) => this.states.push(state));
  }
  get state(): NodeState {
    return this.node.state();
  }
  /** Resolves with the first state, now or later, for which `condition` holds. */
  until<Found extends NodeState>(
    condition: (state: NodeState) => state is Found,
    timeoutMs?: number,
  ): Promise<Found>;
  until(condition: (state: NodeState) => boolean, timeoutMs?: number): Promise<NodeState>;
  until(condition: (state: NodeState) => boolean, timeoutMs = 20_000): Promise<NodeState> {
    if (condition(this.state)) return Promise.resolve(this.state);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`never reached; last: ${JSON.stringify(this.state)}`));
      }, timeoutMs);
      const stop = this.node.subscribe((state) => {
        if (!condition(state)) return;
        clearTimeout(timer);
        stop();
        resolve(state);
      });
    });
  }
}

export const awaiting = (state: NodeState): state is Extract<NodeState, { phase: "awaiting-approval" }> =>
  state.phase === "awaiting-approval";
export const connected = (state: NodeState): state is Extract<NodeState, { phase: "connected" }> =>
  state.phase === "connected";
export const approved = (state: NodeState): boolean =>
  connected(state) && state.surface.status === "approved";
export const blocked = (state: NodeState): state is Extract<NodeState, { phase: "blocked" }> =>
  state.phase === "blocked";
