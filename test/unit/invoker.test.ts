import { describe, expect, test } from "vitest";
import { CommandError } from "../../src/core/commands/command.ts";
import type { ManualClock } from "../support/clock.ts";
import { eventually } from "../support/eventually.ts";
import { sessionOver, tellInvoker } from "../support/gateway-session.ts";
import { command, deviceId, forever, setting } from "../support/invoker-setting.ts";

describe("an invoke", () => {
  test("is answered once, with the id, the node and the payload", async () => {
    const { invoke, results } = setting([command("echo", async (params) => ({ got: params }))]);
    invoke("i1", "echo", { paramsJSON: '{"a":1}' });
    invoke("i1", "echo", { paramsJSON: '{"a":2}' });
    await eventually(() => expect(results()).toHaveLength(1));
    expect(results()[0]).toEqual({ id: "i1", nodeId: deviceId, ok: true, payload: { got: { a: 1 } } });
  });

  test.each([
    ["an unknown command", { command: "nope" }, "unknown command: nope"],
    ["parameters that are no JSON", { command: "echo", paramsJSON: "{" }, "paramsJSON is not valid JSON"],
    ["an empty command", { command: "" }, "command required"],
  ])("is refused for %s", async (_, more, message) => {
    const { invoke, results } = setting([command("echo", async () => 1)]);
    invoke("i1", "echo", more);
    await eventually(() => expect(results()).toHaveLength(1));
    expect(results()[0]).toMatchObject({ id: "i1", ok: false, error: { code: "INVALID_REQUEST", message } });
  });

  test.each([null, 7, "x", {}, { id: 5 }, { id: "" }])(
    "is ignored when it cannot be addressed: %j",
    (payload) => {
      const { invoker, session, sent } = setting([]);
      tellInvoker(invoker, session, payload);
      expect(sent).toEqual([]);
    },
  );

  test("that throws hurts only itself, and says nothing of the inside", async () => {
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

  test("that hangs is answered at its time limit and told to stop", async () => {
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

  test("can be cancelled, and is then not answered", async () => {
    const { invoke, invoker, results, records } = setting([command("hang", forever)]);
    invoke("i1", "hang");
    invoker.cancel("i1");
    await eventually(() => expect(records.at(-1)).toMatchObject({ id: "i1", outcome: "cancelled" }));
    expect(results()).toEqual([]);
  });

  test("with a result over the payload limit gets a proper error", async () => {
    const { invoke, results } = setting([command("big", async () => "x".repeat(10_000))], 8_000);
    invoke("i1", "big");
    await eventually(() =>
      expect(results()[0]).toMatchObject({ ok: false, error: { code: "PAYLOAD_TOO_LARGE" } }),
    );
  });

  test("with a result that is no JSON gets a proper error", async () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const { invoke, results } = setting([command("loop", async () => loop)]);
    invoke("i1", "loop");
    await eventually(() =>
      expect(results()[0]).toMatchObject({ ok: false, error: { code: "INTERNAL_ERROR" } }),
    );
  });

  test("passes on a command's own error code", async () => {
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

  test("streams in pieces the wire takes, numbered from 0", async () => {
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
  test("keeps the order of what is passed on before the gateway has taken what came first", async () => {
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

  test("cuts no character in two", async () => {
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
  const refusing = (clock: ManualClock, code: string, details: object | undefined, times: number) => {
    const tried: string[] = [];
    return {
      tried,
      session: sessionOver(clock, async (method) => {
        tried.push(method);
        if (tried.length > times) return { ok: true, payload: null };
        return { ok: false, error: { code, message: "no", details, retryAfterMs: null } };
      }),
    };
  };

  test("in passing is said again until it is taken", async () => {
    const { clock, invoker } = setting([command("quick", async () => null)]);
    const { tried, session } = refusing(clock, "UNAVAILABLE", { code: "PAIRING_CHANGED" }, 2);
    tellInvoker(invoker, session, { id: "i1", nodeId: deviceId, command: "quick", paramsJSON: "{}" });
    await eventually(() => {
      clock.advance(1_000);
      expect(tried).toHaveLength(3);
    });
    expect(new Set(tried)).toEqual(new Set(["node.invoke.result"]));
  });

  test("in passing for ever is given up", async () => {
    const { clock, invoker } = setting([command("quick", async () => null)]);
    const { tried, session } = refusing(clock, "UNAVAILABLE", { code: "PAIRING_CHANGED" }, Infinity);
    tellInvoker(invoker, session, { id: "i1", nodeId: deviceId, command: "quick", paramsJSON: "{}" });
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

  test.each([
    ["UNAVAILABLE", undefined],
    ["INVALID_REQUEST", { code: "PAIRING_CHANGED" }],
    ["CLOSED", undefined],
  ])("with %s %j is not said again", async (code, details) => {
    const { clock, invoker } = setting([command("quick", async () => null)]);
    const { tried, session } = refusing(clock, code, details, 1);
    tellInvoker(invoker, session, { id: "i1", nodeId: deviceId, command: "quick", paramsJSON: "{}" });
    await eventually(() => expect(tried).toHaveLength(1));
    for (let turns = 0; turns < 20; turns += 1) {
      clock.advance(5_000);
      await new Promise(setImmediate);
    }
    expect(tried).toHaveLength(1);
  });
});
