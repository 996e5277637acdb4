import { createHash } from "node:crypto";
import { failure, type Result, success } from "../../shared/result.ts";
import { isAffordableJson } from "./json-cost.ts";

/** A well-formed `node.invoke.request`. Source: @openclaw/gateway-protocol 2026.9.1, NodeInvokeRequestEvent. */
export interface InvokeRequest {
  readonly id: string;
  readonly command: string;
  /** Parsed `paramsJSON`; an empty object when there was none. */
  readonly params: unknown;
  /** Milliseconds; null when the gateway set no limit. */
  readonly timeoutMs: number | null;
  /** Characters the parameters have as JSON. */
  readonly size: number;
  /** The gateway's name for the request behind it, short; null when there was none. */
  readonly idempotencyKey: string | null;
  /** Tells different parameters apart; empty when there is no key. */
  readonly paramsDigest: string;
  /** The agent's, which it is for; the gateway says so of tools alone (measured, 2026.9.6). */
  readonly sessionKey?: string;
}

/** `id` is null when not even an answer can be addressed. */
export interface MalformedInvoke {
  readonly id: string | null;
  readonly message: string;
}

/** An id is repeated with every piece of output. */
const MAX_ID_LENGTH = 1_024;

/** Reads what the gateway sent; never throws. */
export function readInvokeRequest(payload: unknown): Result<InvokeRequest, MalformedInvoke> {
  if (typeof payload !== "object" || payload === null)
    return failure({ id: null, message: "invoke is not an object" });
  const { id, command, paramsJSON, params, timeoutMs, idempotencyKey, sessionKey } = payload as Record<
    string,
    unknown
  >;
  if (typeof id !== "string" || id === "" || id.length > MAX_ID_LENGTH)
    return failure({ id: null, message: "invoke has no id" });
  if (typeof command !== "string" || command === "") return failure({ id, message: "command required" });
  const parsed = readParams(paramsJSON, params);
  if (!parsed.ok) return failure({ id, message: parsed.failure });
  const limit =
    typeof timeoutMs === "number" && timeoutMs > 0 && Number.isFinite(timeoutMs) ? timeoutMs : null;
  const { params: read, json } = parsed.value;
  const hasKey = typeof idempotencyKey === "string" && idempotencyKey !== "";
  return success({
    id,
    command,
    params: read,
    size: json.length,
    timeoutMs: limit,
    idempotencyKey: hasKey ? digestOf(idempotencyKey) : null,
    paramsDigest: hasKey ? digestOf(json) : "",
    ...(typeof sessionKey === "string" && sessionKey.length <= MAX_ID_LENGTH ? { sessionKey } : {}),
  });
}

/** 2026.1.29 sends `paramsJSON: null` for no parameters. */
function readParams(
  json: unknown,
  given: unknown,
): Result<{ readonly params: unknown; readonly json: string }, string> {
  try {
    if (typeof json === "string" && json !== "") {
      if (!isAffordableJson(Buffer.from(json))) return failure("paramsJSON holds too many values");
      return success({ params: JSON.parse(json) ?? {}, json });
    }
    const params = given ?? {};
    // Endlessly nested lists can be read, but not written.
    return success({ params, json: JSON.stringify(params) });
  } catch {
    return failure("paramsJSON is not valid JSON");
  }
}

/** A text that may be long, made short enough to be a key. */
export const digestOf = (text: string): string => createHash("sha256").update(text).digest("base64");
