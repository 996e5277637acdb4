import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { certificateOfAuthority, selfSignedCertificate } from "../scripted/certificate.ts";
import { nginx } from "../support/nginx.ts";
import {
  appForTest,
  enterGateway,
  gatewayForTest,
  homeForTest,
  onRealElectron,
  TOKEN,
  untilTray,
} from "./scenario.ts";

const SECRET = "a-service-token-secret";
const needs = { "cf-access-client-id": "id.access", "cf-access-client-secret": SECRET };

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);

test("a gateway behind an access page is reached with the headers that are entered in the wizard", async () => {
  const gateway = await gatewayForTest({ autoApproveDevice: true, autoApproveSurface: true });
  const certificate = selfSignedCertificate();
  const upstreamPort = Number(new URL(gateway.url.replace(/^ws/, "http")).port);
  const edge = await nginx({ tls: certificate, upstreamPort, needs });
  const home = homeForTest();
  const app = await appForTest({ home });
  const page = await app.page();
  await enterGateway(page, `wss://127.0.0.1:${edge.port}`, TOKEN);
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Accept this certificate" }).click();
  await page.getByText("enter its headers under").first().waitFor();
  expect(gateway.attempts).toHaveLength(0);

  await page.getByRole("button", { name: "Use Cloudflare’s names" }).click();
  await page.getByLabel("Value of header 1", { exact: true }).fill(needs["cf-access-client-id"]);
  await page.getByLabel("Value of header 2", { exact: true }).fill(SECRET);
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Connect" }).click();
  await untilTray(app, "Connected");

  const seen = await page.evaluate<string>(
    `window.clawtray.snapshot().then((snapshot) => JSON.stringify(snapshot) + document.documentElement.outerHTML)`,
  );
  expect(seen).not.toContain(SECRET);
  const files = filesIn(home);
  const holding = (text: string) => files.filter((file) => readFileSync(file).includes(text));
  expect(holding("CF-Access-Client-Secret").map((file) => basename(file))).toContain("settings.json");
  expect(holding(SECRET).map((file) => basename(file))).toEqual([
    onRealElectron ? "keys.json" : "keychain.json",
  ]);
});

test("a join link whose gateway is behind an access page is redeemed with the headers, once they are there", async () => {
  const code = "abcdefghijklmnopqrstuv";
  const gateway = await gatewayForTest({
    bootstrapToken: "one-time",
    autoApproveDevice: true,
    autoApproveSurface: true,
  });
  const upstreamPort = Number(new URL(gateway.url.replace(/^ws/, "http")).port);
  const certificate = certificateOfAuthority();
  const asked: string[] = [];
  // What a gateway serves under `/j/`; the scripted one has only its WebSocket.
  const links = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers["cf-access-client-secret"]}`);
    const url = `wss://localhost:${edge.port}`;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ url, bootstrapToken: "one-time", expiresAtMs: Date.now() + 3_600_000 }));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void links.close());
  await once(links, "listening");
  const linksPort = (links.address() as { port: number }).port;
  const edge = await nginx({ tls: certificate, upstreamPort, needs, linksPort });
  const authority = join(homeForTest(), "authority.pem");
  writeFileSync(authority, certificate.authority);
  const app = await appForTest({ home: homeForTest(), env: { NODE_EXTRA_CA_CERTS: authority } });
  const page = await app.page();
  await enterGateway(page, `https://localhost:${edge.port}/j/${code}`, null);
  await page.getByText(/in front of the gateway.*answers in its place/).waitFor();
  expect(asked).toEqual([]);

  await page.getByRole("button", { name: "Use Cloudflare’s names" }).click();
  await page.getByLabel("Value of header 1", { exact: true }).fill(needs["cf-access-client-id"]);
  await page.getByLabel("Value of header 2", { exact: true }).fill(SECRET);
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  expect(asked).toEqual([`/j/${code} ${SECRET}`]);
  await page.getByRole("button", { name: "Connect" }).click();
  await untilTray(app, "Connected");
});
