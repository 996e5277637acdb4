import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admit, grantSurface, invoke } from "../../scripts/gateway/pairing.ts";
import { isConnected, isReady } from "../../scripts/gateway/states.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { selfSignedCertificate } from "../scripted/certificate.ts";
import { nginx } from "../support/nginx.ts";
import { whyNoSmallInternet } from "../support/small-internet.ts";
import { tinyproxy } from "../support/tinyproxy.ts";
import { createWorld, freshComputer, type World } from "./world.ts";

const PASSWORD = "proxy-password-nobody-may-read";
/** Only the proxy knows where it is. */
const host = "gateway.test";
const why = whyNoSmallInternet();

let world: World;
beforeAll(async () => {
  if (why === null) world = await createWorld(currentGateway, "loopback");
});
afterAll(() => world?.dispose());

describe.skipIf(why !== null)(
  `gateway ${currentGateway} through a proxy${why === null ? "" : ` (${why})`}`,
  () => {
    test("is paired with, invoked, and found again after it was restarted, all inside the tunnel", async () => {
      const { gateway } = world;
      const certificate = selfSignedCertificate();
      // A gateway on loopback speaks no TLS, and nothing else goes through a proxy.
      const upstreamPort = Number(new URL(gateway.url).port);
      const edge = await nginx({ tls: certificate, upstreamPort });
      const proxy = await tinyproxy({ host, signIn: ["me", PASSWORD] });
      const options = {
        gatewayUrl: `wss://${host}:${edge.port}`,
        environment: { HTTPS_PROXY: `http://me:${PASSWORD}@127.0.0.1:${proxy.port}` },
        extraParameters: ["--tls-fingerprint", certificate.fingerprint],
      };
      const computer = freshComputer(gateway);
      const node = await computer.start({ ...options, sharedToken: gateway.token });
      const deviceId = await admit(gateway.admin, node);
      await grantSurface(gateway.admin, deviceId);
      const { state } = await node.waitFor("ready", isReady);
      expect(state.gateway?.proxy).toBe(`http://127.0.0.1:${proxy.port}`);
      const asked = { bins: ["sh"] };
      expect(await invoke(gateway.admin, deviceId, "system.which", asked)).toHaveProperty("bins.sh");

      const [before, tunnels] = [node.states.length, proxy.targets().length];
      await gateway.restart();
      await node.waitFor("ready again", isReady, { after: before });
      expect(await invoke(gateway.admin, deviceId, "system.which", asked)).toHaveProperty("bins.sh");
      expect(proxy.targets().length).toBeGreaterThan(tunnels);
      expect(new Set(proxy.targets())).toEqual(new Set([`${host}:${edge.port}`]));
      await node.stop();

      // With the device token alone.
      const again = await computer.start(options);
      await again.waitFor("connected", isConnected);
      for (const { stdout, stderr } of [node, again]) expect(stdout() + stderr()).not.toContain(PASSWORD);
    });
  },
);
