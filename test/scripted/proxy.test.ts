import { connect, type Socket } from "node:net";
import { createSecureContext, createServer } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { findFreePort } from "../../scripts/gateway/ports.ts";
import { type ChooseProxy, readProxy } from "../../src/core/gateway/proxy.ts";
import { lacking } from "../support/lacking.ts";
import { whyNoSmallInternet } from "../support/small-internet.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { type Tinyproxy, tinyproxy } from "../support/tinyproxy.ts";
import { selfSignedCertificate } from "./certificate.ts";
import { CliProcess, program } from "./cli-process.ts";
import { connectTo, failureOf, friendlyGateway, tcpServer } from "./harness.ts";

const PASSWORD = "proxy-password-nobody-may-read";
const certificate = selfSignedCertificate();
const pinned = { tlsFingerprint: certificate.fingerprint };

const through =
  (place: string): ChooseProxy =>
  () =>
    readProxy(place, "HTTPS_PROXY");

const secureGateway = () => friendlyGateway({ tls: certificate });
const portOf = (url: string): number => Number(new URL(url.replace(/^ws/, "http")).port);

const lacks = lacking("tinyproxy");

describe.skipIf(lacks !== "")(`through a proxy${lacks}`, () => {
  test("TLS goes to the gateway inside the tunnel, and the pin is its own", async () => {
    const [proxy, gateway] = [await tinyproxy(), await secureGateway()];
    const chooseProxy = through(`http://127.0.0.1:${proxy.port}`);
    const result = await connectTo(gateway.url, pinned, { chooseProxy });
    expect(result).toMatchObject({ ok: true, proxy: `http://127.0.0.1:${proxy.port}` });
    if (result.ok) await result.session.close();
    expect(proxy.targets()).toEqual([`127.0.0.1:${portOf(gateway.url)}`]);
  });

  test("another certificate is refused there as well, before a word", async () => {
    const [proxy, gateway] = [await tinyproxy(), await secureGateway()];
    const chooseProxy = through(`127.0.0.1:${proxy.port}`);
    const other = { tlsFingerprint: "0".repeat(64) };
    expect(await failureOf(connectTo(gateway.url, other, { chooseProxy }))).toMatchObject({
      kind: "certificate",
      problem: "changed",
      presented: certificate.fingerprint,
    });
    expect(gateway.attempts).toHaveLength(0);
  });

  test("one that wants a name and password says so, and takes the right ones", async () => {
    const proxy = await tinyproxy({ signIn: ["me", PASSWORD] });
    const gateway = await secureGateway();
    for (const [who, status] of [
      ["", 407],
      [`me:x${PASSWORD}@`, 401],
    ] as const) {
      const chooseProxy = through(`http://${who}127.0.0.1:${proxy.port}`);
      const failure = await failureOf(connectTo(gateway.url, pinned, { chooseProxy }));
      expect(failure).toMatchObject({ kind: "proxy", problem: "sign-in", status });
      expect(JSON.stringify(failure)).not.toContain(PASSWORD);
    }
    expect(gateway.attempts).toHaveLength(0);
    const chooseProxy = through(`http://me:${PASSWORD}@127.0.0.1:${proxy.port}`);
    const result = await connectTo(gateway.url, pinned, { chooseProxy });
    expect(result.ok).toBe(true);
    if (result.ok) await result.session.close();
  });

  test("one that leads elsewhere only, one that is gone, and a gateway it does not reach are told apart", async () => {
    const gateway = await secureGateway();
    const [closed, onlyPort] = [await findFreePort(), await findFreePort()];
    const [strict, proxy] = [await tinyproxy({ onlyPort }), await tinyproxy()];
    const failureBy = (url: string, port: number) =>
      failureOf(connectTo(url, pinned, { chooseProxy: through(`http://127.0.0.1:${port}`) }));
    expect(await failureBy(gateway.url, strict.port)).toMatchObject({ problem: "refused", status: 403 });
    expect(await failureBy(gateway.url, closed)).toMatchObject({ problem: "unreachable", status: null });
    expect(await failureBy(`wss://127.0.0.1:${closed}`, proxy.port)).toMatchObject({
      kind: "unreachable",
      cause: "unreachable",
    });
  });

  test("a SOCKS proxy is not gone around", async () => {
    const gateway = await secureGateway();
    const chooseProxy = through("socks5://127.0.0.1:1080");
    const failure = await failureOf(connectTo(gateway.url, pinned, { chooseProxy }));
    expect(failure).toMatchObject({ kind: "proxy", problem: "socks" });
    expect(gateway.attempts).toHaveLength(0);
  });

  test("something that is no proxy is named so", async () => {
    const gateway = await secureGateway();
    const server = await tcpServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    const chooseProxy = through(`http://127.0.0.1:${portOf(server.url)}`);
    expect(await failureOf(connectTo(gateway.url, pinned, { chooseProxy }))).toMatchObject({
      kind: "proxy",
      problem: "refused",
      detail: expect.stringMatching(/no HTTP there/),
    });
  });

  test("giving up while it says nothing leaves no socket", async () => {
    const silent = await tcpServer(() => {});
    const controller = new AbortController();
    const chooseProxy = through(`http://127.0.0.1:${portOf(silent.url)}`);
    const attempt = connectTo("wss://gateway.example", pinned, { chooseProxy }, controller.signal);
    await expect.poll(silent.open).toBe(1);
    controller.abort();
    expect(await failureOf(attempt)).toEqual({ kind: "aborted" });
    await expect.poll(silent.open).toBe(0);
  });

  test("TLS to the proxy itself is judged by what the system trusts", async () => {
    const gateway = await secureGateway();
    const proxy = await tlsProxy();
    const chooseProxy = through(`https://127.0.0.1:${proxy}`);
    const untrusted = await failureOf(connectTo(gateway.url, pinned, { chooseProxy }));
    expect(untrusted).toMatchObject({ kind: "proxy", problem: "unreachable" });
    const trust = () => createSecureContext({ ca: certificate.cert });
    const result = await connectTo(gateway.url, pinned, { chooseProxy, trust });
    expect(result.ok).toBe(true);
    if (result.ok) await result.session.close();
  });
});

