import { connect, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { startGateway } from "../../scripts/gateway/gateway.ts";
import { findFreePort } from "../../scripts/gateway/ports.ts";
import { isAwaitingApproval } from "../../scripts/gateway/states.ts";
import {
  currentGateway,
  earlyGateway,
  middleGateway,
  oldestGateway,
} from "../../scripts/gateway/versions.ts";
import { compareCommand } from "../../src/shared/fingerprint.ts";
import { adminMessage } from "../../src/shared/words/admin-message.ts";
import { englishCatalogue } from "../../src/shared/words/en/catalogue.ts";
import { freshComputer } from "./world.ts";

// Older gateways admit loopback unasked, but ask about what a proxy hands on; the newest takes nothing from a stranger's proxy.
test.for([oldestGateway, earlyGateway, middleGateway, currentGateway] as const)(
  "what the node shows is what the command it names prints beside its request, on %s",
  async (version) => {
    const gateway = await startGateway(await installGateway(version, (line) => console.log(line)));
    onTestFinished(() => gateway.dispose());
    const url = version === currentGateway ? gateway.url : await proxyTo(gateway.url);
    const node = await freshComputer({ ...gateway, url }).start({ sharedToken: gateway.token });
    const { state } = await node.waitFor("awaiting approval", isAwaitingApproval);

    const [program, ...parameters] = compareCommand.split(" ");
    expect(program).toBe("openclaw");
    const { stdout } = await gateway.runCli(parameters);
    expect(stdout).toContain(`"deviceId": "${state.fingerprint}"`);
    const { pending } = JSON.parse(stdout);
    expect(pending).toMatchObject([{ requestId: state.requestId, deviceId: state.fingerprint }]);
    // The table does not name the device, which is why it is not what we name.
    const table = await gateway.runCli(["devices", "list"]);
    expect(table.stdout).toContain(state.requestId);
    expect(table.stdout).not.toContain(state.fingerprint?.slice(0, 8));
    const message = adminMessage(state, englishCatalogue);
    for (const text of [compareCommand, state.fingerprint, state.adminCommand])
      expect(message).toContain(text);
  },
);

/** A proxy on loopback that says, as proxies do, that its client is another computer; ends with the test. */
async function proxyTo(gatewayUrl: string): Promise<string> {
  const port = await findFreePort();
  const server = createServer((client) => {
    const gateway = connect(Number(new URL(gatewayUrl).port), "127.0.0.1");
    client.once("data", (head) => {
      const [line, ...rest] = head.toString("latin1").split("\r\n");
      gateway.write([line, "X-Forwarded-For: 10.1.2.3", ...rest].join("\r\n"), "latin1");
      client.pipe(gateway);
    });
    gateway.pipe(client);
    for (const socket of [client, gateway])
      socket.on("error", () => {}).on("close", () => [client, gateway].forEach((end) => void end.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `ws://127.0.0.1:${port}`;
}
