import { failure, type Result, success } from "../result.ts";

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
}

/** `id` is null when not even an answer can be addressed. */
export interface MalformedInvoke {
  readonly id: string | null;
  readonly message: string;
}

/** Reads what the gateway sent; never throws. */
export function readInvokeRequest(payload: unknown): Result<InvokeRequest, MalformedInvoke> {
  if (typeof payload !== "object" || payload === null)
    return failure({ id: null, message: "invoke is no object" });
  const { id, command, paramsJSON, params, timeoutMs } = payload as Record<string, unknown>;
  if (typeof id !== "string" || id === "") return failure({ id: null, message: "invoke has no id" });
  if (typeof command !== "string" || command === "") return failure({ id, message: "command required" });
  const parsed = readParams(paramsJSON, params);
  if (!parsed.ok) return failure({ id, message: parsed.failure });
  const limit =
    typeof timeoutMs === "number" && timeoutMs > 0 && Number.isFinite(timeoutMs) ? timeoutMs : null;
  return success({ id, command, ...parsed.value, timeoutMs: limit });
}

/** 2026.1.29 sends `paramsJSON: null` for no parameters. */
function readParams(json: unknown, given: unknown): Result<Pick<InvokeRequest, "params" | "size">, string> {
  try {
    if (typeof json === "string" && json !== "")
      return success({ params: JSON.parse(json) ?? {}, size: json.length });
    const params = given ?? {};
    // Lists within lists without end can be read, but not written.
    return success({ params, size: JSON.stringify(params).length });
  } catch {
    return failure("paramsJSON is not valid JSON");
  }
}
