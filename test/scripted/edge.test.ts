import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findFreePort } from "../../scripts/gateway/ports.ts";
import { lacking } from "../support/lacking.ts";
import { nginx } from "../support/nginx.ts";
import { PseudoTerminal, terminalTool } from "../support/pseudo-terminal.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { certificateOfAuthority, selfSignedCertificate } from "./certificate.ts";
import { CliProcess, program } from "./cli-process.ts";
import { connectTo, failureOf, friendlyGateway, tcpServer } from "./harness.ts";

const certificate = selfSignedCertificate();
const pinned = { tlsFingerprint: certificate.fingerprint };
const portOf = (url: string): number => Number(new URL(url.replace(/^ws/, "http")).port);
const needs = { "cf-access-client-id": "id.access", "cf-access-client-secret": "a-service-token-secret" };

const lacks = lacking("nginx");

describe.skipIf(lacks !== "")(`a gateway behind an edge${lacks}`, () => {
  test("is reached by its path", async () => {
    const gateway = await friendlyGateway();
    const edge = await nginx({ tls: certificate, upstreamPort: portOf(gateway.url), path: "/gw" });
    const result = await connectTo(`wss://127.0.0.1:${edge.port}/gw`, pinned);
    expect(result.ok).toBe(true);
    if (result.ok) await result.session.close();
    expect(await failureOf(connectTo(`wss://127.0.0.1:${edge.port}/other`, pinned))).toMatchObject({
      kind: "not-a-gateway",
      status: 404,
    });
  });

  test.each([
    ["401", { answer: "sign-in", status: 401, leadsTo: null }],
    ["403", { answer: "forbidden", status: 403, leadsTo: null }],
    ["407", { answer: "proxy-sign-in", status: 407, leadsTo: null }],
    ["200 '<html>Sign in</html>'", { answer: "page", status: 200, leadsTo: null }],
  ])("that answers %s is told as that", async (otherwise, expected) => {
    const gateway = await friendlyGateway();
    const edge = await nginx({ tls: certificate, upstreamPort: portOf(gateway.url), needs, otherwise });
    const failure = await failureOf(connectTo(`wss://127.0.0.1:${edge.port}`, pinned));
    expect(failure).toEqual({ kind: "access-page", ...expected });
    expect(gateway.attempts).toHaveLength(0);
  });

  test("that redirects is told with the host it leads to, which hears nothing", async () => {
    const gateway = await friendlyGateway();
    let heard = 0;
    const elsewhere = await tcpServer(() => {
      heard += 1;
    });
    const host = `127.0.0.1:${portOf(elsewhere.url)}`;
    const otherwise = `302 http://${host}/login?token=abc`;
    const edge = await nginx({ tls: certificate, upstreamPort: portOf(gateway.url), needs, otherwise });
    const url = `wss://127.0.0.1:${edge.port}`;
    const failure = await failureOf(connectTo(url, pinned));
    expect(failure).toEqual({ kind: "access-page", answer: "redirect", status: 302, leadsTo: host });
    const words = ["check", url, "--tls-fingerprint", certificate.fingerprint, "--state-dir"];
    const check = new CliProcess([...words, temporaryDirectory()]);
    expect(await check.exited).toBe(1);
    expect(check.stdout).toContain(`it redirects to ${host} (HTTP 302)`);
    expect(check.stdout).toContain("service token");
    expect(check.stdout).not.toContain("abc");
    expect(heard).toBe(0);
  });

  test("that does not reach it is told apart from it", async () => {
    const edge = await nginx({ tls: certificate, upstreamPort: await findFreePort() });
    const url = `wss://127.0.0.1:${edge.port}`;
    const failure = await failureOf(connectTo(url, pinned));
    expect(failure).toMatchObject({ kind: "gateway-error", code: "HTTP_502" });
    const words = ["check", url, "--tls-fingerprint", certificate.fingerprint, "--state-dir"];
    const check = new CliProcess([...words, temporaryDirectory()]);
    expect(await check.exited).toBe(1);
    expect(check.stdout).toContain("cannot reach the gateway behind it");
  });
});

