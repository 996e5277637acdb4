import { describe, expect, it } from "vitest";
import { type Command, CommandError, type InvokeContext } from "../../src/core/commands/command.ts";
import { digestOf } from "../../src/core/commands/invoke-frames.ts";
import { createInvokeMemory, type UndeliveredResult } from "../../src/core/commands/invoke-memory.ts";
import { createInvoker, type InvokeRecord } from "../../src/core/commands/invoker.ts";
import { createRegistry } from "../../src/core/commands/registry.ts";
import { silentLogger } from "../../src/core/log.ts";
import { defaultCapabilities } from "../../src/core/settings/settings.ts";
import type { CapabilitySwitches } from "../../src/shared/capability.ts";
import { ManualClock } from "../support/clock.ts";
import { eventually } from "../support/eventually.ts";

const deviceId = "cd".repeat(32);

interface Sent {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

function setting(
  commands: readonly Command[],
  maxPayload = 1_000_000,
  switches: CapabilitySwitches = defaultCapabilities,
) {
  const clock = new ManualClock();
  const sent: Sent[] = [];
  const records: InvokeRecord[] = [];
  const channel = {
    maxPayload,
    async request(method: string, params: unknown) {
      sent.push({ method, params: params as Record<string, unknown> });
      return { ok: true, payload: null } as const;
    },
  };
  const registry = createRegistry([{ capability: "device", commands }], () => switches);
  const lost: UndeliveredResult[] = [];
  const memory = createInvokeMemory(clock, (result) => lost.push(result));
  const connect = () =>
    createInvoker({
      registry,
      deviceId,
      clock,
      log: silentLogger,
      onRecord: (record) => records.push(record),
      memory,
      onLost: (result) => lost.push(result),
    });
  const invoker = connect();
  const results = () =>
    sent.filter((frame) => frame.method === "node.invoke.result").map((frame) => frame.params);
  const invoke = (id: string, command: string, more: object = {}) =>
    invoker.accept({ id, nodeId: deviceId, command, paramsJSON: "{}", ...more }, channel);
  return { clock, sent, records, channel, invoker, results, invoke, memory, lost, connect };
}

const command = (
  name: string,
  run: (params: unknown, context: InvokeContext) => Promise<unknown>,
): Command => ({
  name,
  capability: "test",
  run,
});

const forever = (): Promise<never> => new Promise(() => {});

describe("an invoke", () => {
  it("is answered once, with the id, the node and the payload", async () => {
    const { invoke, results } = setting([command("echo", async (params) => ({ got: params }))]);
    invoke("i1", "echo", { paramsJSON: '{"a":1}' });
    invoke("i1", "echo", { paramsJSON: '{"a":2}' });
    await eventually(() => expect(results()).toHaveLength(1));
    expect(results()[0]).toEqual({ id: "i1", nodeId: deviceId, ok: true, payload: { got: { a: 1 } } });
  });

  it.each([
    ["an unknown command", { command: "nope" }, "unknown command: nope"],
    ["parameters that are no JSON", { command: "echo", paramsJSON: "{" }, "paramsJSON is not valid JSON"],
    ["an empty command", { command: "" }, "command required"],
  ])("is refused for %s", async (_, more, message) => {
    const { invoke, results } = setting([command("echo", async () => 1)]);
    invoke("i1", "echo", more);
    await eventually(() => expect(results()).toHaveLength(1));
    expect(results()[0]).toMatchObject({ id: "i1", ok: false, error: { code: "INVALID_REQUEST", message } });
  });

  it.each([null, 7, "x", {}, { id: 5 }, { id: "" }])(
    "is ignored when it cannot be addressed: %j",
    (payload) => {
      const { invoker, channel, sent } = setting([]);
      invoker.accept(payload, channel);
      expect(sent).toEqual([]);
    },
  );

  it("that throws hurts only itself, and says nothing of the inside", async () => {
    const { invoke, results } = setting([
      command("bad", async () => {
        throw new Error("secret path /home/me");
      }),
      command("good", async () => "fine"),
    ]);
    invoke("i1", "bad");
    invoke("i2", "good");
    await eventually(() => expect(results()).toHaveLength(2));
    expect(results().find((result) => result.id === "i1")).toMatchObject({
      ok: false,
      error: { code: "INTERNAL_ERROR" },
    });
    expect(JSON.stringify(results())).not.toContain("secret path");
    expect(results().find((result) => result.id === "i2")).toMatchObject({ ok: true, payload: "fine" });
  });

  it("that hangs is answered at its time limit and told to stop", async () => {
    let signal: AbortSignal | null = null;
    const { invoke, results, clock } = setting([
      command("hang", (_, context) => {
        signal = context.signal;
        return forever();
      }),
    ]);
    invoke("i1", "hang", { timeoutMs: 5_000 });
    clock.advance(4_999);
    expect(results()).toEqual([]);
    clock.advance(1);
    await eventually(() => expect(results()[0]).toMatchObject({ ok: false, error: { code: "TIMEOUT" } }));
    expect(signal).toMatchObject({ aborted: true });
  });

  it("can be cancelled, and is then not answered", async () => {
    const { invoke, invoker, results, records } = setting([command("hang", forever)]);
    invoke("i1", "hang");
    invoker.cancel({ invokeId: "i1", nodeId: deviceId });
    await eventually(() => expect(records.at(-1)).toMatchObject({ id: "i1", outcome: "cancelled" }));
    expect(results()).toEqual([]);
  });

  it("with a result over the payload limit gets a proper error", async () => {
    const { invoke, results } = setting([command("big", async () => "x".repeat(10_000))], 8_000);
    invoke("i1", "big");
    await eventually(() =>
      expect(results()[0]).toMatchObject({ ok: false, error: { code: "PAYLOAD_TOO_LARGE" } }),
    );
  });

  it("with a result that is no JSON gets a proper error", async () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const { invoke, results } = setting([command("loop", async () => loop)]);
    invoke("i1", "loop");
    await eventually(() =>
      expect(results()[0]).toMatchObject({ ok: false, error: { code: "INTERNAL_ERROR" } }),
    );
  });

  it("passes on a command's own error code", async () => {
    const { invoke, results } = setting([
      command("deny", async () => {
        throw new CommandError("SYSTEM_RUN_DENIED", "the owner said no");
      }),
    ]);
    invoke("i1", "deny");
    await eventually(() =>
      expect(results()[0]).toMatchObject({
        error: { code: "SYSTEM_RUN_DENIED", message: "the owner said no" },
      }),
    );
  });

  it("streams in pieces the wire takes, numbered from 0", async () => {
    const { invoke, sent } = setting([
      command("stream", async (_, context) => {
        await context.progress("a".repeat(40_000));
        return null;
      }),
    ]);
    invoke("i1", "stream");
    await eventually(() => expect(sent.at(-1)?.method).toBe("node.invoke.result"));
    const pieces = sent
      .filter((frame) => frame.method === "node.invoke.progress")
      .map((frame) => frame.params);
    expect(pieces.map((piece) => piece.seq)).toEqual([0, 1, 2]);
    expect(pieces.map((piece) => String(piece.chunk).length)).toEqual([16_384, 16_384, 7_232]);
  });
});

