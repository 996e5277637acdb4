import { describe, expect, test } from "vitest";
import { friendlyGateway, gatewayForTest, listenTo, sessionWith } from "./harness.ts";

describe("requests", () => {
  test("each gets its own answer", async () => {
    const gateway = await friendlyGateway({ methods: { echo: (params) => params } });
    const { session } = await sessionWith(gateway);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, number) => session.request("echo", { number })),
    );
    expect(answers).toEqual(answers.map((_, number) => ({ ok: true, payload: { number } })));
  });

  test("a refusal comes back as a value", async () => {
    const { session } = await sessionWith(await friendlyGateway());
    expect(await session.request("no.such.method", {})).toEqual({
      ok: false,
      error: {
        code: "INVALID_REQUEST",
        message: "unknown method: no.such.method",
        details: undefined,
        retryAfterMs: null,
      },
    });
  });

  test("no answer in time is TIMEOUT, and a late answer disturbs nobody", async () => {
    const gateway = await friendlyGateway({ methods: { never: () => undefined } });
    const { session } = await sessionWith(gateway);
    gateway.node().stall();
    expect(await session.request("echo", {}, 50)).toMatchObject({ ok: false, error: { code: "TIMEOUT" } });
  });

  test("a frame larger than the gateway takes is not sent", async () => {
    const gateway = await friendlyGateway({ maxPayload: 10_000 });
    const { session } = await sessionWith(gateway);
    const answer = await session.request("node.event", { text: "ä".repeat(5_000) });
    expect(answer).toMatchObject({ ok: false, error: { code: "PAYLOAD_TOO_LARGE" } });
    expect(await session.request("node.event", { text: "ä".repeat(4_900) })).toMatchObject({ ok: true });
    expect(gateway.node().requests).toHaveLength(1);
  });

  test("parameters that are no JSON are an error, not an exception", async () => {
    const { session } = await sessionWith(await friendlyGateway());
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    for (const params of [cycle, { big: 1n }]) {
      expect(await session.request("x", params)).toMatchObject({ error: { code: "UNSERIALIZABLE" } });
    }
  });

  test("a gateway that does not read fills no memory without end", async () => {
    const gateway = await friendlyGateway({ maxPayload: 1024 * 1024 });
    const { session } = await sessionWith(gateway);
    gateway.node().stall();
    const text = "x".repeat(1_000_000);
    const codes = new Set<string>();
    const answers = Array.from({ length: 64 }, () => session.request("node.event", { text }, 100));
    for (const answer of await Promise.all(answers)) if (!answer.ok) codes.add(answer.error.code);
    expect(codes).toContain("BUFFER_FULL");
  });
});

describe("events", () => {
  test("that came before anybody listened are delivered first, in order, without ticks", async () => {
    const early = (number: number) => JSON.stringify({ type: "event", event: "early", payload: number });
    const tick = JSON.stringify({ type: "event", event: "tick", payload: {} });
    const gateway = await friendlyGateway();
    gateway.script({ beforeAnswer: [early(1), tick], afterHello: [early(2), tick, early(3)] });
    const { session } = await sessionWith(gateway);
    await session.request("node.event", {}); // by now all three have arrived
    gateway.node().event("early", 4);
    const { events, until } = listenTo(session);
    await until(() => events.length === 4);
    expect(events.map((event) => event.payload)).toEqual([1, 2, 3, 4]);
  });

  test("in several fragments, and with characters cut in the middle, arrive whole", async () => {
    const gateway = await friendlyGateway();
    const { session } = await sessionWith(gateway);
    const { events, until } = listenTo(session);
    const payload = "äöü€🦞".repeat(5_000);
    gateway.node().sendInPieces(JSON.stringify({ type: "event", event: "long", payload }), 7);
    await until(() => events.length === 1);
    expect(events[0]?.payload).toBe(payload);
  });

  test("a listener that throws does not end the session", async () => {
    const gateway = await friendlyGateway();
    const { session } = await sessionWith(gateway);
    let calls = 0;
    session.listen(() => {
      calls += 1;
      throw new Error("broken listener");
    });
    gateway.node().event("one", {});
    gateway.node().event("two", {});
    expect(await session.request("node.event", {})).toMatchObject({ ok: true });
    expect(calls).toBe(2);
  });
});

