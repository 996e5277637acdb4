import type { SignatureVersion } from "./contract.ts";

/** What the device signs to answer a challenge. */
export interface SignedFacts {
  readonly deviceId: string;
  readonly clientId: string;
  readonly clientMode: string;
  readonly role: string;
  readonly scopes: readonly string[];
  /** The challenge's own `ts`, milliseconds since the epoch. */
  readonly signedAtMs: number;
  /**
   * What `auth.token`, otherwise `auth.deviceToken`, otherwise `auth.bootstrapToken` carries; empty without one (a
   * password is not signed).
   */
  readonly token: string;
  readonly nonce: string;
  readonly platform: string;
  readonly deviceFamily: string;
}

/**
 * The text to sign. v2 is accepted by every gateway measured (2026.1.29 to 2026.9.6); v3 also binds platform and device
 * family, trimmed and in lower case, and is refused by 2026.1.29. Source: openclaw docs, gateway/protocol/auth.md,
 * 2026.9.6, and both gateways' answers.
 */
export function signaturePayload(version: SignatureVersion, facts: SignedFacts): string {
  const fields = [
    version,
    facts.deviceId,
    facts.clientId,
    facts.clientMode,
    facts.role,
    facts.scopes.join(","),
    String(facts.signedAtMs),
    facts.token,
    facts.nonce,
  ];
  if (version === "v3") fields.push(normalised(facts.platform), normalised(facts.deviceFamily));
  return fields.join("|");
}

const normalised = (text: string): string => text.trim().toLowerCase();
