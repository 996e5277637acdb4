import { isGatewayEventFrame, isGatewayResponseFrame } from "@openclaw/gateway-protocol/frame-guards";
import { isRecord } from "../../shared/record.ts";
import type { Clock } from "../time/clock.ts";
import { isAffordableJson } from "./json-cost.ts";
import type { RpcError, RpcResult, WireEvent } from "./rpc.ts";

/** Frames before hello, in both directions, stay under 64 KiB (openclaw docs, gateway/protocol/transport.md, 2026.9.6). */
export const FRAME_LIMIT_BEFORE_HELLO = 64 * 1024;
/** The answer to our own connect may be longer: it carries the gateway's snapshot, which grows with its owner's use. */
export const HELLO_LIMIT = 4 * 1024 * 1024;
/** What we accept from an authenticated gateway in one frame; its own limit is 25 MiB. */
export const RECEIVE_LIMIT = 32 * 1024 * 1024;
/** The largest frame that is read while nothing on offer takes more: a command's parameters are 1 MB at most. */
export const USUAL_FRAME_LIMIT = 8 * 1024 * 1024;
/** Several expressions search a gateway's sentence; anything longer is not a sentence. */
const MAX_MESSAGE_LENGTH = 4_096;

/** An error as it appears on the wire; null if the gateway did not give one. */
export interface WireError extends RpcError {
  readonly retryable: boolean | null;
}

export type WireResult = Extract<RpcResult, { ok: true }> | { readonly ok: false; readonly error: WireError };

/** What arrived, as far as it can be understood. */
export type Frame =
  | { readonly kind: "event"; readonly event: WireEvent }
  | { readonly kind: "response"; readonly id: string; readonly result: WireResult }
  /** JSON with a type this version of the protocol does not send to nodes. */
  | { readonly kind: "unexpected" }
  /** Larger than what is offered needs, or with more values than are worth parsing. */
  | { readonly kind: "too-costly"; readonly invokeId: string | null }
  | { readonly kind: "malformed" };

/** How a gateway begins an invoke; only looked for when the frame is too costly to parse. */
const INVOKE_START = /"event":\s?"node\.invoke\.request",\s?"payload":\s?\{\s?"id":\s?"([\w-]{1,128})"/;
const START_LENGTH = 1_024;

/** Reads one text frame of at most `limit` bytes. Never throws. */
export function parseFrame(bytes: Uint8Array, limit: number = RECEIVE_LIMIT): Frame {
  if (bytes.length > limit || !isAffordableJson(bytes)) {
    const start = Buffer.from(bytes.subarray(0, START_LENGTH)).toString("latin1");
    return { kind: "too-costly", invokeId: INVOKE_START.exec(start)?.[1] ?? null };
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8"));
  } catch {
    return { kind: "malformed" };
  }
  if (isGatewayEventFrame(value)) {
    return { kind: "event", event: { event: value.event, payload: value.payload } };
  }
  if (isGatewayResponseFrame(value)) {
    const result: WireResult = value.ok
      ? { ok: true, payload: value.payload }
      : { ok: false, error: readError(value.error) };
    return { kind: "response", id: value.id, result };
  }
  if (!isRecord(value) || typeof value.type !== "string") return { kind: "malformed" };
  if (value.type === "res" && typeof value.id === "string" && value.ok === false) {
    // A refusal whose error is malformed is still a refusal, and somebody is waiting for it.
    return { kind: "response", id: value.id, result: { ok: false, error: readError(value.error) } };
  }
  return { kind: value.type === "res" || value.type === "event" ? "malformed" : "unexpected" };
}

function readError(error: unknown): WireError {
  const fields = isRecord(error) ? error : {};
  const { code, message, details, retryable, retryAfterMs } = fields;
  return {
    code: typeof code === "string" && code !== "" ? code : "UNKNOWN",
    message: typeof message === "string" ? message.slice(0, MAX_MESSAGE_LENGTH) : "",
    details,
    retryable: typeof retryable === "boolean" ? retryable : null,
    retryAfterMs: typeof retryAfterMs === "number" && retryAfterMs >= 0 ? retryAfterMs : null,
  };
}

const MALFORMED_LIMIT = 32;
const MALFORMED_WINDOW_MS = 60_000;

/** Counts bad frames: a few are tolerated, a flood (more than 32 in a minute) is not. */
export class MalformedFrames {
  readonly #clock: Clock;
  #windowStart = 0;
  #inWindow = 0;
  #total = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** All of them so far. */
  get total(): number {
    return this.#total;
  }

  /** Counts one more; true when it was one too many. */
  add(): boolean {
    const now = this.#clock.now();
    if (now - this.#windowStart > MALFORMED_WINDOW_MS || now < this.#windowStart) {
      this.#windowStart = now;
      this.#inWindow = 0;
    }
    this.#inWindow += 1;
    this.#total += 1;
    return this.#inWindow > MALFORMED_LIMIT;
  }
}
