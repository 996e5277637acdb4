import {
  type ConnectErrorDetailCodes,
  normalizePairingConnectRequestId,
  readConnectErrorDetailCode,
  readConnectPairingRequiredMessage,
} from "@openclaw/gateway-protocol/connect-error-details";
import {
  isRetryableGatewayStartupUnavailableError,
  resolveGatewayStartupRetryAfterMs,
} from "@openclaw/gateway-protocol/startup-unavailable";
import { isRecord } from "../../shared/record.ts";
import type { Credential, GatewayFailure, SignatureVersion } from "./contract.ts";
import { cleanDetail, holdsSecret, secretOf } from "./detail.ts";
import type { WireError } from "./frames.ts";
import { OFFERED_PROTOCOLS } from "./handshake.ts";
import { codeFromMessage } from "./legacy-message.ts";

/** What we sent: the same refusal means different things for different credentials. */
export interface Sent {
  readonly credential: Credential | null;
  readonly signatureVersion: SignatureVersion;
}

type ConnectErrorDetailCode = (typeof ConnectErrorDetailCodes)[keyof typeof ConnectErrorDetailCodes];

/** A refusal, read once. */
interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly error: WireError;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | null;
  readonly sent: Sent;
}

type Reader = (refusal: Refusal) => GatewayFailure;

/** Our own code for a gateway that does not know setup codes. */
export const SETUP_CODES_UNKNOWN = "BOOTSTRAP_NOT_SUPPORTED";

/** No answer is final: whatever the gateway advises, we come back after a minute. */
const MAX_RETRY_AFTER_MS = 60_000;
/** As long as the gateway itself locks an address out (measured, openclaw 2026.9.6). */
const MAX_LOCK_OUT_MS = 5 * 60_000;

/**
 * What a refused `connect` means. Structured detail codes decide; gateways that send none (2026.1.29) are
 * read by their message.
 *
 * | the gateway says                                              | we call it                                   |
 * |---------------------------------------------------------------|----------------------------------------------|
 * | PAIRING_REQUIRED, code NOT_PAIRED                             | pairing-required                             |
 * | AUTH_*_MISSING, AUTH_*_MISMATCH, AUTH_REQUIRED, _UNAUTHORIZED, AUTH_BOOTSTRAP_TOKEN_INVALID | credential: missing if we sent none, else rejected |
 * | AUTH_SCOPE_MISMATCH                                           | credential rejected for a device token, else refused |
 * | AUTH_TAILSCALE_*, AUTH_IDENTITY_HEADER_REQUIRED, AUTH_VERIFIED_USER_REQUIRED | credential missing, an identity proxy expected |
 * | AUTH_TOKEN_NOT_CONFIGURED, AUTH_PASSWORD_NOT_CONFIGURED       | refused: the gateway must be fixed           |
 * | any of the credential refusals with `wait_then_retry`         | rate-limited                                 |
 * | AUTH_RATE_LIMITED                                             | rate-limited                                 |
 * | PROTOCOL_MISMATCH, CLIENT_VERSION_MISMATCH                    | protocol-mismatch                            |
 * | DEVICE_AUTH_SIGNATURE_INVALID                                 | signature-refused (the other version may do) |
 * | DEVICE_AUTH_SIGNATURE_EXPIRED                                 | clock-skew                                   |
 * | DEVICE_AUTH_NONCE_*                                           | protocol-error: a new challenge may do       |
 * | DEVICE_IDENTITY_REQUIRED, the other DEVICE_AUTH_*             | identity-refused                             |
 * | CONTROL_UI_*                                                  | refused (meant for browsers)                 |
 * | UNAVAILABLE while starting, restarting or suspending          | starting                                     |
 * | AUTHENTICATED_PROFILE_UNAVAILABLE, anything else retryable, UNAVAILABLE, unknown codes | gateway-error         |
 * | INVALID_REQUEST, FORBIDDEN, or `retryable: false`             | refused                                      |
 *
 * Pairing keeps asking unless the gateway says `pauseReconnect: true` together with a next step other than
 * waiting, retrying or approval. No gateway measured sends that: 2026.9.6 sends none of the hints for an ordinary
 * unpaired device and `pauseReconnect: false` where it expects to be asked again.
 * `retryAfterMs` is believed up to one minute, and that of a lock-out up to the five that it lasts.
 */
