import type { BlockedReason, WaitingReason } from "../../shared/state.ts";
import type { GatewayFailure } from "../gateway/contract.ts";
import { RATE_LIMIT_PAUSE } from "./pace.ts";

/** What a failure means for the node. */
export type Verdict =
  /** Come back by itself; `afterMs` null means: by the usual back-off. */
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
      readonly reason: BlockedReason;
      readonly detail: Readonly<Record<string, string>>;
    }
  /** The device token is refused here and now: go on without it, and keep it until another is issued. */
  | { readonly kind: "set-device-token-aside" }
  | { readonly kind: "try-other-signature" }
  | { readonly kind: "ignore" };

/**
 * What will show that waiting is over: `port` its port, which can be looked at; `answer` only an
 * attempt, at something that is there and not ready; `none` nothing that is worth asking often for.
 */
export type Sign = "port" | "answer" | "none";

const wait = (reason: WaitingReason, sign: Sign = "none", afterMs: number | null = null): Verdict => ({
  kind: "wait",
  reason,
  afterMs,
  sign,
});

const block = (reason: BlockedReason, detail: Readonly<Record<string, string>> = {}): Verdict => ({
  kind: "block",
  reason,
  detail,
});

/** Judges one failure. Pure and total: every failure leads to exactly one verdict. */
export function judge(failure: GatewayFailure): Verdict {
  switch (failure.kind) {
    case "unreachable":
      return wait(failure.cause, "port");
    case "silent":
      return wait("silent");
    case "not-a-gateway":
      return wait("not-a-gateway");
    case "protocol-error":
      return wait("protocol-error");
    case "gateway-error":
      // What a proxy says of a gateway that is down behind it.
      return wait(
        "gateway-error",
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
      return block(failure.gatewayIs === "newer" ? "protocol-too-new" : "protocol-too-old", {
        detail: failure.detail,
      });
    case "pairing-required":
      return failure.keepAsking
        ? {
            kind: "ask-approval",
            requestId: failure.requestId,
            pairing: pairingKind(failure),
            afterMs: failure.retryAfterMs,
          }
        : block("pairing-paused", { detail: failure.reason ?? "no reason given" });
    case "credential":
      return judgeCredential(failure);
    case "signature-refused":
      return { kind: "try-other-signature" };
    case "identity-refused":
      return block("identity-refused", { code: failure.code, detail: failure.detail });
    case "clock-skew":
      return block("clock-skew", { detail: failure.detail });
    case "refused":
      return block("access-denied", { code: failure.code, detail: failure.detail });
  }
}

function pairingKind({
  reason,
}: Extract<GatewayFailure, { kind: "pairing-required" }>): "new-device" | "repair" | "stale" {
  if (reason === "identity-unavailable") return "stale";
  return reason !== null && reason !== "not-paired" ? "repair" : "new-device";
}

function judgeCertificate(failure: Extract<GatewayFailure, { kind: "certificate" }>): Verdict {
  const { problem, presented, detail, date } = failure;
  const values = { presented, detail, ...(date === null ? {} : { date }) };
  switch (problem) {
    case "changed":
      return block("certificate-changed", values);
    case "expired":
      return block("certificate-expired", values);
    case "not-yet-valid":
      return block("certificate-not-yet-valid", values);
    case "other-name":
      return block("certificate-other-name", values);
    case "self-signed":
    case "unknown-issuer":
      return block("certificate-untrusted", { ...values, certificate: problem });
  }
}

function judgeCredential(failure: Extract<GatewayFailure, { kind: "credential" }>): Verdict {
  if (failure.expected === "identity-proxy")
    return block("access-denied", { code: failure.code, detail: failure.code });
  if (failure.sent === "device-token") return { kind: "set-device-token-aside" };
  if (failure.sent === null || failure.problem === "missing")
    return block("credential-missing", { code: failure.code, expected: failure.expected });
  return block("credential-rejected", { code: failure.code, sent: failure.sent });
}
