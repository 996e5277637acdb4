import { type GatewayVersion, oldestGateway } from "./versions.ts";

export interface GatewaySetup {
  readonly version: GatewayVersion;
  readonly port: number;
  readonly token: string;
  /** `lan` only inside a network namespace of our own. */
  readonly bind: "loopback" | "lan";
  readonly logFile: string;
}

/** Commands that the gateway's own policy for Linux computers leaves out, and that this node has. */
const commandsToAllow = ["device.info", "device.status"];

/**
 * The gateway's configuration file: manual approval of everything, nothing that reaches outside,
 * none of the parts a node does not meet (channels, browser, plugins, web interface, schedules).
 * Keys as in the gateway's documentation: gateway/pairing.md, gateway/config-gateway.md, gateway/telemetry.md.
 */
export function gatewayConfig(setup: GatewaySetup): object {
  const isOldest = setup.version === oldestGateway;
  return {
    gateway: {
      mode: "local",
      port: setup.port,
      bind: setup.bind,
      auth: { mode: "token", token: setup.token },
      controlUi: { enabled: false },
      nodes: isOldest
        ? { allowCommands: commandsToAllow }
        : {
            pairing: { autoApproveLocal: false, sshVerify: false },
            commands: { allow: commandsToAllow },
          },
    },
    logging: { file: setup.logFile },
    update: { checkOnStart: false },
    discovery: { mdns: { mode: "off" } },
    plugins: { enabled: false },
    browser: { enabled: false },
    cron: { enabled: false },
    ...(isOldest ? { canvasHost: { enabled: false } } : { models: { catalogRefresh: { enabled: false } } }),
  };
}

/** Switches the gateway reads from its environment (help/environment.md, gateway/embedding.md). */
export const quietGatewayEnvironment = {
  OPENCLAW_DISABLE_BONJOUR: "1",
  OPENCLAW_NO_AUTO_UPDATE: "1",
  OPENCLAW_NO_RESPAWN: "1",
  OPENCLAW_OFFLINE: "1",
  OPENCLAW_SKIP_CHANNELS: "1",
} as const;
