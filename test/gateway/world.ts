import { onTestFinished } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import {
  type ClawtrayNode,
  type ClawtrayNodeOptions,
  startClawtrayNode,
} from "../../scripts/gateway/clawtray-node.ts";
import { makeThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { createNamespace } from "../../scripts/gateway/namespace.ts";
import { admit, grantSurface } from "../../scripts/gateway/pairing.ts";
import type { GatewayVersion } from "../../scripts/gateway/versions.ts";

/** One real gateway, and as many computers as a test needs. */
export interface World {
  readonly gateway: Gateway;
  dispose(): Promise<void>;
}

export interface Computer {
  readonly stateFolder: string;
  /** Starts the node on this computer; it is stopped when the test ends. */
  start(options?: Partial<ClawtrayNodeOptions>): Promise<ClawtrayNode>;
}

export async function createWorld(
  version: GatewayVersion,
  network: "loopback" | "namespace",
): Promise<World> {
  const installed = await installGateway(version, (line) => console.log(line));
  if (network === "loopback") {
    const gateway = await startGateway(installed);
    return { gateway, dispose: () => gateway.dispose() };
  }
  const namespace = createNamespace();
  try {
    const gateway = await startGateway(installed, { namespace });
    return {
      gateway,
      async dispose() {
        await gateway.dispose();
        namespace.remove();
      },
    };
  } catch (error) {
    namespace.remove();
    throw error;
  }
}

/** A computer that has never run the node; everything on it is gone when the test ends. Its node is told this gateway. */
export function freshComputer(gateway: Pick<Gateway, "url"> | null): Computer {
  const folder = makeThrowAwayFolder("node");
  const nodes: ClawtrayNode[] = [];
  onTestFinished(async () => {
    for (const node of nodes) await node.stop();
    await folder.remove();
  });
  return {
    stateFolder: folder.path,
    async start(options = {}) {
      const node = await startClawtrayNode({
        ...(gateway === null ? {} : { gatewayUrl: gateway.url }),
        stateFolder: folder.path,
        keyStore: "file",
        ...options,
      });
      nodes.push(node);
      return node;
    },
  };
}

/** A computer whose node is admitted, granted its surface, and running with the shared secret in its environment. */
export async function pairedComputer(
  gateway: Gateway,
): Promise<{ computer: Computer; node: ClawtrayNode; deviceId: string }> {
  const computer = freshComputer(gateway);
  const node = await computer.start({ sharedToken: gateway.token });
  const deviceId = await admit(gateway.admin, node);
  await grantSurface(gateway.admin, deviceId);
  return { computer, node, deviceId };
}
