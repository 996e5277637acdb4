import { modelName } from "./model.ts";
import { currentGateway, type GatewayVersion, oldestGateway } from "./versions.ts";

export interface GatewaySetup {
  readonly version: GatewayVersion;
  readonly port: number;
  readonly token: string;
  /** `lan` only inside a network namespace of our own. */
  readonly bind: "loopback" | "lan";
  readonly logFile: string;
  /** Where its agents find a model; null when they have none and cannot answer. */
  readonly modelUrl: string | null;
  /** Whether it announces itself by mDNS; only inside a network namespace of our own. */
  readonly announces: boolean;
  /** Where it lets nodes read and write files, as patterns of paths; null where it lets them nowhere. 2026.9.6 only. */
  readonly filePolicy: FilePolicy | null;
}

export interface FilePolicy {
  readonly allowReadPaths: readonly string[];
  readonly allowWritePaths: readonly string[];
}

/** Commands that the gateway's own policy for Linux computers leaves out, and that this node has. */
const commandsToAllow = ["device.info", "device.status"];

/** Each is allowed by name (nodes/file-transfers.md, 2026.9.6). */
const fileCommands = ["file.fetch", "file.stat", "file.write", "dir.list", "dir.fetch"];

/**
 * The gateway's configuration file: manual approval of everything, nothing that reaches outside, none of the parts that
 * do not concern a node (channels, browser, plugins, web interface, schedules). Keys as in the gateway's documentation:
 * gateway/pairing.md, gateway/config-gateway.md, gateway/telemetry.md.
 */
export function gatewayConfig(setup: GatewaySetup): object {
  const isOldest = setup.version === oldestGateway;
  // The key of 2026.8 stops an older one from starting; a newer gateway migrates the old key by itself.
  const allow =
    setup.version === currentGateway
      ? { commands: { allow: [...commandsToAllow, ...(setup.filePolicy === null ? [] : fileCommands)] } }
      : { allowCommands: commandsToAllow };
  return {
    gateway: {
      mode: "local",
      port: setup.port,
      bind: setup.bind,
      auth: { mode: "token", token: setup.token },
      controlUi: { enabled: false },
      nodes:
        setup.version === currentGateway
          ? { ...allow, pairing: { autoApproveLocal: false, sshVerify: false } }
          : allow,
    },
    logging: { file: setup.logFile },
    update: { checkOnStart: false },
    ...(setup.announces ? announcing : silent),
    ...(setup.filePolicy === null ? {} : filesOf(setup.filePolicy)),
    browser: { enabled: false },
    cron: { enabled: false },
    ...(isOldest ? { canvasHost: { enabled: false } } : {}),
    ...modelsOf(setup),
    ...(setup.modelUrl === null ? {} : agentConfig(setup.version)),
  };
}

/** Older gateways have no catalogue to refresh, and without a model nothing to be told. */
function modelsOf({ version, modelUrl }: GatewaySetup): object {
  if (version === currentGateway)
    return { models: { catalogRefresh: { enabled: false }, ...providers(modelUrl) } };
  return modelUrl === null ? {} : { models: providers(modelUrl) };
}

/** A custom provider (gateway/local-models.md) that replaces all others. */
function providers(baseUrl: string | null): object {
  if (baseUrl === null) return {};
  const model = {
    id: modelName,
    name: modelName,
    reasoning: false,
    input: ["text", "image"],
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 128_000,
    maxTokens: 8_192,
  };
  const provider = { baseUrl, apiKey: "none", api: "openai-completions", models: [model] };
  return { mode: "replace", providers: { loopback: provider } };
}

const silent = { discovery: { mdns: { mode: "off" } }, plugins: { enabled: false } };

/** The one plugin that announces (gateway/bonjour.md), and no other. */
const announcing = {
  discovery: { mdns: { mode: "minimal" } },
  plugins: { enabled: true, allow: ["bonjour"], entries: { bonjour: { enabled: true } } },
};

/** The plugin that judges every path before a node is asked for it. */
const filesOf = (policy: FilePolicy) => ({
  plugins: {
    enabled: true,
    allow: ["file-transfer"],
    entries: {
      "file-transfer": {
        enabled: true,
        config: { policyVersion: 2, nodes: { "*": { ask: "off", followSymlinks: false, ...policy } } },
      },
    },
  },
});

/** Agents run programs on nodes, and the gateway itself asks nobody about it (tools/exec.md, 2026.9.6). */
const agentConfig = (version: GatewayVersion) => ({
  agents: { defaults: { model: { primary: `loopback/${modelName}` }, skipBootstrap: true } },
  ...(version === currentGateway ? { tools: { exec: { host: "node", mode: "full" } } } : {}),
});

/** Switches the gateway reads from its environment (help/environment.md, gateway/embedding.md). */
export const quietGatewayEnvironment = {
  OPENCLAW_DISABLE_BONJOUR: "1",
  OPENCLAW_NO_AUTO_UPDATE: "1",
  OPENCLAW_NO_RESPAWN: "1",
  OPENCLAW_OFFLINE: "1",
  OPENCLAW_SKIP_CHANNELS: "1",
} as const;
