import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admit, grantSurface, invoke } from "../../scripts/gateway/pairing.ts";
import { isReady } from "../../scripts/gateway/states.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { certificateOfAuthority } from "../scripted/certificate.ts";
import { nginx } from "../support/nginx.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { createWorld, freshComputer, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld(currentGateway, "loopback");
});
afterAll(() => world?.dispose());

test("a node pairs and answers through an access page, by a path, with a certificate of a private authority", async () => {
  const { gateway } = world;
  const certificate = certificateOfAuthority();
  const authority = join(temporaryDirectory(), "authority.pem");
  writeFileSync(authority, certificate.authority);
  const secret = "service-token-secret-nobody-may-read";
  const needs = { "cf-access-client-id": "id.access", "cf-access-client-secret": secret };
  const upstreamPort = Number(new URL(gateway.url.replace(/^ws/, "http")).port);
  const otherwise = "302 https://team.example/login";
  const edge = await nginx({ tls: certificate, upstreamPort, path: "/gw", needs, otherwise });
  const gatewayUrl = `wss://localhost:${edge.port}/gw`;
  const computer = freshComputer(gateway);
  const environment = { ...process.env, NODE_EXTRA_CA_CERTS: authority };

  const refused = await computer.start({ gatewayUrl, sharedToken: gateway.token, environment });
  const { state } = await refused.waitFor("blocked", (shown) => shown.phase === "blocked");
  expect(state).toMatchObject({ reason: "access-page", detail: { leadsTo: "team.example", status: "302" } });
  await refused.stop();

  const pair = { CF_ACCESS_CLIENT_ID: "id.access", CF_ACCESS_CLIENT_SECRET: secret };
  const first = await computer.start({
    gatewayUrl,
    sharedToken: gateway.token,
    environment: { ...environment, ...pair },
  });
  const deviceId = await admit(gateway.admin, first);
  await grantSurface(gateway.admin, deviceId);
  await first.waitFor("ready", isReady);
  expect(await first.stop()).toEqual({ code: 0, signal: null });

  // The token of the edge is in the key file now, and that of the gateway as well.
  const again = await computer.start({ gatewayUrl, environment });
  await again.waitFor("ready", isReady);
  expect(await invoke(gateway.admin, deviceId, "system.which", { bins: ["sh"] })).toHaveProperty("bins.sh");
  await again.stop();
  const files = readdirSync(computer.stateFolder, { recursive: true, encoding: "utf8" })
    .map((name) => join(computer.stateFolder, name))
    .filter((path) => statSync(path).isFile() && !path.endsWith("keys.json"));
  for (const file of files) expect(readFileSync(file, "utf8"), file).not.toContain(secret);
});