/** Debian has no small proxy that itself speaks TLS: this one opens tunnels and does nothing else. */
async function tlsProxy(): Promise<number> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => {});
  };
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (client) => {
    keep(client);
    client.once("data", (head) => {
      const [, host, port] = /^CONNECT ([^:]+):(\d+) /.exec(head.toString("latin1")) ?? [];
      const far = keep(connect({ host: host ?? "", port: Number(port) }));
      far.once("connect", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        client.pipe(far).pipe(client);
      });
    });
  });
  server.on("tlsClientError", () => {});
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

const why = whyNoSmallInternet();

describe.skipIf(why !== null || lacks !== "")(
  `the command line through a proxy${why === null ? "" : ` (${why})`}${lacks}`,
  () => {
    const host = "gateway.test";

    function command(proxy: Tinyproxy, words: readonly string[], environment: Record<string, string> = {}) {
      const [runtime = "", ...before] = proxy.prefix;
      return new CliProcess(
        [...before, process.execPath, program, ...words],
        { HTTPS_PROXY: `http://me:${PASSWORD}@127.0.0.1:${proxy.port}`, ...environment },
        runtime,
        null,
      );
    }

    test("check, run, status and doctor say so, and never the password", async () => {
      const proxy = await tinyproxy({ host, signIn: ["me", PASSWORD] });
      const gateway = await friendlyGateway({ tls: certificate, token: null });
      const place = ["--state-dir", temporaryDirectory(), "--key-store", "file"];
      const url = `wss://${host}:${portOf(gateway.url)}`;
      const pin = ["--tls-fingerprint", certificate.fingerprint];
      const shown = `http://127.0.0.1:${proxy.port}`;

      const check = command(proxy, ["check", url, ...pin, ...place, "--json"]);
      await check.exited;
      expect(JSON.parse(check.stdout)).toMatchObject({ ok: true, proxy: shown });

      const run = command(proxy, [
        "run",
        "--gateway",
        url,
        ...pin,
        ...place,
        "--json",
        "--log-level",
        "debug",
      ]);
      await run.until(() => run.states.some(({ phase }) => phase === "connected"));
      expect(run.states.at(-1)?.gateway).toMatchObject({ url, proxy: shown });
      const status = command(proxy, ["status", ...place]);
      await status.exited;
      expect(status.stdout).toContain(shown);
      const doctor = command(proxy, ["doctor", ...place]);
      await doctor.exited;
      expect(doctor.stdout).toMatch(new RegExp(`ok +proxy +${shown}, set by HTTPS_PROXY`));
      run.child.kill("SIGTERM");
      await run.exited;
      for (const { stdout, stderr } of [check, run, status, doctor])
        expect(stdout + stderr).not.toContain(PASSWORD);
      expect(new Set(proxy.targets())).toEqual(new Set([`${host}:${portOf(gateway.url)}`]));
    });

    test("a name that only the proxy knows is reached", async () => {
      const [proxy, gateway] = [await tinyproxy({ host }), await secureGateway()];
      const chooseProxy = through(`http://127.0.0.1:${proxy.port}`);
      const result = await connectTo(`wss://${host}:${portOf(gateway.url)}`, pinned, { chooseProxy });
      expect(result.ok).toBe(true);
      if (result.ok) await result.session.close();
    });

    test("what NO_PROXY names is reached without", async () => {
      const proxy = await tinyproxy({ host });
      const gateway = await friendlyGateway({ tls: certificate, token: null });
      const url = `wss://${host}:${portOf(gateway.url)}`;
      const words = ["check", url, "--tls-fingerprint", certificate.fingerprint, "--json"];
      const check = command(proxy, [...words, "--state-dir", temporaryDirectory()], { NO_PROXY: ".test" });
      await check.exited;
      expect(JSON.parse(check.stdout)).toMatchObject({ ok: true, proxy: null });
      expect(proxy.targets()).toEqual([]);
    });
  },
);
