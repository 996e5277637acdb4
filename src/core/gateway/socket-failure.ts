import { boundedRetryAfter } from "./connect-failure.ts";
import type { GatewayFailure } from "./contract.ts";
import { cleanDetail } from "./detail.ts";

type UnreachableCause = Extract<GatewayFailure, { kind: "unreachable" }>["cause"];

const UNREACHABLE: Readonly<Record<string, UnreachableCause>> = {
  ENOTFOUND: "name-not-found",
  EAI_AGAIN: "name-not-found",
  EAI_FAIL: "name-not-found",
  EAI_NODATA: "name-not-found",
  EAI_NONAME: "name-not-found",
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timeout",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENETDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  // A local firewall answers with these.
  EACCES: "unreachable",
  EPERM: "unreachable",
  // The peer accepted and threw us out before a word of TLS or HTTP.
  ECONNRESET: "unreachable",
  ECONNABORTED: "unreachable",
  EPIPE: "unreachable",
};

/** The code of a system error; of several at once (both address families tried), the most telling one. */
export function errorCode(error: unknown): string {
  if (error instanceof AggregateError) {
    const codes = error.errors.map(errorCode);
    return codes.find((code) => code === "ECONNREFUSED") ?? codes.find((code) => code !== "") ?? "";
  }
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

/** The socket did not come to be: name lookup, TCP or TLS failed. */
export function classifySocketError(error: unknown): GatewayFailure {
  const code = errorCode(error);
  const cause = UNREACHABLE[code];
  if (cause !== undefined) return { kind: "unreachable", cause, detail: code };
  if (code === "EPROTO" || code.startsWith("ERR_SSL")) {
    return { kind: "not-a-gateway", status: null, detail: `no TLS there: ${code}` };
  }
  const words = error instanceof Error ? error.message : "unknown error";
  return { kind: "unreachable", cause: "unreachable", detail: code === "" ? cleanDetail(words, "") : code };
}

/** A socket was there, but the HTTP upgrade broke: what listens speaks something else, or gave up. */
export function classifyUpgradeError(error: unknown): GatewayFailure {
  const code = errorCode(error);
  if (code === "ETIMEDOUT") return { kind: "unreachable", cause: "timeout", detail: code };
  if (code === "ECONNRESET" || code === "EPIPE") {
    return { kind: "not-a-gateway", status: null, detail: "closed the connection without an answer" };
  }
  const words = error instanceof Error ? cleanDetail(error.message, "") : "";
  return {
    kind: "not-a-gateway",
    status: null,
    detail: code.startsWith("HPE_") ? `no HTTP there: ${code}` : words,
  };
}

/** What of an HTTP answer matters. */
export interface UpgradeAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly retryAfter: string | undefined;
}

/**
 * HTTP answered something other than 101. 429 is rate-limited; 5xx a gateway (or the proxy before it)
 * that is not ready, 503 being what 2026.9.6 itself answers when it takes no connections; the rest, redirects
 * included (they are never followed), is no gateway at this address. Of a redirect only the host is kept.
 */
export function classifyUpgradeAnswer(answer: UpgradeAnswer, now: number): GatewayFailure {
  const { status } = answer;
  const retryAfterMs = readRetryAfter(answer.retryAfter, now);
  if (status === 429) return { kind: "rate-limited", retryAfterMs };
  if (status >= 500 && status <= 599) {
    return { kind: "gateway-error", code: `HTTP_${status}`, detail: `HTTP ${status}`, retryAfterMs };
  }
  const host = status >= 300 && status <= 399 ? redirectHost(answer.location) : null;
  return {
    kind: "not-a-gateway",
    status,
    detail: host === null ? `HTTP ${status}` : `HTTP ${status}, redirects to ${host}`,
  };
}

function redirectHost(location: string | undefined): string | null {
  if (location === undefined || !URL.canParse(location)) return null;
  return cleanDetail(new URL(location).host, "") || null;
}

/** `Retry-After` is seconds or a date (RFC 9110, 10.2.3). */
function readRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header.trim())) return boundedRetryAfter(Number(header) * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : boundedRetryAfter(Math.max(0, date - now));
}
