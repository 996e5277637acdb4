import type { BlockedCause } from "../../shared/blocked.ts";
import type { WaitingReason } from "../../shared/state.ts";
import { SETUP_CODES_UNKNOWN } from "../gateway/connect-failure.ts";
import type { GatewayFailure } from "../gateway/contract.ts";
import { RATE_LIMIT_PAUSE } from "./pace.ts";

/** What a failure means for the node. */
export type Verdict =
  /** Retry automatically; `afterMs` null means with the usual back-off. */
  | {
      readonly kind: "wait";
      readonly reason: WaitingReason;
      readonly afterMs: number | null;
      readonly sign: Sign;
    }
  | {
      readonly kind: "ask-approval";
      readonly requestId: string | null;
      readonly pairing: "new-device" | "repair" | "stale";
      readonly afterMs: number | null;
    }
  | {
      readonly kind: "block";
      /** What the person is shown. */
      readonly cause: BlockedCause;
    }
  /** The device token is refused here and now: continue without it, and keep it until another is issued. */
  | { readonly kind: "set-device-token-aside" }
  | { readonly kind: "try-other-signature" }
  | { readonly kind: "ignore" };

/**
 * What will show that waiting is over: `port` its port, which can be probed; `answer` only an attempt, at something
 * that is there but not ready; `none` nothing that is worth asking often for.
 */
export type Sign = "port" | "answer" | "none";

const wait = (reason: WaitingReason, sign: Sign = "none", afterMs: number | null = null): Verdict => ({
  kind: "wait",
  reason,
  afterMs,
  sign,
});

/** Bad gateway, gateway timeout, and what Cloudflare says about a server or a tunnel that it cannot reach. */
const BEHIND_IS_DOWN = /^HTTP_(502|504|52[0-9]|530)$/;

const block = (cause: BlockedCause): Verdict => ({ kind: "block", cause });

/** Judges one failure. Pure and total: every failure leads to exactly one verdict. */
export function judge(failure: GatewayFailure): Verdict {
  switch (failure.kind) {
    case "unreachable":
      return wait(failure.cause, "port");
    case "public-address":
      return block({
        reason: "public-address",
        detail: { host: failure.host, address: failure.address },
      });
    case "ssh":
      return judgeSsh(failure);
    case "proxy":
      return judgeProxy(failure);
    case "speaks-tls":
    case "speaks-plain":
      return judgeScheme(failure);
    case "client-certificate":
      return block({ reason: "client-certificate", detail: {} });
    case "access-page":
      return judgeAccessPage(failure);
    case "silent":
    case "not-a-gateway":
    case "protocol-error":
      return wait(failure.kind);
    case "gateway-error":
      // What a proxy says about a gateway that is down behind it.
      return wait(
        BEHIND_IS_DOWN.test(failure.code) ? "bad-gateway" : "gateway-error",
        /^HTTP_50[234]$/.test(failure.code) ? "answer" : "none",
        failure.retryAfterMs,
      );
    case "starting":
      return wait("gateway-starting", "answer", failure.retryAfterMs);
    case "rate-limited":
      return wait("rate-limited", "none", failure.retryAfterMs ?? RATE_LIMIT_PAUSE);
    case "closed":
      // The open end of a tunnel with nothing behind it looks like this.
      return wait("connection-lost", "answer");
    case "aborted":
      return { kind: "ignore" };
    case "certificate":
      return judgeCertificate(failure);
    case "protocol-mismatch":
      return block({
        reason: failure.gatewayIs === "newer" ? "protocol-too-new" : "protocol-too-old",
        detail: { said: failure.detail },
      });
    case "pairing-required":
      return failure.keepAsking
        ? {
            kind: "ask-approval",
            requestId: failure.requestId,
            pairing: pairingKind(failure),
            afterMs: failure.retryAfterMs,
          }
        : block({ reason: "pairing-paused", detail: { said: failure.reason } });
    case "credential":
      return judgeCredential(failure);
    case "signature-refused":
      return { kind: "try-other-signature" };
    case "identity-refused":
      return block({ reason: "identity-refused", detail: { code: failure.code, said: failure.detail } });
    case "clock-skew":
      return block({ reason: "clock-skew", detail: { said: failure.detail } });
    case "refused":
      return block({ reason: "access-denied", detail: { code: failure.code, said: failure.detail } });
  }
}

