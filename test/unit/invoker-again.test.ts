import { describe, expect, test } from "vitest";
import { digestOf } from "../../src/core/gateway/invoke-request.ts";
import { eventually } from "../support/eventually.ts";
import { sessionOver, tellInvoker } from "../support/gateway-session.ts";
import { command, deviceId, setting } from "../support/invoker-setting.ts";

describe("an invoke that is sent again", () => {
  /** A command that counts its runs and ends when told. */
  function counted() {
    let runs = 0;
    const ends: ((value: unknown) => void)[] = [];
    const run = () => {
      runs += 1;
      return new Promise((resolve) => ends.push(resolve));
    };
    return {
      command: command("count", run),
      runs: () => runs,
      end: (value: unknown) => ends.shift()?.(value),
    };
  }

  test("under another id with the same key runs once, and both are told the same, also while it runs", async () => {
    const counting = counted();
    const { invoke, results } = setting([counting.command]);
    invoke("i1", "count", { idempotencyKey: "k" });
    invoke("i2", "count", { idempotencyKey: "k" });
    counting.end(42);
    await eventually(() => expect(results()).toHaveLength(2));
    invoke("i3", "count", { idempotencyKey: "k" });
    await eventually(() => expect(results()).toHaveLength(3));
    expect(counting.runs()).toBe(1);
    expect(results().map(({ id, ok, payload }) => [id, ok, payload])).toEqual([
      ["i1", true, 42],
      ["i2", true, 42],
      ["i3", true, 42],
    ]);
  });

  test("with the same key after the line was cut is not run again", async () => {
    const counting = counted();
    const { invoke, invoker, connect, session, results } = setting([counting.command]);
    invoke("i1", "count", { idempotencyKey: "k" });
    void invoker.abandon();
    tellInvoker(connect(), session, { id: "i2", command: "count", paramsJSON: "{}", idempotencyKey: "k" });
    await eventually(() => expect(results()).toHaveLength(1));
    expect(results()[0]).toMatchObject({ id: "i2", ok: false, error: { code: "CANCELLED" } });
    expect(counting.runs()).toBe(1);
  });

  test.each([
    ["another key", { idempotencyKey: "other" }],
    ["no key", {}],
    ["other parameters", { idempotencyKey: "k", paramsJSON: '{"a":1}' }],
  ])("with %s is another invoke", async (_, more) => {
    const counting = counted();
    const { invoke } = setting([counting.command]);
    invoke("i1", "count", { idempotencyKey: "k" });
    invoke("i2", "count", more);
    await eventually(() => expect(counting.runs()).toBe(2));
  });

  test("runs again once the key is old, and when it was never begun", async () => {
    const counting = counted();
    const { invoke, clock, results } = setting([counting.command]);
    invoke("i0", "nothing", { idempotencyKey: "k0" });
    invoke("i1", "count", { idempotencyKey: "k" });
    counting.end(1);
    await eventually(() => expect(results()).toHaveLength(2));
    clock.advance(11 * 60_000);
    invoke("i2", "count", { idempotencyKey: "k" });
    await eventually(() => expect(counting.runs()).toBe(2));
  });

  test("costs bounded memory, however many keys and however large the results", async () => {
    const { invoke, results, memory } = setting([command("big", async () => "x".repeat(400_000))]);
    for (let index = 0; index < 40; index += 1) {
      invoke(`i${index}`, "big", { idempotencyKey: `k${index}` });
      await eventually(() => expect(results()).toHaveLength(index + 1));
    }
    const again = (index: number) => ({
      ...{ id: "x", command: "big", params: {}, size: 2, timeoutMs: null },
      ...{ idempotencyKey: digestOf(`k${index}`), paramsDigest: digestOf("{}") },
    });
    expect(memory.begin(again(0))).toBeNull();
    expect(await memory.begin(again(39))).toMatchObject({ ok: true });
  });
});

describe("a result that was ready when the line was cut", () => {
  const cut = {
    ok: false,
    error: { code: "CLOSED", message: "", details: undefined, retryAfterMs: null },
  } as const;

  async function cutOff() {
    const parts = setting([command("work", async () => "done")]);
    const session = sessionOver(parts.clock, async () => cut);
    tellInvoker(parts.invoker, session, { id: "i1", command: "work", paramsJSON: "{}" });
    await eventually(() => expect(parts.records.at(-1)?.outcome).toBe("ok"));
    return parts;
  }

  test("is delivered at the next connection, once", async () => {
    const { connect, session, results, lost } = await cutOff();
    await connect().deliverKept(session);
    await connect().deliverKept(session);
    expect(results()).toEqual([{ id: "i1", nodeId: deviceId, ok: true, payload: "done" }]);
    expect(lost).toEqual([]);
  });

  test("is said to be lost where the gateway does not wait for it any more", async () => {
    const { connect, clock, lost } = await cutOff();
    const ignoring = sessionOver(clock, async () => ({ ok: true, payload: { ok: true, ignored: true } }));
    await connect().deliverKept(ignoring);
    expect(lost).toMatchObject([
      { id: "i1", command: "work", outcome: { ok: true, payload: "done" }, why: "refused" },
    ]);
  });

  test("waits for the connection after that when the next one is cut as well", async () => {
    const { connect, clock, session, results, lost } = await cutOff();
    await connect().deliverKept(sessionOver(clock, async () => cut));
    await connect().deliverKept(session);
    expect(results()).toHaveLength(1);
    expect(lost).toEqual([]);
  });

  test("is not carried to another gateway, and not kept without end", async () => {
    const { memory, lost } = await cutOff();
    for (let index = 0; index < 100; index += 1)
      memory.keep({
        id: `m${index}`,
        command: "work",
        at: 0,
        outcome: { ok: true, payload: "x".repeat(500_000) },
      });
    expect(memory.takeUndelivered().length).toBeLessThan(20);
    memory.keep({ id: "last", command: "work", at: 0, outcome: { ok: true, payload: 1 } });
    memory.forget();
    expect(memory.takeUndelivered()).toEqual([]);
    expect(lost.at(-1)).toMatchObject({ id: "last", why: "unconfirmed" });
  });
});
