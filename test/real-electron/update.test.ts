import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { gatewayForTest, homeForTest, TOKEN } from "../e2e/scenario.ts";
import { temporaryHome } from "../electron/host/double.ts";
import { CliProcess } from "../scripted/cli-process.ts";
import { makeAppImage } from "./app-image.ts";

/**
 * An AppImage that is offered a newer one, by the feed that a release makes. Each is the built app under a real
 * Electron, packed as a release packs it; only what an AppImage begins with is a stand-in (`app-image.ts`).
 */
const older = "1.0.0";
const newer = "1.1.0";
const oldest = "0.9.0";

/** Of a file's content, which is too large to be compared byte by byte. */
const digest = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/** Longer than the app wants nothing to run before it takes an update, s. */
const program = 90;

/** What the feed's address answers: the files of one release. */
interface Offer {
  readonly version: string;
  /** The AppImage's bytes where they are not those that the feed promises. */
  readonly content?: (promised: Buffer) => Buffer;
  /** How much of it is sent before the connection is cut, where not all of it. */
  readonly sent?: number;
}

/** A release's folder on loopback, as any web server shows it; nothing is there until it is told of one. */
async function feedServer() {
  const asked: string[] = [];
  let offer: Offer | null = null;
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    asked.push(path);
    const image = offer === null ? null : (images.get(offer.version) ?? null);
    const file = image === null ? "" : join(dirname(image), basename(path));
    if (offer === null || !existsSync(file)) return void response.writeHead(404).end();
    const promised = readFileSync(file);
    if (file !== image) return void response.end(promised);
    const { content = (all: Buffer) => all, sent } = offer;
    const body = content(promised);
    response.writeHead(200, { "content-length": body.length });
    response.write(body.subarray(0, sent), () => {
      if (sent !== undefined && sent < body.length) response.destroy();
      else response.end();
    });
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    offers(next: Offer): void {
      asked.length = 0;
      offer = next;
    },
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Each version's AppImage, its feed beside it. */
const images = new Map<string, string>();
let feed: Awaited<ReturnType<typeof feedServer>>;
const made = temporaryHome();

beforeAll(async () => {
  feed = await feedServer();
  for (const version of [oldest, older, newer])
    images.set(version, await makeAppImage(made.path, version, feed.url));
}, 600_000);

afterAll(() => {
  feed.close();
  made.remove();
});

/** A paired node whose app is started from the older AppImage. */
async function olderApp(offer: Offer) {
  const gateway = await gatewayForTest({ autoApproveDevice: true, autoApproveSurface: true });
  const home = homeForTest();
  const stateDir = join(home, ".config", "clawtray");
  const place = ["--state-dir", stateDir, "--key-store", "file"];
  const first = new CliProcess(["run", "--json", "--gateway", gateway.url, ...place], {
    OPENCLAW_GATEWAY_TOKEN: TOKEN,
  });
  const { deviceId } = await first.phase("connected");
  first.child.kill("SIGTERM");
  await first.exited;
  const trusted = new CliProcess(["approvals", "allow", "/bin/sleep", "--uncontained", ...place]);
  expect(await trusted.exited, trusted.stderr).toBe(0);

  feed.offers(offer);
  const file = join(home, `Clawtray-${older}.AppImage`);
  copyFileSync(images.get(older) ?? "", file);
  const env = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_CACHE_HOME: join(home, ".cache"),
    XDG_STATE_HOME: join(home, ".state"),
  };
  const app: ChildProcess = spawn(file, [], { env, stdio: "ignore" });
  onTestFinished(async () => {
    for (const pid of readFileSync(join(home, "started"), "utf8").trim().split("\n")) {
      try {
        process.kill(Number(pid), "SIGKILL");
      } catch {
        // It has ended.
      }
    }
  });
  await gateway.until(() => gateway.nodes().length === 1, 30_000);
  const log = () => {
    const path = join(home, ".state", "clawtray", "logs", "clawtray.log");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  const imagesHere = () => readdirSync(home).filter((name) => name.endsWith(".AppImage"));
  return { gateway, home, app, deviceId, file, log, imagesHere };
}

test("a newer version is fetched, waits for what runs, is taken once nothing runs, and is the same node", async () => {
  const { gateway, home, deviceId, log, file, imagesHere } = await olderApp({ version: newer });
  const running = gateway.invoke(
    "system.run",
    { command: ["/bin/sleep", String(program)], agentId: "main", timeoutMs: 120_000 },
    { timeoutMs: 120_000 },
  );
  await expect.poll(log).toContain("a new version is ready and will be installed once nothing is running");
  const before = digest(file);
  // The program's own end: it was not cut short, and nothing was put in place meanwhile.
  expect(await running.result).toMatchObject({ ok: true, payload: { exitCode: 0, success: true } });
  expect(log()).not.toContain("installing the new version");
  expect([imagesHere(), digest(file)]).toEqual([[`Clawtray-${older}.AppImage`], before]);

  await gateway.until(() => gateway.nodes().length === 0, 120_000);
  await gateway.until(() => gateway.nodes().length === 1, 60_000);
  expect(log()).toContain("installing the new version");
  expect(imagesHere()).toEqual([`Clawtray-${newer}.AppImage`]);
  expect(readFileSync(join(home, "started"), "utf8").trim().split("\n")).toHaveLength(2);
  expect(gateway.node().device?.deviceId).toBe(deviceId);
  expect(gateway.attempts.at(-1)?.params?.client.version).toBe(newer);
  expect(log()).toMatch(new RegExp(`starting.*${newer}`));
}, 300_000);

const refusals: Readonly<Record<string, Offer>> = {
  "another checksum": {
    version: newer,
    content: (promised) => Buffer.from(promised).fill("x", promised.length - 100),
  },
  "half of the file": { version: newer, sent: 5_000_000 },
  "an older version": { version: oldest },
  "the same version": { version: older },
};

test.each(Object.entries(refusals))("a feed that offers %s changes nothing", async (_what, offer) => {
  const { gateway, log, file, imagesHere } = await olderApp(offer);
  const before = digest(file);
  if (offer.version === newer) await expect.poll(log).toContain("checking for an update failed");
  else await expect.poll(() => feed.asked).toContain("/latest-linux.yml");
  expect(log()).not.toContain("a new version is ready");
  expect([imagesHere(), digest(file)]).toEqual([[`Clawtray-${older}.AppImage`], before]);
  expect(gateway.nodes()).toHaveLength(1);
});