function judgeAccessPage(failure: Extract<GatewayFailure, { kind: "access-page" }>): Verdict {
  const { answer: accessAnswer, leadsTo, status } = failure;
  return block({ reason: "access-page", detail: { accessAnswer, leadsTo, status: String(status) } });
}

function judgeScheme(failure: Extract<GatewayFailure, { kind: "speaks-tls" | "speaks-plain" }>): Verdict {
  const { url } = failure;
  if (failure.kind === "speaks-tls") return block({ reason: "speaks-tls", detail: { url } });
  const command = `clawtray run --gateway ${url}${failure.isPrivate ? "" : " --allow-insecure"}`;
  return block({ reason: "speaks-plain", detail: { url, command } });
}

function pairingKind({
  reason,
}: Extract<GatewayFailure, { kind: "pairing-required" }>): "new-device" | "repair" | "stale" {
  if (reason === "identity-unavailable") return "stale";
  return reason !== null && reason !== "not-paired" ? "repair" : "new-device";
}

function judgeCertificate(failure: Extract<GatewayFailure, { kind: "certificate" }>): Verdict {
  const { problem, presented, detail, date } = failure;
  const shown = { presented, detail };
  switch (problem) {
    case "changed":
      return block({ reason: "certificate-changed", detail: shown });
    case "expired":
      return block({ reason: "certificate-expired", detail: { ...shown, date } });
    case "not-yet-valid":
      return block({ reason: "certificate-not-yet-valid", detail: { ...shown, date } });
    case "other-name":
      return block({ reason: "certificate-other-name", detail: { ...shown, names: detail } });
    default:
      return block({ reason: "certificate-untrusted", detail: { ...shown, certificate: problem } });
  }
}

/** No port can be probed here: only ssh can tell, and each time costs a sign-in. */
function judgeSsh({ problem, presented, detail }: Extract<GatewayFailure, { kind: "ssh" }>): Verdict {
  switch (problem) {
    case "name-not-found":
    case "unreachable":
    case "timeout":
      return wait(problem);
    case "refused":
    case "no-gateway":
    case "failed":
      return wait(`ssh-${problem}`);
    case "no-program":
      return block({ reason: "ssh-missing", detail: {} });
    case "no-home":
      return block({ reason: "ssh-no-home", detail: {} });
    case "configuration":
      return block({ reason: "ssh-configuration", detail: { said: detail } });
    case "key-locked":
      return block({ reason: "ssh-key-locked", detail: { keyFile: detail } });
    case "permission-denied":
    case "forwarding-refused":
      return block({ reason: `ssh-${problem}`, detail: {} });
    case "host-key-unknown":
      return block({ reason: "ssh-host-key-unknown", detail: { hostKey: presented } });
    case "host-key-changed":
      return block({ reason: "ssh-host-key-changed", detail: { hostKey: presented, command: detail } });
  }
}

function judgeProxy(failure: Extract<GatewayFailure, { kind: "proxy" }>): Verdict {
  const { problem, proxy, source, detail } = failure;
  switch (problem) {
    case "unreachable":
      return wait("proxy-unreachable", "port");
    case "sign-in":
      return block({ reason: "proxy-sign-in", detail: { proxy, source } });
    case "refused":
      return block({ reason: "proxy-refused", detail: { proxy, source, said: detail } });
    case "address":
    case "socks":
      return block({ reason: "proxy-unusable", detail: { source, proxyProblem: problem } });
  }
}

function judgeCredential(failure: Extract<GatewayFailure, { kind: "credential" }>): Verdict {
  if (failure.expected === "identity-proxy")
    return block({ reason: "access-denied", detail: { code: failure.code, said: failure.code } });
  if (failure.sent === "device-token") return { kind: "set-device-token-aside" };
  if (failure.sent === "bootstrap")
    return block({
      reason: failure.code === SETUP_CODES_UNKNOWN ? "setup-code-unsupported" : "setup-code-refused",
      detail: { code: failure.code },
    });
  if (failure.sent === null || failure.problem === "missing")
    return block({
      reason: "credential-missing",
      detail: { code: failure.code, expected: failure.expected },
    });
  return block({ reason: "credential-rejected", detail: { code: failure.code, sent: failure.sent } });
}
