import { ConnectErrorDetailCodes as Code } from "@openclaw/gateway-protocol/connect-error-details";

/** What gateways without detail codes say (measured on 2026.1.29; newer ones use the same words). First match wins. */
const MESSAGES: readonly (readonly [RegExp, (typeof Code)[keyof typeof Code]])[] = [
  [/device identity required/, Code.DEVICE_IDENTITY_REQUIRED],
  [/device identity mismatch/, Code.DEVICE_AUTH_DEVICE_ID_MISMATCH],
  [/device signature invalid/, Code.DEVICE_AUTH_SIGNATURE_INVALID],
  [/device signature expired/, Code.DEVICE_AUTH_SIGNATURE_EXPIRED],
  [/device nonce required/, Code.DEVICE_AUTH_NONCE_REQUIRED],
  [/device nonce mismatch/, Code.DEVICE_AUTH_NONCE_MISMATCH],
  [/device public key invalid/, Code.DEVICE_AUTH_PUBLIC_KEY_INVALID],
  [/pairing required|upgrade pending approval|metadata change pending approval/, Code.PAIRING_REQUIRED],
  [/protocol mismatch/, Code.PROTOCOL_MISMATCH],
  [/client version mismatch/, Code.CLIENT_VERSION_MISMATCH],
  [/too many failed authentication attempts/, Code.AUTH_RATE_LIMITED],
  [/setup code invalid|bootstrap token invalid/, Code.AUTH_BOOTSTRAP_TOKEN_INVALID],
  [/device token scope mismatch/, Code.AUTH_SCOPE_MISMATCH],
  [/device token (mismatch|rejected)/, Code.AUTH_DEVICE_TOKEN_MISMATCH],
  [/gateway token missing/, Code.AUTH_TOKEN_MISSING],
  [/gateway token mismatch/, Code.AUTH_TOKEN_MISMATCH],
  [/gateway token not configured/, Code.AUTH_TOKEN_NOT_CONFIGURED],
  [/gateway password missing/, Code.AUTH_PASSWORD_MISSING],
  [/gateway password mismatch/, Code.AUTH_PASSWORD_MISMATCH],
  [/gateway password not configured/, Code.AUTH_PASSWORD_NOT_CONFIGURED],
  [/tailscale identity missing/, Code.AUTH_TAILSCALE_IDENTITY_MISSING],
  [/tailscale proxy headers missing/, Code.AUTH_TAILSCALE_PROXY_MISSING],
  [/tailscale identity check failed/, Code.AUTH_TAILSCALE_WHOIS_FAILED],
  [/tailscale identity mismatch/, Code.AUTH_TAILSCALE_IDENTITY_MISMATCH],
  [/^unauthorized(:|$)/, Code.AUTH_UNAUTHORIZED],
];

/** The detail code a message stands for, null when it is none of the known ones. */
export function codeFromMessage(errorCode: string, message: string): (typeof Code)[keyof typeof Code] | null {
  const text = message.trim().toLowerCase();
  const match = MESSAGES.find(([pattern]) => pattern.test(text));
  if (match !== undefined) return match[1];
  return errorCode === "NOT_PAIRED" ? Code.PAIRING_REQUIRED : null;
}
