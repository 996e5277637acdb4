import type { BlockedReason, WaitingReason } from "../../shared/state.ts";
import type { GatewayFailure } from "../gateway/contract.ts";
import { RATE_LIMIT_PAUSE, STARTING_PAUSE } from "./pace.ts";

/** What a failure means for the node. */
export type Verdict =
  /** Come back by itself; `afterMs` null means: by the usual back-off. */
  | { readonly kind: "wait"; readonly reason: WaitingReason; readonly afterMs: number | null }
  | {
      readonly kind: "ask-approval";
      readonly requestId: string | null;
      readonly repair: boolean;
      readonly afterMs: number | null;
    }
  | {
      readonly kind: "block";
      readonly reason: BlockedReason;
      readonly detail: Readonly<Record<string, string>>;
    }
  /** The device token is worthless: forget it, keep the identity, begin pairing again. */
  | { readonly kind: "forget-device-token" }
  | { readonly kind: "try-other-signature" }
  | { readonly kind: "ignore" };

const wait = (reason: WaitingReason, afterMs: number | null = null): Verdict => ({
  kind: "wait",
  reason,
  afterMs,
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
      return wait(failure.cause);
    case "not-a-gateway":
      return wait("not-a-gateway");
    case "protocol-error":
      return wait("protocol-error");
    case "gateway-error":
      return wait("gateway-error", failure.retryAfterMs);
    case "starting":
      return wait("gateway-starting", failure.retryAfterMs ?? STARTING_PAUSE);
    case "rate-limited":
      return wait("rate-limited", failure.retryAfterMs ?? RATE_LIMIT_PAUSE);
    case "closed":
      return wait("connection-lost");
    case "aborted":
      return { kind: "ignore" };
    case "certificate":
      return block(failure.problem === "changed" ? "certificate-changed" : "certificate-untrusted", {
        presented: failure.presented,
        detail: failure.detail,
      });
    case "protocol-mismatch":
      return block(failure.gatewayIs === "newer" ? "protocol-too-new" : "protocol-too-old", {
        detail: failure.detail,
      });
    case "pairing-required":
      return failure.keepAsking
        ? {
            kind: "ask-approval",
            requestId: failure.requestId,
            repair: failure.reason !== null && failure.reason !== "not-paired",
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

function judgeCredential(failure: Extract<GatewayFailure, { kind: "credential" }>): Verdict {
  if (failure.expected === "identity-proxy")
    return block("access-denied", { code: failure.code, detail: failure.code });
  if (failure.sent === "device-token") return { kind: "forget-device-token" };
  if (failure.sent === null || failure.problem === "missing")
    return block("credential-missing", { code: failure.code, expected: failure.expected });
  return block("credential-rejected", { code: failure.code, sent: failure.sent });
}