export function classifyConnectError(error: WireError, sent: Sent): GatewayFailure {
  const details = isRecord(error.details) ? error.details : {};
  const structured = readConnectErrorDetailCode(error.details);
  const code = structured ?? codeFromMessage(error.code, error.message) ?? error.code;
  const refusal: Refusal = {
    code: cleanCode(code, secretOf(sent.credential)),
    detail: cleanDetail(error.message === "" ? code : error.message, secretOf(sent.credential)),
    error,
    details,
    retryAfterMs: boundedRetryAfter(
      error.retryAfterMs ?? details.retryAfterMs,
      /RATE_?LIMIT/.test(code) ? MAX_LOCK_OUT_MS : MAX_RETRY_AFTER_MS,
    ),
    sent,
  };
  const known = Object.hasOwn(readers, code) ? readers[code as ConnectErrorDetailCode] : null;
  return waitInstead(refusal, known === null ? readUnknown(refusal) : known(refusal));
}

/** The text that a close frame gave as its reason, when no answer came before it. Null when it says nothing we know. */
export function classifyCloseReason(reason: string, sent: Sent): GatewayFailure | null {
  const code = codeFromMessage("", reason);
  if (code === null) return null;
  return classifyConnectError(
    { code: "CLOSED", message: reason, details: undefined, retryable: null, retryAfterMs: null },
    sent,
  );
}

const credential =
  (expected: "token" | "password" | "unknown"): Reader =>
  ({ code, sent }) => ({
    kind: "credential",
    code,
    problem: sent.credential === null ? "missing" : "rejected",
    sent: sent.credential?.kind ?? null,
    expected,
  });

const identityProxy: Reader = ({ code, sent }) => ({
  kind: "credential",
  code,
  problem: "missing",
  sent: sent.credential?.kind ?? null,
  expected: "identity-proxy",
});

const refused: Reader = ({ code, detail }) => ({ kind: "refused", code, detail });
const identityRefused: Reader = ({ code, detail }) => ({ kind: "identity-refused", code, detail });
const protocolError: Reader = ({ detail }) => ({ kind: "protocol-error", detail });
const gatewayError: Reader = ({ code, detail, retryAfterMs }) => ({
  kind: "gateway-error",
  code,
  detail,
  retryAfterMs,
});

/** The type demands an entry for every code the protocol package knows. */
const readers: Record<ConnectErrorDetailCode, Reader> = {
  AUTH_REQUIRED: credential("unknown"),
  AUTH_UNAUTHORIZED: credential("unknown"),
  AUTH_TOKEN_MISSING: credential("token"),
  AUTH_TOKEN_MISMATCH: credential("token"),
  AUTH_TOKEN_NOT_CONFIGURED: refused,
  AUTH_PASSWORD_MISSING: credential("password"),
  AUTH_PASSWORD_MISMATCH: credential("password"),
  AUTH_PASSWORD_NOT_CONFIGURED: refused,
  AUTH_BOOTSTRAP_TOKEN_INVALID: credential("unknown"),
  AUTH_DEVICE_TOKEN_MISMATCH: credential("unknown"),
  AUTH_SCOPE_MISMATCH: (refusal) =>
    refusal.sent.credential?.kind === "device-token" ? credential("unknown")(refusal) : refused(refusal),
  AUTH_RATE_LIMITED: ({ retryAfterMs }) => ({ kind: "rate-limited", retryAfterMs }),
  AUTH_TAILSCALE_IDENTITY_MISSING: identityProxy,
  AUTH_TAILSCALE_PROXY_MISSING: identityProxy,
  AUTH_TAILSCALE_WHOIS_FAILED: identityProxy,
  AUTH_TAILSCALE_IDENTITY_MISMATCH: identityProxy,
  AUTH_IDENTITY_HEADER_REQUIRED: identityProxy,
  AUTH_VERIFIED_USER_REQUIRED: identityProxy,
  AUTHENTICATED_PROFILE_UNAVAILABLE: gatewayError,
  CONTROL_UI_BUILD_MISMATCH: refused,
  CONTROL_UI_ORIGIN_NOT_ALLOWED: refused,
  CONTROL_UI_DEVICE_IDENTITY_REQUIRED: refused,
  PROTOCOL_MISMATCH: ({ details, detail }) => ({
    kind: "protocol-mismatch",
    gatewayIs: compareProtocol(details.expectedProtocol),
    detail,
  }),
  // Sent to clients older than the gateway (openclaw 2026.9.6).
  CLIENT_VERSION_MISMATCH: ({ detail }) => ({ kind: "protocol-mismatch", gatewayIs: "newer", detail }),
  DEVICE_IDENTITY_REQUIRED: identityRefused,
  DEVICE_AUTH_INVALID: identityRefused,
  DEVICE_AUTH_DEVICE_ID_MISMATCH: identityRefused,
  DEVICE_AUTH_SIGNATURE_EXPIRED: ({ detail }) => ({ kind: "clock-skew", detail }),
  DEVICE_AUTH_NONCE_REQUIRED: protocolError,
  DEVICE_AUTH_NONCE_MISMATCH: protocolError,
  DEVICE_AUTH_SIGNATURE_INVALID: ({ sent }) => ({
    kind: "signature-refused",
    version: sent.signatureVersion,
  }),
  DEVICE_AUTH_PUBLIC_KEY_INVALID: identityRefused,
  PAIRING_REQUIRED: readPairing,
};

