import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findFreePort } from "../../scripts/gateway/ports.ts";
import { lookAtHostKey } from "../../src/core/ssh/host-key.ts";
import { describe as describeState } from "../../src/shared/words/describe.ts";
import { english } from "../../src/shared/words/en/states.ts";
import { startAgent } from "../support/sshd.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { connectTo, failureOf, friendlyGateway, tcpServer } from "./harness.ts";
import { approved } from "./node-world.ts";
import {
  lacks,
  PASSPHRASE,
  realComputer,
  setHere,
  sshdHere,
  sshFailureOf,
  startedAt,
  TOKEN,
  targetOf,
} from "./ssh-world.ts";

describe.skipIf(lacks !== "")(`a gateway behind SSH${lacks}`, () => {
  test("is connected to, invoked through, and left without an ssh behind", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    const gateway = await friendlyGateway({ token: TOKEN });
    const { node, until } = startedAt(sshd.url(gateway.port));
    await until(approved);
    const { result } = gateway.invoke("system.which", { bins: ["sh"] });
    expect(await result).toMatchObject({ ok: true });
    // More than any buffer on the way holds at once.
    const bins = Array.from({ length: 20_000 }, (_, index) => `no-such-program-${index}`);
    expect(await gateway.invoke("system.which", { bins }).result).toHaveProperty("ok");
    await node.close();
    await gateway.until(() => gateway.openConnections() === 0);
    expect(sshd.starts()).toHaveLength(1);
  });

  test("says which way it was lost on", async () => {
    const sshd = await sshdHere();
    const nothing = await findFreePort();
    const gateway = await friendlyGateway({ token: null });
    const url = sshd.url(gateway.port);

    expect(await sshFailureOf(url)).toMatchObject({
      problem: "host-key-unknown",
      presented: sshd.fingerprint(),
    });
    sshd.trust();
    expect(await sshFailureOf(sshd.url(nothing))).toMatchObject({ problem: "no-gateway" });
    expect(await sshFailureOf(`ssh://me@127.0.0.1:${nothing}`)).toMatchObject({ problem: "refused" });
    expect(await sshFailureOf("ssh://me@no-such-name.invalid")).toMatchObject({ problem: "name-not-found" });

    sshd.forgetKey();
    expect(await sshFailureOf(url)).toMatchObject({ problem: "permission-denied" });
    expect(gateway.attempts).toHaveLength(0);
  });

  test.each([["AllowTcpForwarding no"], ["PermitOpen 127.0.0.1:1"], ["DisableForwarding yes"]])(
    "says that forwarding is refused: %s",
    async (line) => {
      const sshd = await sshdHere();
      sshd.trust();
      const gateway = await friendlyGateway({ token: null });
      await sshd.stop();
      await sshd.start([line]);
      expect(await sshFailureOf(sshd.url(gateway.port))).toMatchObject({ problem: "forwarding-refused" });
      expect(gateway.attempts).toHaveLength(0);
    },
  );

  test("sends nothing to a host whose key has changed, of whatever type", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    const gateway = await friendlyGateway({ token: null });
    for (const kind of ["ed25519", "rsa"] as const) {
      await sshd.stop();
      sshd.newHostKey(kind);
      await sshd.start();
      expect(await sshFailureOf(sshd.url(gateway.port))).toMatchObject({
        problem: "host-key-changed",
        presented: sshd.fingerprint(),
      });
      expect(await lookAtHostKey(targetOf(sshd.url(1)), new AbortController().signal)).toMatchObject({
        kind: "problem",
        problem: "host-key-changed",
      });
    }
    expect(gateway.attempts).toHaveLength(0);
  });

  test("says which key has a passphrase, and is let in once the agent was told it", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    const agent = await startAgent();
    setHere(agent.environment);
    const key = sshd.lockKey(PASSPHRASE);
    const gateway = await friendlyGateway({ token: TOKEN });
    const { node, until } = startedAt(sshd.url(gateway.port));
    const blocked = await until((state) => state.phase === "blocked");
    expect(blocked).toMatchObject({ reason: "ssh-key-locked", detail: { keyFile: key } });
    const { sentence, remedy } = describeState(blocked, english);
    expect(`${sentence} ${remedy}`).toContain(`ssh-add ${key}`);
    expect(gateway.attempts).toHaveLength(0);

    agent.add(key, PASSPHRASE);
    await node.intend({ kind: "reconnect" });
    await until(approved);
    await node.close();
    // A key that the agent holds is not what is wrong when it is not accepted over there.
    await sshd.stop();
    await sshd.start(["AuthorizedKeysFile none"]);
    expect(await sshFailureOf(sshd.url(gateway.port))).toMatchObject({ problem: "permission-denied" });
  });

  test("says that a key has a passphrase also where there is no agent", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    setHere({ SSH_AUTH_SOCK: "" });
    const key = sshd.lockKey(PASSPHRASE);
    expect(await sshFailureOf(sshd.url(await findFreePort()))).toMatchObject({
      problem: "key-locked",
      detail: key,
    });
  });

  test("is reached through an sshd of an ordinary account", async () => {
    const sshd = await sshdHere({ ordinary: true });
    sshd.trust();
    const gateway = await friendlyGateway({ token: null });
    const result = await connectTo(sshd.url(gateway.port));
    if (!result.ok) throw new Error(JSON.stringify(result.failure));
    await result.session.close();
  });

  test("is reached where the home folder is gone", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    setHere({ HOME: join(temporaryDirectory(), "gone") });
    const gateway = await friendlyGateway({ token: null });
    const result = await connectTo(sshd.url(gateway.port));
    if (!result.ok) throw new Error(JSON.stringify(result.failure));
    await result.session.close();
  });

  test("says that there is no ssh program", async () => {
    const before = process.env.PATH;
    onTestFinished(() => {
      process.env.PATH = before;
    });
    process.env.PATH = temporaryDirectory();
    expect(await sshFailureOf("ssh://me@127.0.0.1")).toMatchObject({ problem: "no-program" });
  });

  test("is found by an alias of ssh's own configuration, through its jump host", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    const gateway = await friendlyGateway({ token: null });
    const result = await connectTo(`ssh://behind?gateway=${gateway.port}`);
    if (!result.ok) throw new Error(JSON.stringify(result.failure));
    await result.session.close();
    await gateway.until(() => gateway.openConnections() === 0);
    await sshd.stop();
    expect(await sshFailureOf(`ssh://behind?gateway=${gateway.port}`)).toMatchObject({ problem: "refused" });
  });

  test("is not misled by the banner of its server", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    const gateway = await friendlyGateway({ token: null });
    const banner = join(temporaryDirectory(), "banner");
    const lies = [
      "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @",
      "me@box: Permission denied (publickey).",
    ];
    writeFileSync(
      banner,
      ["Authenticated to nobody", ...Array.from({ length: 300 }, () => "y".repeat(99)), ...lies, ""].join(
        "\n",
      ),
    );
    await sshd.stop();
    await sshd.start([`Banner ${banner}`]);
    expect(await sshFailureOf(sshd.url(await findFreePort()))).toMatchObject({ problem: "no-gateway" });
    const result = await connectTo(sshd.url(gateway.port));
    if (!result.ok) throw new Error(JSON.stringify(result.failure));
    await result.session.close();
  });

  test("is said to be no gateway where something else answers there", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    const other = await tcpServer((socket) => socket.end("220 mail.example ESMTP\r\n"));
    expect(await failureOf(connectTo(sshd.url(Number(new URL(other.url).port))))).toMatchObject({
      kind: "not-a-gateway",
    });
    const closing = await tcpServer((socket) => socket.end());
    expect(await failureOf(connectTo(sshd.url(Number(new URL(closing.url).port))))).toMatchObject({
      kind: "not-a-gateway",
    });
  });

  test("gives up in time where somebody accepts and says nothing", async () => {
    await sshdHere();
    const silent = await tcpServer(() => {});
    const started = Date.now();
    const failure = await failureOf(
      connectTo(silent.url.replace("ws://", "ssh://me@"), {}, { limits: { sshConnectMs: 500 } }),
    );
    expect(failure).toMatchObject({ kind: "unreachable", cause: "timeout" });
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  test("is found again by the node after sshd was away, and after the gateway was", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    const gateway = await friendlyGateway({ token: TOKEN });
    const node = realComputer().start(sshd.url(gateway.port), { kind: "token", token: TOKEN });
    await node.until((state) => state.phase === "connected");
    await sshd.stop();
    await node.until((state) => state.phase === "waiting" && state.reason === "ssh-refused");
    await sshd.start();
    await node.until((state) => state.phase === "connected");
    await gateway.crash();
    await node.until((state) => state.phase === "waiting" && state.reason === "ssh-no-gateway");
    await gateway.start();
    await node.until((state) => state.phase === "connected");
    expect(gateway.nodes()).toHaveLength(1);
  });

  test("is a different gateway from the one on this computer's own loopback", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    const gateway = await friendlyGateway({ token: TOKEN });
    const computer = realComputer();
    const here = computer.start(gateway.url, { kind: "token", token: TOKEN });
    await here.until((state) => state.phase === "connected");
    const url = sshd.url(gateway.port);
    const asked = await here.node.intend({ kind: "configure", address: url });
    expect(asked).toMatchObject({ ok: false, cause: { reason: "another-gateway", detail: { url } } });
    // The device token of the one is not offered to the other.
    const credential = { kind: "token", token: TOKEN } as const;
    await here.node.intend({ kind: "configure", address: url, credential, allowAnotherGateway: true });
    await here.until((state) => state.phase === "connected" && state.gateway?.url === url);
    expect(gateway.attempts.at(-1)?.params).toMatchObject({ auth: { token: TOKEN } });
    expect([...computer.entries.keys()].filter((name) => name.includes("ssh://"))).toHaveLength(1);
  });
});
