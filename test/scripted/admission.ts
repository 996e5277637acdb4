import type { SettledOptions, WireError } from "./options.ts";
import type { PairedDevice, PairingState } from "./pairing.ts";
import { type DeviceProof, deviceIdMatches, signatureVersion } from "./verify.ts";

/** The parameters of a `connect`, as far as this gateway looks at them. */
export interface ConnectParams {
  readonly minProtocol: number;
  readonly maxProtocol: number;
  readonly client: {
    readonly id: string;
    readonly displayName?: string;
    readonly version: string;
    readonly platform: string;
    readonly deviceFamily?: string;
    readonly mode: string;
  };
  readonly role: string;
  readonly scopes: readonly string[];
  readonly caps: readonly string[];
  readonly commands: readonly string[];
  readonly auth: {
    readonly token?: string;
    readonly password?: string;
    readonly bootstrapToken?: string;
    readonly deviceToken?: string;
  };
  readonly device: DeviceProof;
}

export type Admission =
  | { readonly ok: true; readonly device: PairedDevice; readonly protocol: number }
  | { readonly ok: false; readonly error: WireError; readonly closeCode: number };

const AUTH_FIELDS_OF_OLD = ["token", "password"];

/**
 * Decides about a `connect` in the order of the real gateways (measured on 2026.1.29 and 2026.9.6): shape,
 * protocol, device proof, credential, pairing.
 */
export function admit(
  params: ConnectParams,
  nonce: string,
  options: SettledOptions,
  pairing: PairingState,
): Admission {
  const old = options.generation === "old";
  const refuse = (message: string, details: Record<string, unknown> & { code: string }): Admission => ({
    ok: false,
    error: { code: "INVALID_REQUEST", message, ...(old ? {} : { details }) },
    closeCode: 1008,
  });

  const strange = old && Object.keys(params.auth).find((field) => !AUTH_FIELDS_OF_OLD.includes(field));
  if (strange) {
    const message = `invalid connect params: at /auth: unexpected property '${strange}'`;
    return { ok: false, error: { code: "INVALID_REQUEST", message }, closeCode: 1008 };
  }

  const computerUse = (params as { readonly computerUse?: unknown }).computerUse;
  if (old && computerUse !== undefined) {
    const message = "invalid connect params: at root: unexpected property 'computerUse'";
    return { ok: false, error: { code: "INVALID_REQUEST", message }, closeCode: 1008 };
  }

  const protocol = old ? 3 : Math.min(4, params.maxProtocol);
  if (params.minProtocol > protocol || params.maxProtocol < 3) {
    const details = { ...(old ? {} : { code: "PROTOCOL_MISMATCH" }), expectedProtocol: old ? 3 : 4 };
    const error = { code: "INVALID_REQUEST", message: "protocol mismatch", details };
    return { ok: false, error, closeCode: 1002 };
  }

  // Absent when somebody only asks whether a credential is good.
  const proof = params.device as DeviceProof | undefined;
  if (proof === undefined) return judgeWithoutDevice(params, options, pairing, refuse);
  if (!deviceIdMatches(proof)) {
    return refuse("device identity mismatch", { code: "DEVICE_AUTH_DEVICE_ID_MISMATCH" });
  }
  if (proof.nonce !== nonce) {
    return refuse("device nonce mismatch", { code: "DEVICE_AUTH_NONCE_MISMATCH" });
  }
  const version = signatureVersion(proof, {
    clientId: params.client.id,
    clientMode: params.client.mode,
    role: params.role,
    scopes: params.scopes,
    token: params.auth.token ?? params.auth.deviceToken ?? params.auth.bootstrapToken ?? "",
    platform: params.client.platform,
    deviceFamily: params.client.deviceFamily ?? "",
  });
  if (version === null || (old && version === "v3")) {
    return refuse("device signature invalid", { code: "DEVICE_AUTH_SIGNATURE_INVALID" });
  }

  const wrong = judgeCredential(params, options, pairing);
  if (wrong !== null) return refuse(wrong.message, { code: wrong.code });
  return judgePairing(params, options, pairing, protocol);
}

/** A wrong secret is named first; a good one, and none at all, meet the missing device (measured on 2026.9.6). */
function judgeWithoutDevice(
  params: ConnectParams,
  options: SettledOptions,
  pairing: PairingState,
  refuse: (message: string, details: { code: string }) => Admission,
): Admission {
  const wrong = judgeCredential(params, options, pairing);
  if (wrong?.code.endsWith("_MISMATCH")) return refuse(wrong.message, { code: wrong.code });
  const details = options.generation === "old" ? {} : { details: { code: "DEVICE_IDENTITY_REQUIRED" } };
  const error = { code: "NOT_PAIRED", message: "device identity required", ...details };
  return { ok: false, error, closeCode: 1008 };
}

/** Null when the credential is good. */
function judgeCredential(
  params: ConnectParams,
  options: SettledOptions,
  pairing: PairingState,
): { readonly code: string; readonly message: string } | null {
  const { auth } = params;
  const device = params.device as DeviceProof | undefined;
  const secrets = [options.token, options.password].filter((secret) => secret !== null);
  const shared = auth.token ?? auth.password;
  if (shared !== undefined && secrets.includes(shared)) return null;
  const issued = pairing.paired.get(device?.id ?? "")?.token ?? null;
  if (issued !== null && (auth.token === issued || auth.deviceToken === issued)) return null;
  if (auth.bootstrapToken !== undefined) {
    if (auth.bootstrapToken === options.bootstrapToken) return null;
    const message = "unauthorized: setup code invalid, expired, revoked, or already used";
    return { code: "AUTH_BOOTSTRAP_TOKEN_INVALID", message };
  }
  if (auth.deviceToken !== undefined) {
    const message = "unauthorized: device token mismatch (rotate/reissue device token)";
    return { code: "AUTH_DEVICE_TOKEN_MISMATCH", message };
  }
  if (secrets.length === 0) return null;
  const kind = options.token !== null ? "token" : "password";
  const problem = shared === undefined ? "missing" : "mismatch";
  return {
    code: `AUTH_${kind.toUpperCase()}_${problem.toUpperCase()}`,
    message: `unauthorized: gateway ${kind} ${problem} (provide gateway auth ${kind})`,
  };
}

function judgePairing(
  params: ConnectParams,
  options: SettledOptions,
  pairing: PairingState,
  protocol: number,
): Admission {
  const { platform } = params.client;
  const deviceFamily = params.client.deviceFamily ?? "";
  const deviceId = params.device.id;
  const known = pairing.paired.get(deviceId);
  const changed = known !== undefined && (known.platform !== platform || known.deviceFamily !== deviceFamily);
  if (known?.mayBeNode && !changed) return { ok: true, device: known, protocol };

  const request = pairing.askForDevice(deviceId, platform, deviceFamily);
  if (options.autoApproveDevice) return { ok: true, device: pairing.approveDevice(deviceId), protocol };
  const { requestId } = request;
  if (options.generation === "old") {
    const error = { code: "NOT_PAIRED", message: "pairing required", details: { requestId } };
    return { ok: false, error, closeCode: 1008 };
  }
  const reason = known === undefined ? "not-paired" : changed ? "metadata-upgrade" : "role-upgrade";
  const details = {
    code: "PAIRING_REQUIRED",
    reason,
    requestId,
    remediationHint: "Approve this device from the pending pairing requests.",
    deviceId,
    requestedRole: "node",
  };
  const message = "pairing required: device is not approved yet";
  return { ok: false, error: { code: "NOT_PAIRED", message, details }, closeCode: 1008 };
}