function readPairing({ details, error, retryAfterMs, sent }: Refusal): GatewayFailure {
  const fromMessage = readConnectPairingRequiredMessage(error.message);
  const secret = secretOf(sent.credential);
  const named = normalizePairingConnectRequestId(details.requestId) ?? fromMessage?.requestId ?? null;
  const requestId = named === null || holdsSecret(named, secret) ? null : named;
  const reason = details.reason;
  return {
    kind: "pairing-required",
    requestId,
    // Measured: a 2026.9.6 that took over the folder of a 2026.1.29 says this about every device paired before.
    reason: /identity unavailable/i.test(error.message.slice(0, 1_000))
      ? "identity-unavailable"
      : typeof reason === "string" && reason !== ""
        ? cleanDetail(reason, secret)
        : (fromMessage?.reason ?? null),
    keepAsking: !saysPause(details, error.retryable),
    retryAfterMs,
  };
}

function saysPause(details: Readonly<Record<string, unknown>>, retryable: boolean | null): boolean {
  const step = details.recommendedNextStep;
  if (details.pauseReconnect !== true || details.retryable === true || retryable === true) return false;
  return typeof step === "string" && step.trim() !== "" && !/wait|retry|approv/i.test(step);
}

function compareProtocol(expected: unknown): "older" | "newer" | "unknown" {
  if (typeof expected !== "number" || !Number.isFinite(expected)) return "unknown";
  if (expected > OFFERED_PROTOCOLS.newest) return "newer";
  return expected < OFFERED_PROTOCOLS.oldest ? "older" : "unknown";
}

/** A credential refusal that asks for patience is not a verdict on the credential. */
function waitInstead(refusal: Refusal, failure: GatewayFailure): GatewayFailure {
  const patience = refusal.details.recommendedNextStep === "wait_then_retry";
  if (failure.kind !== "credential" || !patience) return failure;
  return { kind: "rate-limited", retryAfterMs: refusal.retryAfterMs };
}

/** Codes this version of the protocol package does not know: judged by their form and their hints. */
function readUnknown(refusal: Refusal): GatewayFailure {
  const { code, error, details, sent } = refusal;
  if (isStarting(error, details)) {
    const retryAfterMs =
      resolveGatewayStartupRetryAfterMs({ ...error, retryable: true }) ?? refusal.retryAfterMs;
    return { kind: "starting", retryAfterMs };
  }
  if (/RATE_?LIMIT/.test(code)) return { kind: "rate-limited", retryAfterMs: refusal.retryAfterMs };
  if (sent.credential?.kind === "bootstrap" && /unexpected property 'bootstrapToken'/.test(error.message)) {
    // 2026.1.29 has no setup codes and refuses the whole connect.
    return credential("unknown")({ ...refusal, code: SETUP_CODES_UNKNOWN });
  }
  if (sent.credential?.kind === "device-token" && /unexpected property 'deviceToken'/.test(error.message)) {
    // Only gateways without signature v3 lack the field (see `connectParams`), so v2 is the answer to both.
    return { kind: "signature-refused", version: sent.signatureVersion };
  }
  if (error.retryable === true || details.retryable === true || refusal.retryAfterMs !== null)
    return gatewayError(refusal);
  if (error.retryable === false) return refused(refusal);
  if (code.startsWith("AUTH_")) return credential("unknown")(refusal);
  if (code.startsWith("DEVICE_")) return identityRefused(refusal);
  if (error.code === "INVALID_REQUEST" || error.code === "FORBIDDEN") return refused(refusal);
  return gatewayError(refusal);
}

function isStarting(error: WireError, details: Readonly<Record<string, unknown>>): boolean {
  if (error.code !== "UNAVAILABLE") return false;
  if (isRetryableGatewayStartupUnavailableError({ ...error, retryable: true })) return true;
  const reason = details.reason;
  if (reason === "gateway-restarting" || reason === "gateway-suspending") return true;
  return /gateway (is )?(still )?(starting|restarting)/i.test(error.message);
}

/** Whole milliseconds, not negative, at most `max`; null when nothing usable was said. */
export function boundedRetryAfter(value: unknown, max = MAX_RETRY_AFTER_MS): number | null {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) return null;
  return Math.min(Math.ceil(value), max);
}

/** Codes are words of the protocol; anything else in their place is not passed on. */
function cleanCode(code: string, secret: string): string {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(code) && !holdsSecret(code, secret) ? code : "UNKNOWN";
}