describe.skipIf(lacks !== "")(`headers for the edge${lacks}`, () => {
  const SECRET = needs["cf-access-client-secret"];
  const pair = { CF_ACCESS_CLIENT_ID: needs["cf-access-client-id"], CF_ACCESS_CLIENT_SECRET: SECRET };
  const edgeHeaders = [
    { name: "CF-Access-Client-Id", value: needs["cf-access-client-id"] },
    { name: "X-Edge-Secret", value: SECRET },
  ];

  test("let this computer through", async () => {
    const gateway = await friendlyGateway();
    const upstreamPort = portOf(gateway.url);
    const edge = await nginx({ tls: certificate, upstreamPort, needs: { "x-edge-secret": SECRET } });
    const result = await connectTo(`wss://127.0.0.1:${edge.port}`, { ...pinned, edgeHeaders });
    expect(result.ok).toBe(true);
    if (result.ok) await result.session.close();
  });

  test("are not sent without TLS", async () => {
    const gateway = await friendlyGateway();
    const edge = await nginx({ upstreamPort: portOf(gateway.url), needs: { "x-edge-secret": SECRET } });
    const failure = await failureOf(connectTo(`ws://127.0.0.1:${edge.port}`, { edgeHeaders }));
    expect(failure).toMatchObject({ kind: "access-page", answer: "forbidden" });
    expect(edge.requests()).toEqual(["403 GET / HTTP/1.1 [-]"]);
  });

  test("go to no certificate but the right one, and nowhere a redirect leads", async () => {
    const gateway = await friendlyGateway();
    let heard = 0;
    const elsewhere = await tcpServer(() => {
      heard += 1;
    });
    const otherwise = `302 http://127.0.0.1:${portOf(elsewhere.url)}/login`;
    const gate = { "x-edge-secret": "another" };
    const upstreamPort = portOf(gateway.url);
    const edge = await nginx({ tls: certificate, upstreamPort, needs: gate, otherwise });
    const url = `wss://127.0.0.1:${edge.port}`;
    await failureOf(connectTo(url, { tlsFingerprint: "0".repeat(64), edgeHeaders }));
    expect(edge.requests()).toEqual([]);
    expect(await failureOf(connectTo(url, { ...pinned, edgeHeaders }))).toMatchObject({ answer: "redirect" });
    expect(edge.requests()).toEqual([`302 GET / HTTP/1.1 [${SECRET}]`]);
    expect(heard).toBe(0);
  });

  test("are given once, kept in the key store, shown nowhere, and forgotten with the device", async () => {
    const gateway = await friendlyGateway({ token: null });
    const edge = await nginx({ tls: certificate, upstreamPort: portOf(gateway.url), needs });
    const stateDir = temporaryDirectory();
    const place = ["--state-dir", stateDir, "--key-store", "file"];
    const url = `wss://127.0.0.1:${edge.port}`;
    const all: CliProcess[] = [];
    const command = (words: readonly string[], environment: Record<string, string> = {}) => {
      const started = new CliProcess([...words, ...place], environment);
      all.push(started);
      return started;
    };
    const connected = async (process: CliProcess) => {
      await process.until(() => process.states.some(({ phase }) => phase === "connected"));
      const environ = readFileSync(`/proc/${process.child.pid}/environ`, "latin1");
      process.child.kill("SIGTERM");
      await process.exited;
      return environ;
    };
    const pin = ["--tls-fingerprint", certificate.fingerprint];
    const without = command(["check", url, ...pin]);
    expect(await without.exited).toBe(1);
    expect(without.stdout).toContain("it refuses this computer (HTTP 403)");
    expect(await command(["check", url, ...pin], pair).exited).toBe(0);

    const environ = await connected(
      command(["run", "--gateway", url, ...pin, "--json", "--log-level", "debug"], pair),
    );
    expect(environ).not.toContain(SECRET);
    const settings = readFileSync(join(stateDir, "settings.json"), "utf8");
    expect(settings).toContain("CF-Access-Client-Secret");
    expect(settings).not.toContain(SECRET);
    expect(readFileSync(join(stateDir, "keys.json"), "utf8")).toContain("edge headers");

    await connected(command(["run", "--json"]));
    expect(await command(["check"]).exited).toBe(0);
    const doctor = command(["doctor"]);
    await doctor.exited;
    expect(doctor.stdout).toMatch(/ok +gateway +OpenClaw/);

    expect(await command(["forget", "--yes"]).exited).toBe(0);
    expect(existsSync(join(stateDir, "keys.json"))).toBe(false);
    for (const { stdout, stderr } of all) expect(stdout + stderr).not.toContain(SECRET);
  });

  test.skipIf(terminalTool() === null)(
    "are asked for in a terminal that does not show them, kept, and removed when that is wanted",
    { timeout: 120_000 },
    async () => {
      const gateway = await friendlyGateway({ token: null });
      const upstreamPort = portOf(gateway.url);
      const edge = await nginx({ tls: certificate, upstreamPort, needs: { "x-edge-secret": SECRET } });
      const stateDir = temporaryDirectory();
      const place = ["--state-dir", stateDir, "--key-store", "file"];
      const url = `wss://127.0.0.1:${edge.port}`;
      const words = ["run", "--gateway", url, "--tls-fingerprint", certificate.fingerprint, ...place];
      const terminal = new PseudoTerminal(
        terminalTool() ?? "script",
        [process.execPath, program, ...words, "--edge-header", "X-Edge-Secret"],
        { ...process.env, TERM: "xterm" },
      );
      await terminal.shows((screen) => screen.includes("Value of X-Edge-Secret (not shown):"));
      terminal.press(`${SECRET}\r`);
      await gateway.until(() => gateway.nodes().length === 1, 60_000);
      await terminal.shows((screen) => screen.includes("Connected to"));
      terminal.press("q");
      await gateway.until(() => gateway.nodes().length === 0, 60_000);
      expect(terminal.output).not.toContain(SECRET);
      const settings = () => readFileSync(join(stateDir, "settings.json"), "utf8");
      expect(settings()).toContain("X-Edge-Secret");
      expect(settings()).not.toContain(SECRET);
      expect(readFileSync(join(stateDir, "keys.json"), "utf8")).toContain("edge headers");

      const node = new CliProcess(["run", "--json", "--forget-edge-headers", ...place]);
      expect(await node.phase("blocked")).toMatchObject({ reason: "access-page" });
      expect(settings()).not.toContain("X-Edge-Secret");
      expect(readFileSync(join(stateDir, "keys.json"), "utf8")).not.toContain("edge headers");
      node.child.kill("SIGTERM");
      await node.exited;
    },
  );

  test("also go to the server of a join link, and to the gateway it names on the same host", {
    timeout: 120_000,
  }, async () => {
    const authority = certificateOfAuthority();
    const gateway = await friendlyGateway({ token: null, bootstrapToken: "recognisable-bootstrap-19f2" });
    const edge = await nginx({ tls: authority, upstreamPort: portOf(gateway.url), needs });
    const asked: (string | undefined)[] = [];
    const setup = { url: `wss://localhost:${edge.port}`, bootstrapToken: "recognisable-bootstrap-19f2" };
    const links = createServer({ key: authority.key, cert: authority.cert }, (request, response) => {
      const secret = request.headers["cf-access-client-secret"];
      asked.push(Array.isArray(secret) ? secret.join() : secret);
      if (secret !== SECRET) response.writeHead(302, { location: "https://team.example/login" }).end();
      else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(setup));
    });
    await new Promise<void>((resolve) => links.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      links.closeAllConnections();
      links.close();
    });
    const folder = temporaryDirectory();
    const file = join(folder, "authority.pem");
    writeFileSync(file, authority.authority);
    const { port } = links.address() as AddressInfo;
    const link = `https://localhost:${port}/j/${"a".repeat(22)}`;
    const joining = (name: string, environment: Record<string, string>) =>
      new CliProcess(["connect", "--json", link, "--state-dir", join(folder, name), "--key-store", "file"], {
        NODE_EXTRA_CA_CERTS: file,
        ...environment,
      });
    const without = joining("without", {});
    expect(await without.exited).toBe(1);
    expect(gateway.attempts).toHaveLength(0);
    const node = joining("with", pair);
    await node.phase("connected");
    expect(asked).toEqual([undefined, SECRET]);
    expect(node.stdout + node.stderr).not.toContain(SECRET);
    expect(readFileSync(join(folder, "with", "settings.json"), "utf8")).toContain("CF-Access-Client-Secret");
  });

  test("from a file are read, and bad ones refused without a word of them", async () => {
    const gateway = await friendlyGateway({ token: null });
    const edge = await nginx({ tls: certificate, upstreamPort: portOf(gateway.url), needs });
    const folder = temporaryDirectory();
    const file = join(folder, "headers");
    const words = ["run", "--gateway", `wss://127.0.0.1:${edge.port}`, "--json", "--state-dir"];
    const run = (state: string, more: readonly string[], environment: Record<string, string> = {}) =>
      new CliProcess(
        [
          ...words,
          join(folder, state),
          "--key-store",
          "file",
          "--tls-fingerprint",
          certificate.fingerprint,
          ...more,
        ],
        environment,
      );
    const [id, secret] = Object.values(needs);
    writeFileSync(file, `CF-Access-Client-Id: ${id}\nCF-Access-Client-Secret: ${secret}\n`, { mode: 0o600 });
    const good = run("good", ["--edge-header-file", file]);
    await good.until(() => good.states.some(({ phase }) => phase === "connected"));
    good.child.kill("SIGTERM");
    await good.exited;

    for (const [more, environment, says] of [
      [["--edge-header", `X-Edge: ${SECRET}`], {}, /only the name is given/],
      [["--edge-header", "Host"], {}, /cannot be set/],
      [["--edge-header", "X-Edge"], {}, /Nobody can be asked for the value of X-Edge here/],
      [["--edge-header-file", join(folder, "none")], {}, /cannot be read as headers/],
      [[], { CF_ACCESS_CLIENT_SECRET: SECRET }, /go together/],
      [[], { CLAWTRAY_EDGE_HEADERS: SECRET }, /a line that is not a header/],
    ] as const) {
      const bad = run("bad", more, environment);
      expect(await bad.exited).toBe(2);
      expect(bad.stderr).toMatch(says);
      expect(bad.stdout + bad.stderr).not.toContain(SECRET);
    }
    expect(existsSync(join(folder, "bad"))).toBe(false);
  });

  test("for a gateway without TLS are refused where a person gave them", async () => {
    const gateway = await friendlyGateway({ token: null });
    const folder = temporaryDirectory();
    const file = join(folder, "headers");
    writeFileSync(file, `X-Edge: ${SECRET}\n`);
    const words = ["run", "--gateway", gateway.url, "--json", "--key-store", "file", "--state-dir"];
    const bad = new CliProcess([...words, join(folder, "state"), "--edge-header-file", file]);
    expect(await bad.exited).toBe(1);
    expect(bad.stderr).toContain("over TLS only");
  });
});