describe("streamed output", () => {
  it("keeps the order of what is passed on before the gateway has taken what came first", async () => {
    const { invoke, sent } = setting([
      command("stream", async (_, context) => {
        await Promise.all([context.progress("a".repeat(40_000)), context.progress("b")]);
        return null;
      }),
    ]);
    invoke("i1", "stream");
    await eventually(() => expect(sent.at(-1)?.method).toBe("node.invoke.result"));
    const pieces = sent.filter(({ method }) => method === "node.invoke.progress").map(({ params }) => params);
    expect(pieces.map(({ chunk }) => chunk).join("")).toBe(`${"a".repeat(40_000)}b`);
    expect(pieces.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
  });

  it("cuts no character in two", async () => {
    const text = `${"a".repeat(16_383)}${"😀".repeat(10_000)}`;
    const { invoke, sent } = setting([
      command("stream", async (_, context) => {
        await context.progress(text);
        return null;
      }),
    ]);
    invoke("i1", "stream");
    await eventually(() => expect(sent.at(-1)?.method).toBe("node.invoke.result"));
    const chunks = sent
      .filter(({ method }) => method === "node.invoke.progress")
      .map(({ params }) => String(params.chunk));
    expect(chunks.join("")).toBe(text);
    for (const chunk of chunks) {
      expect(Buffer.from(chunk, "utf8").toString("utf8")).toBe(chunk);
      expect(chunk.length).toBeLessThanOrEqual(16_384);
    }
  });
});

describe("an answer that the gateway refuses", () => {
  const refusing = (code: string, details: object | undefined, times: number) => {
    const tried: string[] = [];
    return {
      tried,
      channel: {
        maxPayload: 1_000_000,
        async request(method: string) {
          tried.push(method);
          if (tried.length > times) return { ok: true, payload: null } as const;
          return { ok: false, error: { code, message: "no", details, retryAfterMs: null } } as const;
        },
      },
    };
  };

  it("in passing is said again until it is taken", async () => {
    const { clock, invoker } = setting([command("quick", async () => null)]);
    const { tried, channel } = refusing("UNAVAILABLE", { code: "PAIRING_CHANGED" }, 2);
    invoker.accept({ id: "i1", nodeId: deviceId, command: "quick", paramsJSON: "{}" }, channel);
    await eventually(() => {
      clock.advance(1_000);
      expect(tried).toHaveLength(3);
    });
    expect(new Set(tried)).toEqual(new Set(["node.invoke.result"]));
  });

  it("in passing for ever is given up", async () => {
    const { clock, invoker } = setting([command("quick", async () => null)]);
    const { tried, channel } = refusing("UNAVAILABLE", { code: "PAIRING_CHANGED" }, Infinity);
    invoker.accept({ id: "i1", nodeId: deviceId, command: "quick", paramsJSON: "{}" }, channel);
    await eventually(() => {
      clock.advance(5_000);
      expect(tried).toHaveLength(5);
    });
    for (let turns = 0; turns < 20; turns += 1) {
      clock.advance(5_000);
      await new Promise(setImmediate);
    }
    expect(tried).toHaveLength(5);
  });

  it.each([
    ["UNAVAILABLE", undefined],
    ["INVALID_REQUEST", { code: "PAIRING_CHANGED" }],
    ["CLOSED", undefined],
  ])("with %s %j is not said again", async (code, details) => {
    const { clock, invoker } = setting([command("quick", async () => null)]);
    const { tried, channel } = refusing(code, details, 1);
    invoker.accept({ id: "i1", nodeId: deviceId, command: "quick", paramsJSON: "{}" }, channel);
    await eventually(() => expect(tried).toHaveLength(1));
    for (let turns = 0; turns < 20; turns += 1) {
      clock.advance(5_000);
      await new Promise(setImmediate);
    }
    expect(tried).toHaveLength(1);
  });
});

describe("many invokes", () => {
  it("run 16 at once, wait their turn, and lose none", async () => {
    let running = 0;
    let most = 0;
    const gates: (() => void)[] = [];
    const { invoke, results } = setting([
      command("slow", async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => gates.push(resolve));
        running -= 1;
        return null;
      }),
    ]);
    for (let index = 0; index < 500; index += 1) invoke(`i${index}`, "slow");
    while (results().length < 500) {
      await eventually(() => expect(gates.length).toBeGreaterThan(0));
      for (const open of gates.splice(0)) open();
      await new Promise(setImmediate);
    }
    expect(most).toBe(16);
    expect(new Set(results().map((result) => result.id)).size).toBe(500);
  });

  it("that wait for a person keep no other from running", async () => {
    const { invoke, invoker, results } = setting([
      command("asks", (_, { stepAside, signal }) => {
        stepAside();
        return new Promise((resolve) => signal.addEventListener("abort", resolve));
      }),
      command("quick", async () => null),
    ]);
    for (let index = 0; index < 40; index += 1) invoke(`asks${index}`, "asks");
    invoke("i1", "quick");
    await eventually(() => expect(results()).toMatchObject([{ id: "i1", ok: true }]));
    expect(invoker.busy()).toBe(true);
    await invoker.abandon();
    expect(results()).toHaveLength(1);
  });

  it("are refused, not forgotten, when too many wait", async () => {
    const { invoke, results } = setting([command("hang", forever)]);
    for (let index = 0; index < 16 + 1_024 + 3; index += 1) invoke(`i${index}`, "hang");
    expect(results()).toHaveLength(3);
    expect(results()[0]).toMatchObject({ ok: false, error: { code: "UNAVAILABLE" } });
  });

  it("are refused when what they carry is too much to keep, however it is written", async () => {
    const { invoke, invoker, channel, results } = setting([command("hang", forever)]);
    const text = "x".repeat(1024 * 1024);
    const params = [{ paramsJSON: JSON.stringify({ text }) }, { paramsJSON: null, params: { text } }];
    for (let index = 0; index < 40; index += 1) invoke(`i${index}`, "hang", params[index % 2]);
    expect(results().map(({ id }) => id)).toEqual(Array.from({ length: 9 }, (_, index) => `i${31 + index}`));
    expect(results()[0]).toMatchObject({ ok: false, error: { code: "UNAVAILABLE" } });
    for (let index = 0; index < 20; index += 1) invoker.cancel({ invokeId: `i${index}` });
    await eventually(() => {
      invoker.accept({ id: "small", nodeId: deviceId, command: "nothing of this name" }, channel);
      expect(results().at(-1)).toMatchObject({ id: "small", error: { code: "INVALID_REQUEST" } });
    });
    const deep = JSON.parse(`${"[".repeat(200_000)}${"]".repeat(200_000)}`);
    invoke("deep", "hang", { paramsJSON: null, params: deep });
    expect(results().at(-1)).toMatchObject({ id: "deep", error: { code: "INVALID_REQUEST" } });
  });

  it("all stop when the session is gone, and nothing is sent after", async () => {
    const { invoke, invoker, records, sent } = setting([command("hang", forever)]);
    for (let index = 0; index < 40; index += 1) invoke(`i${index}`, "hang");
    invoker.abandon();
    await eventually(() =>
      expect(records.filter((record) => record.outcome === "cancelled")).toHaveLength(16),
    );
    expect(sent).toEqual([]);
  });

  it("are waited for until each has ended what it started", async () => {
    let finish = (): void => {};
    const { invoke, invoker } = setting([
      command("quick", async () => null),
      command("slow to end", () => new Promise((resolve) => (finish = () => resolve(null)))),
    ]);
    invoke("i1", "quick");
    invoke("i2", "slow to end");
    let ended = false;
    const end = invoker.abandon().then(() => (ended = true));
    await new Promise(setImmediate);
    expect(ended).toBe(false);
    finish();
    await end;
  });
});

