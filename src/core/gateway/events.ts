import { isRecord } from "../../shared/record.ts";
import type { ChatEvent, GatewayEvent } from "./contract.ts";
import { readInvokeRequest } from "./invoke-request.ts";
import type { Arrival } from "./rpc.ts";

/** Reads an event from the wire; one that makes no sense is `other`. Never throws. */
export function readEvent(arrival: Arrival): GatewayEvent {
  if ("costlyInvoke" in arrival) {
    const message = "the invoke is larger than any command of this node accepts";
    return { kind: "invoke-unreadable", id: arrival.costlyInvoke, code: "PAYLOAD_TOO_LARGE", message };
  }
  const { event, payload } = arrival;
  const other = { kind: "other", name: event } as const;
  switch (event) {
    case "node.invoke.request": {
      const read = readInvokeRequest(payload);
      if (read.ok) return { kind: "invoke", request: read.value };
      const { id, message } = read.failure;
      return id === null ? other : { kind: "invoke-unreadable", id, code: "INVALID_REQUEST", message };
    }
    case "node.invoke.cancel": {
      const id = field(payload, "invokeId");
      return id === null ? other : { kind: "invoke-cancelled", id };
    }
    case "node.pair.resolved": {
      const nodeId = field(payload, "nodeId");
      if (nodeId === null) return other;
      return { kind: "surface-resolved", nodeId, approved: field(payload, "decision") === "approved" };
    }
    case "agent":
    case "chat": {
      const chat = readChat(event, payload);
      return chat === null ? other : { kind: "chat", chat };
    }
    default:
      return other;
  }
}

/**
 * `chat` tells all of the answer so far with each `delta`, and how it ended; `agent` is a sign of life between them.
 * Source: measured with openclaw 2026.9.6, 2026.6.11 and 2026.1.29.
 */
function readChat(event: "agent" | "chat", payload: unknown): ChatEvent | null {
  const sessionKey = field(payload, "sessionKey");
  if (sessionKey === null || !isRecord(payload)) return null;
  const from = { sessionKey, run: field(payload, "runId") };
  if (event === "agent") return { ...from, state: "working" };
  switch (payload.state) {
    case "delta":
      return { ...from, state: "answering", text: textOf(payload.message) ?? "" };
    case "final":
      return { ...from, state: "answered", text: textOf(payload.message) };
    case "error":
      return { ...from, state: "failed", detail: field(payload, "errorMessage") ?? "" };
    case "aborted":
      return { ...from, state: "stopped" };
    default:
      return { ...from, state: "working" };
  }
}

/** The text of a message: a text by itself, or parts, some of which are text. */
function textOf(message: unknown): string | null {
  const content = isRecord(message) ? message.content : null;
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return null;
  return content.map((part: unknown) => field(part, "text") ?? "").join("");
}

function field(payload: unknown, name: string): string | null {
  const value = isRecord(payload) ? payload[name] : null;
  return typeof value === "string" ? value : null;
}
