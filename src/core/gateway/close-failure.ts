import { classifyCloseReason, type Sent } from "./connect-failure.ts";
import type { GatewayFailure } from "./contract.ts";
import { cleanDetail, secretOf } from "./detail.ts";

/** Close codes with a special meaning here (RFC 6455, and the IANA registry for 1012 and 1013). */
const CLOSE = {
  abnormal: 1006,
  policy: 1008,
  tooBig: 1009,
  internal: 1011,
  serviceRestart: 1012,
  tryAgainLater: 1013,
} as const;
const PROTOCOL_CODES: readonly number[] = [1002, 1003, 1007, 1010];

/**
 * The gateway closed before it answered `connect`. The reason counts first, if it says something we know; otherwise the
 * code: 1012 and 1013 starting, 1002/1003/1007/1009/1010 protocol-error, 1008 and 1011 gateway-error, everything else
 * (1000, 1001, 1005, 1006, 4xxx) a connection that ended.
 */
export function classifyCloseBeforeHello(code: number, reason: string, sent: Sent): GatewayFailure {
  const said = classifyCloseReason(reason, sent);
  if (said !== null) return said;
  const detail = cleanDetail(reason, secretOf(sent.credential));
  if (code === CLOSE.serviceRestart || code === CLOSE.tryAgainLater) {
    return { kind: "starting", retryAfterMs: null };
  }
  if (code === CLOSE.tooBig || PROTOCOL_CODES.includes(code)) {
    return { kind: "protocol-error", detail: `closed with ${code} before hello: ${detail}` };
  }
  if (code === CLOSE.policy || code === CLOSE.internal) {
    return { kind: "gateway-error", code: `CLOSE_${code}`, detail, retryAfterMs: null };
  }
  return { kind: "closed", code, reason: detail, cause: code === CLOSE.abnormal ? "network" : "peer" };
}

/**
 * An authenticated session ended. 1006 is the network's doing; 1012, or any close after a `shutdown`
 * event, is a restart; everything else is the gateway's own decision. Measured: 2026.1.29 and 2026.9.6 both send
 * `shutdown` and close with 1012 `service restart`; 2026.9.6 closes with 4001 `device removed` when the device or
 * its token is revoked, 2026.1.29 leaves the connection open.
 */
export function classifyCloseAfterHello(
  code: number,
  reason: string,
  secret: string,
  { shutdownAnnounced }: { readonly shutdownAnnounced: boolean },
): GatewayFailure {
  const cause =
    shutdownAnnounced || code === CLOSE.serviceRestart
      ? "restart"
      : code === CLOSE.abnormal
        ? "network"
        : "peer";
  return { kind: "closed", code, reason: cleanDetail(reason, secret), cause };
}