describe("what the owner switches off", () => {
  it("is not run, and whoever asks reads why", async () => {
    let ran = false;
    const off = { ...defaultCapabilities, device: false };
    const { invoke, results, records } = setting(
      [
        command("device.info", async () => {
          ran = true;
        }),
      ],
      1_000_000,
      off,
    );
    invoke("i1", "device.info");
    await eventually(() => expect(results()).toHaveLength(1));
    expect(results()[0]).toMatchObject({ ok: false, error: { code: "DEVICE_DISABLED" } });
    expect(records.at(-1)).toMatchObject({ outcome: "denied" });
    expect(ran).toBe(false);
  });

  it("ends at once what runs and refuses what waits, and leaves the rest alone", async () => {
    const switches = { ...defaultCapabilities, camera: true };
    const clock = new ManualClock();
    const sent: Sent[] = [];
    const signals: AbortSignal[] = [];
    const hang = (name: string): Command =>
      command(name, (_, { signal }) => {
        signals.push(signal);
        return forever();
      });
    const registry = createRegistry(
      [
        { capability: "camera", commands: [hang("camera.clip")] },
        { capability: "device", commands: [hang("device.status")] },
      ],
      () => switches,
    );
    const invoker = createInvoker({
      registry,
      deviceId,
      clock,
      log: silentLogger,
      memory: createInvokeMemory(clock, () => {}),
    });
    const channel = {
      maxPayload: 1_000_000,
      async request(method: string, params: unknown) {
        sent.push({ method, params: params as Record<string, unknown> });
        return { ok: true, payload: null } as const;
      },
    };
    const ask = (id: string, name: string) => invoker.accept({ id, command: name }, channel);
    ask("status", "device.status");
    for (let index = 0; index < 15; index += 1) ask(`clip${index}`, "camera.clip");
    ask("waiting", "camera.clip");
    switches.camera = false;
    invoker.endWhatIsOff();
    await eventually(() => expect(sent).toHaveLength(16));
    expect(sent.map(({ params }) => params.id)).not.toContain("status");
    for (const { params } of sent)
      expect(params).toMatchObject({ ok: false, error: { code: "CAMERA_DISABLED" } });
    expect(signals.filter((signal) => signal.aborted)).toHaveLength(15);
    expect(signals[0]?.aborted).toBe(false);
  });
});

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

  it("under another id with the same key runs once, and both are told the same, also while it runs", async () => {
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

  it("with the same key after the line was cut is not run again", async () => {
    const counting = counted();
    const { invoke, invoker, connect, channel, results } = setting([counting.command]);
    invoke("i1", "count", { idempotencyKey: "k" });
    void invoker.abandon();
    connect().accept({ id: "i2", command: "count", paramsJSON: "{}", idempotencyKey: "k" }, channel);
    await eventually(() => expect(results()).toHaveLength(1));
    expect(results()[0]).toMatchObject({ id: "i2", ok: false, error: { code: "CANCELLED" } });
    expect(counting.runs()).toBe(1);
  });

  it.each([
    ["another key", { idempotencyKey: "other" }],
    ["no key", {}],
    ["other parameters", { idempotencyKey: "k", paramsJSON: '{"a":1}' }],
  ])("with %s is another wish", async (_, more) => {
    const counting = counted();
    const { invoke } = setting([counting.command]);
    invoke("i1", "count", { idempotencyKey: "k" });
    invoke("i2", "count", more);
    await eventually(() => expect(counting.runs()).toBe(2));
  });

  it("runs again once the key is old, and when it was never begun", async () => {
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

  it("costs bounded memory, however many keys and however large the results", async () => {
    const { invoke, results, memory } = setting([command("big", async () => "x".repeat(400_000))]);
    for (let index = 0; index < 40; index += 1) {
      invoke(`i${index}`, "big", { idempotencyKey: `k${index}` });
      await eventually(() => expect(results()).toHaveLength(index + 1));
    }
    const again = (index: number) => ({
      ...{ id: "x", command: "big", params: {}, size: 2, timeoutMs: null },
      ...{ idempotencyKey: digestOf(`k${index}`), paramsDigest: digestOf("{}") },
    });
    expect(memory.repeated(again(0))).toBeNull();
    expect(await memory.repeated(again(39))).toMatchObject({ ok: true });
  });
});

describe("a result that was ready when the line was cut", () => {
  const cut = {
    ok: false,
    error: { code: "CLOSED", message: "", details: undefined, retryAfterMs: null },
  } as const;

  async function cutOff() {
    const parts = setting([command("work", async () => "done")]);
    parts.invoker.accept(
      { id: "i1", command: "work", paramsJSON: "{}" },
      { maxPayload: 1_000_000, request: async () => cut },
    );
    await eventually(() => expect(parts.records.at(-1)?.outcome).toBe("ok"));
    return parts;
  }

  it("is delivered at the next connection, once", async () => {
    const { connect, channel, results, lost } = await cutOff();
    await connect().deliverKept(channel);
    await connect().deliverKept(channel);
    expect(results()).toEqual([{ id: "i1", nodeId: deviceId, ok: true, payload: "done" }]);
    expect(lost).toEqual([]);
  });

  it("is said to be lost where the gateway does not wait for it any more", async () => {
    const { connect, lost } = await cutOff();
    const request = async () => ({ ok: true, payload: { ok: true, ignored: true } }) as const;
    await connect().deliverKept({ maxPayload: 1_000_000, request });
    expect(lost).toMatchObject([{ id: "i1", command: "work", outcome: { ok: true, payload: "done" } }]);
  });

  it("waits for the connection after that when the next one is cut as well", async () => {
    const { connect, channel, results, lost } = await cutOff();
    await connect().deliverKept({ maxPayload: 1_000_000, request: async () => cut });
    await connect().deliverKept(channel);
    expect(results()).toHaveLength(1);
    expect(lost).toEqual([]);
  });

  it("is not carried to another gateway, and not kept without end", async () => {
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
    expect(lost.at(-1)?.id).toBe("last");
  });
});
