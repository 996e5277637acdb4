import { createHash } from "node:crypto";
import * as tls from "node:tls";
import type { CertificateProblem } from "./contract.ts";
import { cleanDetail } from "./detail.ts";

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

/** The runtime's words for a certificate that stands for itself, or whose chain ends in one. */
const SELF_SIGNED = /SELF_SIGNED/;

/**
 * Why a certificate is not trusted, the reason that a person can do something about first: dates, then
 * the name, then who issued it. `said` is the runtime's own word for it. Pure but for the clock.
 */
export function whyNotTrusted(
  certificate: Pick<tls.PeerCertificate, "valid_from" | "valid_to" | "subject" | "subjectaltname">,
  said: unknown,
  host: string,
  now: number = Date.now(),
): { readonly problem: CertificateProblem; readonly detail: string; readonly date: string | null } {
  const words = said instanceof Error ? said.message : String(said ?? "unknown");
  const code = said instanceof Error && "code" in said ? String(said.code) : words;
  const detail = cleanDetail(words, "");
  const [from, to] = [Date.parse(certificate.valid_from), Date.parse(certificate.valid_to)];
  if (now > to || code === "CERT_HAS_EXPIRED") return { problem: "expired", detail, date: dayOf(to) };
  if (now < from || code === "CERT_NOT_YET_VALID")
    return { problem: "not-yet-valid", detail, date: dayOf(from) };
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return { problem: "other-name", detail: namesOf(certificate) || host, date: null };
  return { problem: SELF_SIGNED.test(code) ? "self-signed" : "unknown-issuer", detail, date: null };
}

const dayOf = (time: number): string | null =>
  Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10);

/** The names a certificate is for, a few of them, fit to show. */
function namesOf({
  subjectaltname,
  subject,
}: Pick<tls.PeerCertificate, "subject" | "subjectaltname">): string {
  const names = (subjectaltname ?? "")
    .slice(0, 2_000)
    .split(", ")
    .map((name) => name.replace(/^(DNS|IP Address):/, ""));
  const common = subject as { readonly CN?: unknown } | undefined;
  const all = names.filter((name) => name !== "");
  const shown = all.length > 0 ? all.slice(0, 3).join(", ") : String(common?.CN ?? "");
  return cleanDetail(shown, "");
}
