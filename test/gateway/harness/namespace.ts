import { execFileSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { undoAtExit } from "./cleanup.ts";
import { cleanEnvironment } from "./environment.ts";

/**
 * A network of two addresses: the gateway's end in a network namespace that reaches nothing else,
 * the node's end here. To such a gateway this computer is a stranger, as it would be on a real network.
 */
export interface Namespace {
  /** Put before a command, runs it inside. */
  readonly prefix: readonly string[];
  readonly gatewayAddress: string;
  readonly nodeAddress: string;
  remove(): void;
}

/** Why no namespace can be made here; null when one can. Finds out by making one. */
export function whyNoNamespace(): string | null {
  if (process.platform !== "linux") return "network namespaces exist on Linux only";
  try {
    createNamespace().remove();
    return null;
  } catch (error) {
    const detail = error instanceof Error ? error.message.split("\n").at(-1) : String(error);
    return `network namespaces are not permitted here: ${detail}`;
  }
}

/** Makes a namespace with random names and addresses; removed with `remove`, and at any exit. */
export function createNamespace(): Namespace {
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
        // Gone already, or never made: deleting the namespace takes its end of the pair with it.
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
    ip(["-n", name, "address", "add", `${gatewayAddress}/30`, "dev", gatewayEnd]);
    ip(["-n", name, "link", "set", gatewayEnd, "up"]);
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
