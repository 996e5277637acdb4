import { execFileSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { undoAtExit } from "./cleanup.ts";
import { cleanEnvironment } from "./environment.ts";

/**
 * A network of two addresses: the gateway's end in a network namespace that reaches nothing else,
 * the node's end here. To such a gateway this computer is a stranger, as it would be on a real network.
 */
export interface Namespace {
  /** Runs a command inside when put before it. */
  readonly prefix: readonly string[];
  readonly gatewayAddress: string;
  readonly nodeAddress: string;
  remove(): void;
}

export interface NamespaceOptions {
  /**
   * Puts the gateway's address on a bridge. `ip link` lists the end of a pair as `name@if7`, and the gateway's mDNS
   * responder (ciao 1.3.12), which takes that for the name, sends nothing on it.
   */
  readonly bridge?: boolean;
}

/** Why no namespace can be created here; null when one can. Finds out by creating one. */
export function whyNoNamespace(options: NamespaceOptions = {}): string | null {
  if (process.platform !== "linux") return "network namespaces exist on Linux only";
  try {
    createNamespace(options).remove();
    return null;
  } catch (error) {
    const detail = error instanceof Error ? error.message.split("\n").at(-1) : String(error);
    return `network namespaces are not permitted here: ${detail}`;
  }
}

/** Creates a namespace with random names and addresses; removed with `remove`, and at any exit. */
export function createNamespace({ bridge = false }: NamespaceOptions = {}): Namespace {
  const suffix = randomBytes(4).toString("hex");
  const name = `clawtray-${suffix}`;
  const [nodeEnd, gatewayEnd] = [`ct${suffix}n`, `ct${suffix}g`];
  const network = `10.${randomInt(64, 224)}.${randomInt(1, 255)}`;
  const [nodeAddress, gatewayAddress] = [`${network}.1`, `${network}.2`];

  const remove = () => {
    for (const step of [
      ["link", "delete", nodeEnd],
      ["netns", "delete", name],
    ]) {
      try {
        ip(step);
      } catch {
        // Already gone, or never created: deleting the namespace takes its end of the pair with it.
      }
    }
    forget();
  };
  const forget = undoAtExit({
    undo: async () => remove(),
    // The pair goes with the namespace that holds one end of it.
    remnant: {
      kind: "command",
      command: "ip",
      parameters: ["netns", "delete", name],
      environment: cleanEnvironment({}),
    },
  });
  try {
    ip(["netns", "add", name]);
    ip(["link", "add", nodeEnd, "type", "veth", "peer", "name", gatewayEnd, "netns", name]);
    ip(["address", "add", `${nodeAddress}/30`, "dev", nodeEnd]);
    ip(["link", "set", nodeEnd, "up"]);
    ip(["-n", name, "link", "set", "lo", "up"]);
    const addressed = bridge ? "lan" : gatewayEnd;
    if (bridge) {
      ip(["-n", name, "link", "add", addressed, "type", "bridge"]);
      ip(["-n", name, "link", "set", gatewayEnd, "up", "master", addressed]);
    }
    ip(["-n", name, "address", "add", `${gatewayAddress}/30`, "dev", addressed]);
    ip(["-n", name, "link", "set", addressed, "up"]);
  } catch (error) {
    remove();
    throw error;
  }
  return { prefix: ["ip", "netns", "exec", name], gatewayAddress, nodeAddress, remove };
}

function ip(parameters: readonly string[]): void {
  try {
    execFileSync("ip", parameters, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`ip ${parameters.join(" ")}: ${stderr?.trim() || message}`);
  }
}