describe("the end of a session", () => {
  test.each([
    [1000, "bye", "peer"],
    [1001, "going away", "peer"],
    [1008, "slow consumer", "peer"],
    [1011, "broken", "peer"],
    [1012, "service restart", "restart"],
    [4001, "device removed", "peer"],
  ])("closed with %i", async (code, reason, cause) => {
    const gateway = await friendlyGateway();
    const { session } = await sessionWith(gateway);
    gateway.node().close(code, reason);
    expect(await session.ended).toEqual({ kind: "closed", code, reason, cause });
  });

  test("cut off is the network's doing", async () => {
    const gateway = await friendlyGateway();
    const { session } = await sessionWith(gateway);
    gateway.node().drop();
    expect(await session.ended).toMatchObject({ kind: "closed", code: 1006, cause: "network" });
  });

  test("announced by a shutdown is a restart, however the connection goes", async () => {
    const gateway = await friendlyGateway();
    const { session } = await sessionWith(gateway);
    gateway.node().event("shutdown", { reason: "gateway stopping" });
    await session.request("node.event", {});
    gateway.node().drop();
    expect(await session.ended).toMatchObject({ kind: "closed", cause: "restart" });
  });

  test("by silence comes after twice the tick interval", async () => {
    const gateway = await friendlyGateway({ tickIntervalMs: 100 });
    gateway.script({ ticks: false });
    const { session } = await sessionWith(gateway);
    const before = performance.now();
    expect(await session.ended).toMatchObject({ kind: "closed", cause: "silence" });
    expect(performance.now() - before).toBeGreaterThan(150);
    await gateway.until(() => gateway.openConnections() === 0);
  });

  test("does not come while ticks do", async () => {
    const gateway = await friendlyGateway({ tickIntervalMs: 500 });
    const { session } = await sessionWith(gateway);
    let over = false;
    void session.ended.then(() => {
      over = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 3_000)); // six intervals are the condition here
    expect(over).toBe(false);
  });

  test("by a flood of garbage is a protocol error, a little garbage is not", async () => {
    const gateway = await friendlyGateway();
    const { session } = await sessionWith(gateway);
    for (let count = 0; count < 20; count += 1) gateway.node().send("{");
    gateway.node().sendBinary(new Uint8Array(10));
    expect(await session.request("node.event", {})).toMatchObject({ ok: true });
    for (let count = 0; count < 20; count += 1) gateway.node().send("{");
    expect(await session.ended).toMatchObject({ kind: "protocol-error" });
    await gateway.until(() => gateway.openConnections() === 0);
  });

  test("by a frame larger than we take is a protocol error", async () => {
    const gateway = await friendlyGateway();
    const { session } = await sessionWith(gateway);
    gateway.node().send(`"${"x".repeat(33 * 1024 * 1024)}"`);
    expect(await session.ended).toMatchObject({ kind: "protocol-error" });
  });

  test("answers everything that waits with CLOSED, and everything after", async () => {
    const gateway = await friendlyGateway();
    const { session } = await sessionWith(gateway);
    gateway.node().stall();
    const waiting = [session.request("a", {}), session.request("b", {})];
    gateway.node().drop();
    for (const answer of await Promise.all(waiting)) {
      expect(answer).toMatchObject({ ok: false, error: { code: "CLOSED" } });
    }
    expect(await session.request("c", {})).toMatchObject({ ok: false, error: { code: "CLOSED" } });
  });

  test("by our own choice is clean, and called aborted", async () => {
    const gateway = await friendlyGateway();
    const { session } = await sessionWith(gateway);
    await Promise.all([session.close(), session.close()]);
    expect(await session.ended).toEqual({ kind: "aborted" });
    await gateway.until(() => gateway.openConnections() === 0);
  });

  test("by our own choice takes a second at most when the gateway does not answer", async () => {
    const gateway = await friendlyGateway();
    const { session } = await sessionWith(gateway);
    gateway.node().stall();
    const before = performance.now();
    await session.close();
    // Without that second it would be the thirty of the WebSocket.
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe("surface and invokes, as the scripted gateway plays them", () => {
  test("a refused node call names the pending request, approval is told and takes effect", async () => {
    const gateway = await gatewayForTest({ autoApproveDevice: true });
    const { session } = await sessionWith(gateway);
    const { events, until } = listenTo(session);
    const pending = [...gateway.pairing.pendingSurfaces.values()][0];
    const refused = await session.request("node.runnerInventory.update", { runners: [] });
    expect(refused).toMatchObject({ ok: false, error: { code: "UNAVAILABLE" } });
    expect(JSON.stringify(refused)).toContain(pending?.requestId);
    expect(await gateway.invoke("system.which", {}).result).toMatchObject({
      error: { code: "NOT_ALLOWED" },
    });

    gateway.approveSurface();
    await until(() => events.some(({ event }) => event === "node.pair.resolved"));
    expect(await session.request("node.runnerInventory.update", {})).toMatchObject({ ok: true });

    const invoke = gateway.invoke("system.which", { bins: ["git"] });
    await until(() => events.some(({ event }) => event === "node.invoke.request"));
    expect(events.at(-1)?.payload).toMatchObject({ id: invoke.id, paramsJSON: '{"bins":["git"]}' });
    await session.request("node.invoke.progress", { invokeId: invoke.id, seq: 0, chunk: "…" });
    await session.request("node.invoke.result", { id: invoke.id, ok: true, payload: { bins: {} } });
    expect(await invoke.result).toEqual({ ok: true, payload: { bins: {} } });
    expect(invoke.progress).toHaveLength(1);
  });

  test("where approval counts only from the next connect, the old connection stays without", async () => {
    const gateway = await gatewayForTest({
      autoApproveDevice: true,
      surfaceEffect: "next-connect",
      surfaceNotice: false,
    });
    const { session, hello } = await sessionWith(gateway);
    gateway.approveSurface();
    expect(gateway.node().surface).toEqual([]);
    expect(await session.request("node.runnerInventory.update", {})).toMatchObject({ ok: false });
    expect(hello.deviceToken).not.toBeNull();
  });
});
