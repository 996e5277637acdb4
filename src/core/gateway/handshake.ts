import { GATEWAY_CLIENT_IDS, GATEWAY_CLIENT_MODES } from "@openclaw/gateway-protocol/client-info";
import { MIN_NODE_PROTOCOL_VERSION, PROTOCOL_VERSION } from "@openclaw/gateway-protocol/version";
import { isRecord } from "../../shared/record.ts";
import type { ConnectRequest, Credential, SignatureVersion } from "./contract.ts";
import { signaturePayload } from "./signature.ts";

/** Oldest and newest protocol offered: 3 is what 2026.1.29 speaks, and what 2026.9.6 still accepts from nodes. */
export const OFFERED_PROTOCOLS = { oldest: MIN_NODE_PROTOCOL_VERSION, newest: PROTOCOL_VERSION } as const;

const ROLE = "node";

/** What the gateway wants signed. */
export interface Challenge {
  readonly nonce: string;
  /** The gateway's clock, milliseconds since the epoch. */
  readonly ts: number;
}

/**
 * Reads the payload of `connect.challenge`; null when it cannot be answered. A challenge without an
 * integer `ts` is invalid (openclaw docs, gateway/protocol/handshake.md, 2026.9.6).
 */
export function readChallenge(payload: unknown): Challenge | null {
  if (!isRecord(payload)) return null;
  const { nonce, ts } = payload;
  if (typeof nonce !== "string" || nonce.trim() === "" || nonce.length > 1024) return null;
  if (typeof ts !== "number" || !Number.isSafeInteger(ts) || ts < 0) return null;
  return { nonce: nonce.trim(), ts };
}

type AuthField = "token" | "password" | "bootstrapToken" | "deviceToken";

/**
 * Where each credential goes. A device token goes into `auth.deviceToken`, which every gateway that knows signature v3
 * also knows (the field came with 2026.2.22, v3 with 2026.2.26), and into `auth.token` for older ones, whose schema
 * refuses the field. The difference matters: 2026.9.6 first takes a device token in `auth.token` for a wrong shared
 * secret, which costs 0.25 s, doubles with every failure, and ends in a rate limit.
 */
function authFor(
  credential: Credential | null,
  signatureVersion: SignatureVersion,
): { readonly [Field in AuthField]?: string } {
  if (credential === null) return {};
  switch (credential.kind) {
    case "token":
      return { token: credential.token };
    case "device-token":
      return signatureVersion === "v3" ? { deviceToken: credential.token } : { token: credential.token };
    case "password":
      return { password: credential.password };
    case "bootstrap":
      return { bootstrapToken: credential.bootstrapToken };
  }
}

/** The parameters of `connect`, signed for this challenge. `version` is this program's. */
export function connectParams(request: ConnectRequest, challenge: Challenge, version: string): object {
  const { identity, surface } = request;
  const auth = authFor(request.credential, request.signatureVersion);
  const payload = signaturePayload(request.signatureVersion, {
    deviceId: identity.deviceId,
    clientId: GATEWAY_CLIENT_IDS.NODE_HOST,
    clientMode: GATEWAY_CLIENT_MODES.NODE,
    role: ROLE,
    scopes: [],
    signedAtMs: challenge.ts,
    token: auth.token ?? auth.deviceToken ?? auth.bootstrapToken ?? "",
    nonce: challenge.nonce,
    platform: identity.platform,
    deviceFamily: identity.deviceFamily,
  });
  return {
    minProtocol: OFFERED_PROTOCOLS.oldest,
    maxProtocol: OFFERED_PROTOCOLS.newest,
    client: {
      id: GATEWAY_CLIENT_IDS.NODE_HOST,
      // The schema wants either nothing or something: an empty name is an invalid connect.
      ...(request.displayName.trim() === "" ? {} : { displayName: request.displayName }),
      version,
      platform: identity.platform,
      deviceFamily: identity.deviceFamily,
      mode: GATEWAY_CLIENT_MODES.NODE,
      ...(request.model ? { modelIdentifier: request.model } : {}),
    },
    role: ROLE,
    scopes: [],
    caps: [...surface.caps],
    commands: [...surface.commands],
    permissions: { ...surface.permissions },
    ...(request.tellsComputerUse && surface.computerUse ? { computerUse: surface.computerUse } : {}),
    auth,
    device: {
      id: identity.deviceId,
      publicKey: identity.publicKey,
      signature: identity.sign(payload),
      signedAt: challenge.ts,
      nonce: challenge.nonce,
    },
  };
}
