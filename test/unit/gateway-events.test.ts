import { describe, expect, test } from "vitest";
import { readEvent } from "../../src/core/gateway/events.ts";

describe("an event of the gateway", () => {
  test.each([
    [
      "an invoke",
      "node.invoke.request",
      { id: "i1", command: "system.which", paramsJSON: '{"bins":[]}', timeoutMs: 5_000 },
      {
        kind: "invoke",
        request: { id: "i1", command: "system.which", params: { bins: [] }, timeoutMs: 5_000 },
      },
    ],
    [
      "an invoke without a command",
      "node.invoke.request",
      { id: "i1" },
      { kind: "invoke-unreadable", id: "i1", code: "INVALID_REQUEST", message: "command required" },
    ],
    ["an invoke given up", "node.invoke.cancel", { invokeId: "i1" }, { kind: "invoke-cancelled", id: "i1" }],
    [
      "an approved surface",
      "node.pair.resolved",
      { nodeId: "n", decision: "approved" },
      { kind: "surface-resolved", nodeId: "n", approved: true },
    ],
    [
      "a rejected surface",
      "node.pair.resolved",
      { nodeId: "n", decision: "rejected" },
      { kind: "surface-resolved", nodeId: "n", approved: false },
    ],
    ["anything else", "health", { nodeId: "n" }, { kind: "other", name: "health" }],
  ])("is read: %s", (_, event, payload, expected) => {
    expect(readEvent({ event, payload })).toMatchObject(expected);
  });

  test("that stands for an invoke too costly to read names that invoke", () => {
    expect(readEvent({ costlyInvoke: "i1" })).toMatchObject({
      kind: "invoke-unreadable",
      id: "i1",
      code: "PAYLOAD_TOO_LARGE",
    });
  });

  test("from the gateway is never taken for such an invoke, whatever its name", () => {
    const event = "clawtray.invoke.too-costly";
    expect(readEvent({ event, payload: { id: "i1" } })).toEqual({ kind: "other", name: event });
  });

  test.each(["node.invoke.request", "node.invoke.cancel", "node.pair.resolved"])(
    "that makes no sense is nothing of ours: %s",
    (event) => {
      for (const payload of [null, undefined, 7, "x", [], {}, { id: 5 }, { invokeId: null }, { nodeId: {} }])
        expect(readEvent({ event, payload })).toEqual({ kind: "other", name: event });
    },
  );
});
