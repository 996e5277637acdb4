import { createHash } from "node:crypto";
import * as tls from "node:tls";

/**
 * Reads a SHA-256 certificate fingerprint however it was copied: with colons, spaces or dashes, in upper
 * case, after `sha256:` or `SHA256 Fingerprint=`. Lower-case hex, or null when it is none.
 */
export function parseTlsFingerprint(text: string): string | null {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^sha-?256(\s*fingerprint)?\s*[:=]?\s*/, "")
    .replace(/[\s:-]/g, "");
  return /^[0-9a-f]{64}$/.test(bare) ? bare : null;
}

/** SHA-256 of a certificate in DER form, lower-case hex. */
export function certificateFingerprint(certificate: Uint8Array): string {
  return createHash("sha256").update(certificate).digest("hex");
}

/** Whom to believe when no certificate is pinned. */
export type TrustStore = () => tls.SecureContext;

let systemContext: tls.SecureContext | null = null;

/**
 * What the runtime brings, what `NODE_EXTRA_CA_CERTS` adds, and what the operating system trusts (Node 22.15
 * and later). Read once, at the first TLS connection, since the system's store can be slow.
 */
export const systemTrust: TrustStore = () => {
  systemContext ??= tls.createSecureContext(systemCertificates());
  return systemContext;
};

function systemCertificates(): tls.SecureContextOptions {
  // Absent in Node 20, whatever the types say.
  const read: typeof tls.getCACertificates | undefined = tls.getCACertificates;
  if (typeof read !== "function") return {};
  try {
    const system = read("system");
    return system.length === 0 ? {} : { ca: [...new Set([...read("default"), ...system])] };
  } catch {
    return {}; // an unreadable system store must not take the bundled one with it
  }
}
