import { isRecord } from "../../shared/record.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { SetupProblem } from "../../shared/setup-problem.ts";

/** What a gateway puts into a setup code, into an oc-pair:// link and behind a join link. */
export interface GatewaySetup {
  /** Where the gateway can be reached, best first; at least one. */
  readonly urls: readonly [string, ...string[]];
  /** Short-lived and usable once; a secret. */
  readonly bootstrapToken: string;
  /** Milliseconds since the epoch; null when the code does not say. */
  readonly expiresAt: number | null;
  /** SHA-256 of the gateway's own certificate, lower-case hex; null when it has none to pin. */
  readonly tlsFingerprint: string | null;
}

/** The gateway offers at most this many addresses. Source: openclaw 2026.9.6, docs/cli/connect.md and `openclaw qr`. */
const MAX_ADDRESSES = 8;
const MAX_CODE_LENGTH = 24_576;

function isWebSocketAddress(value: unknown): value is string {
  if (typeof value !== "string" || value.length > 2_048 || /[\s\p{Cc}]/u.test(value)) return false;
  try {
    const url = new URL(value);
    return (url.protocol === "ws:" || url.protocol === "wss:") && url.username === "" && url.password === "";
  } catch {
    return false;
  }
}

const isToken = (text: string): boolean => text !== "" && !/\p{Cc}/u.test(text);

function readFingerprint(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const hex = value
    .replace(/^sha-?256:?/i, "")
    .replaceAll(":", "")
    .trim()
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? hex : null;
}

/**
 * Reads the payload of a setup code: `{url, urls?, bootstrapToken, expiresAtMs?, tlsFingerprint?}`.
 * Source: seen in `openclaw qr --json` and behind a join link of 2026.9.6; docs/cli/qr.md.
 */
export function readSetup(payload: unknown, now: number): Result<GatewaySetup, SetupProblem> {
  if (!isRecord(payload)) return failure("not-a-setup-code");
  const { url, urls, bootstrapToken, expiresAtMs, tlsFingerprint } = payload;
  if (!isWebSocketAddress(url)) return failure("not-a-setup-code");
  if (typeof bootstrapToken !== "string" || !isToken(bootstrapToken.trim()))
    return failure("not-a-setup-code");
  const others = urls === undefined ? [] : urls;
  if (!Array.isArray(others) || others.length > MAX_ADDRESSES || !others.every(isWebSocketAddress)) {
    return failure("not-a-setup-code");
  }
  if (expiresAtMs !== undefined && !Number.isSafeInteger(expiresAtMs)) return failure("not-a-setup-code");
  // A pin that cannot be read must not become "no pin".
  const pin = readFingerprint(tlsFingerprint);
  if (tlsFingerprint !== undefined && pin === null) return failure("not-a-setup-code");
  const expiresAt = typeof expiresAtMs === "number" ? expiresAtMs : null;
  if (expiresAt !== null && expiresAt <= now) return failure("expired");
  return success({
    urls: [url, ...others.filter((other) => other !== url)],
    bootstrapToken: bootstrapToken.trim(),
    expiresAt,
    tlsFingerprint: pin,
  });
}

/** Decodes a bare setup code (base64url of JSON; plain base64 as well, as other tools write it) or an `oc-pair://` link around one. */
export function decodeSetupCode(text: string, now: number): Result<GatewaySetup, SetupProblem> {
  const code = text
    .trim()
    .replace(/^oc-pair:\/*/i, "")
    .replace(/\/$/, "")
    .replaceAll("+", "-")
    .replaceAll("/", "_");
  if (code.length > MAX_CODE_LENGTH || !/^[A-Za-z0-9_-]+=*$/.test(code)) return failure("not-a-setup-code");
  let payload: unknown;
  try {
    payload = JSON.parse(Buffer.from(code, "base64url").toString("utf8"));
  } catch {
    return failure("not-a-setup-code");
  }
  return readSetup(payload, now);
}
