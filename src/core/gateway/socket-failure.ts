import type { IncomingMessage } from "node:http";
import type { AccessPageAnswer } from "../../shared/blocked.ts";
import { SshEnded } from "../ssh/open.ts";
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
  // The peer accepted and dropped us before a word of TLS or HTTP.
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

const NO_TLS = "no TLS there";

/** The socket did not come to be: name lookup, TCP or TLS failed. */
export function classifySocketError(error: unknown): GatewayFailure {
  const code = errorCode(error);
  const cause = UNREACHABLE[code];
  if (cause !== undefined) return { kind: "unreachable", cause, detail: code };
  if (code === "EPROTO" || code.startsWith("ERR_SSL")) {
    return { kind: "not-a-gateway", status: null, detail: `${NO_TLS}: ${code}` };
  }
  const words = error instanceof Error ? error.message : "unknown error";
  return { kind: "unreachable", cause: "unreachable", detail: code === "" ? cleanDetail(words, "") : code };
}

/** Closed before TLS stood. */
export const closedDuringTls: GatewayFailure = {
  kind: "not-a-gateway",
  status: null,
  detail: "closed the connection during TLS",
};

/** Whether TLS did not come to be, and no alert shows that the other end has it: one that wants a certificate of ours, or another version. */
export const isWithoutTls = (failure: GatewayFailure): boolean =>
  failure === closedDuringTls ||
  (failure.kind === "not-a-gateway" &&
    failure.detail.startsWith(NO_TLS) &&
    !failure.detail.includes("ALERT"));

/** Alerts about the certificate of whoever gets them; we have none (RFC 8446, 6.2). */
const OURS_IS_MISSING = /ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA)$/;

/** A socket was there, but the HTTP upgrade failed: the other side speaks something else, or gave up. */
export function classifyUpgradeError(error: unknown): GatewayFailure {
  if (error instanceof SshEnded) return error.failure;
  const code = errorCode(error);
  // In TLS 1.3 the other end misses our certificate only after its own part is done.
  if (OURS_IS_MISSING.test(code)) return { kind: "client-certificate", detail: code };
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

/** The parts of an HTTP answer that matter. */
export interface UpgradeAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly retryAfter: string | undefined;
  readonly contentType: string | undefined;
  /** The beginning of the page, of a refusal that says only there what it is about. */
  readonly page: string;
}

/** A page of nginx is a tenth of it. */
const MAX_PAGE = 4_096;
const PAGE_TIME_LIMIT = 2_000;

/** Reads them from an answer, and lets go of it. */
export async function readUpgradeAnswer(response: IncomingMessage): Promise<UpgradeAnswer> {
  const { statusCode: status = 0, headers } = response;
  const contentType = headers["content-type"];
  const page = status === 400 && HTML.test(contentType ?? "") ? await beginningOf(response) : "";
  response.destroy();
  return {
    status,
    location: headers.location,
    retryAfter: headers["retry-after"],
    contentType,
    page,
  };
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  let text = "";
  const limit = setTimeout(() => response.destroy(), PAGE_TIME_LIMIT);
  try {
    for await (const piece of response) {
      text += String(piece);
      if (text.length > MAX_PAGE) break;
    }
  } catch {
    // What came before it ended is enough.
  }
  clearTimeout(limit);
  return text;
}

/** nginx, `ssl_verify_client on`: its status 496 leaves as 400 with a page. */
const WANTS_CERTIFICATE = /No required SSL certificate was sent/;

/**
 * HTTP answered something other than 101. 429 is rate-limited; 5xx a gateway (or the proxy before it) that is not
 * ready, 503 being what 2026.9.6 itself answers when it takes no connections; a redirect (never followed), a sign-in, a
 * refusal or a web page is something in front of the gateway; the rest is not a gateway. Of a redirect only the host is
 * kept.
 */
export function classifyUpgradeAnswer(answer: UpgradeAnswer, now: number): GatewayFailure {
  const { status } = answer;
  const retryAfterMs = readRetryAfter(answer.retryAfter, now);
  if (status === 429) return { kind: "rate-limited", retryAfterMs };
  if (status >= 500 && status <= 599) {
    return { kind: "gateway-error", code: `HTTP_${status}`, detail: `HTTP ${status}`, retryAfterMs };
  }
  if (WANTS_CERTIFICATE.test(answer.page)) return { kind: "client-certificate", detail: `HTTP ${status}` };
  const page = accessPageAnswer(answer);
  if (page === null) return { kind: "not-a-gateway", status, detail: `HTTP ${status}` };
  return { kind: "access-page", answer: page, status, leadsTo: redirectHost(answer.location) };
}

const HTML = /^\s*(text\/html|application\/xhtml\+xml)\b/i;

/** Which answer of an access page or a web server this is; null when it is none of them. */
export function accessPageAnswer({
  status,
  contentType,
}: Pick<UpgradeAnswer, "status" | "contentType">): AccessPageAnswer | null {
  if (status >= 300 && status <= 399 && status !== 304) return "redirect";
  if (status === 401) return "sign-in";
  if (status === 403) return "forbidden";
  if (status === 407) return "proxy-sign-in";
  return status >= 200 && status <= 299 && HTML.test(contentType ?? "") ? "page" : null;
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
