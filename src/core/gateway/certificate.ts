import { createHash, X509Certificate } from "node:crypto";
import type * as tls from "node:tls";
import type { UntrustedCertificate } from "../../shared/blocked.ts";
import type { CertificateProblem } from "./contract.ts";
import { cleanDetail } from "./detail.ts";

/** SHA-256 of a certificate in DER form, lower-case hex. */
export function certificateFingerprint(certificate: Uint8Array): string {
  return createHash("sha256").update(certificate).digest("hex");
}

/** More than any chain has. */
const MAX_CHAIN = 16;

/** A certificate that was shown and those of its issuers, as far as they are known. Empty when it cannot be read. */
export function chainOf(shown: tls.DetailedPeerCertificate): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next: tls.DetailedPeerCertificate | undefined = shown;
  try {
    while (next?.raw !== undefined && chain.length < MAX_CHAIN) {
      const certificate: X509Certificate = new X509Certificate(next.raw);
      chain.push(certificate);
      next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
    }
  } catch {
    return chain;
  }
  return chain;
}

/** Fewer bits than the runtime accepts at its ordinary level, 112 bits of security. */
const MIN_MODULUS = 2_048;
const WEAK_CURVE = /^(?:sec[pt]1|prime192|brainpoolP1|wap-wsg)/;
/** Object identifiers, with tag and length: RSA with MD2, MD5 and SHA-1, DSA and ECDSA with SHA-1. */
const WEAK_SIGNATURES = [
  "06092a864886f70d010102",
  "06092a864886f70d010104",
  "06092a864886f70d010105",
  "06072a8648ce380403",
  "06072a8648ce3d0401",
].map((hex) => Buffer.from(hex, "hex"));

function isWeak(certificate: X509Certificate): boolean {
  // Nobody checks the signature of one that signed itself.
  const isRoot = certificate.issuer === certificate.subject;
  if (!isRoot && WEAK_SIGNATURES.some((identifier) => certificate.raw.includes(identifier))) return true;
  try {
    const { modulusLength, namedCurve } = certificate.publicKey.asymmetricKeyDetails ?? {};
    return (
      (modulusLength !== undefined && modulusLength < MIN_MODULUS) ||
      (namedCurve !== undefined && WEAK_CURVE.test(namedCurve))
    );
  } catch {
    return false;
  }
}

interface Distrust {
  readonly problem: CertificateProblem;
  readonly detail: string;
  readonly date: string | null;
}

/**
 * Why a certificate is not trusted; of several reasons, the one a person can act on first: dates, then the name, then
 * the issuer. `said` is the runtime's own word for it, `chain` the certificate and its issuers. Pure except for the
 * clock.
 */
export function whyNotTrusted(
  certificate: Pick<tls.PeerCertificate, "valid_from" | "valid_to" | "subject" | "subjectaltname">,
  said: unknown,
  host: string,
  chain: readonly X509Certificate[],
  now: number = Date.now(),
): Distrust {
  const words = said instanceof Error ? said.message : String(said ?? "unknown");
  const code = said instanceof Error && "code" in said ? String(said.code) : words;
  const detail = cleanDetail(words, "");
  const [from, to] = [Date.parse(certificate.valid_from), Date.parse(certificate.valid_to)];
  if (now > to) return { problem: "expired", detail, date: dayOf(to) };
  if (now < from) return { problem: "not-yet-valid", detail, date: dayOf(from) };
  if (code === "CERT_NOT_YET_VALID") {
    const latest = Math.max(from, ...chain.map((issuer) => Date.parse(issuer.validFrom)));
    return { problem: "not-yet-valid", detail, date: dayOf(latest) };
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return { problem: "other-name", detail: namesOf(certificate) || host, date: null };
  return { problem: untrusted(code, chain), detail, date: null };
}

/** The runtime has no code of its own for a key or a signature that is too weak, and for some other reasons. */
function untrusted(code: string, chain: readonly X509Certificate[]): UntrustedCertificate {
  if (/SELF_SIGNED/.test(code)) return "self-signed";
  if (code === "CERT_HAS_EXPIRED") return "issuer-expired";
  if (code === "INVALID_PURPOSE") return "wrong-purpose";
  if (code !== "UNSPECIFIED") return "unknown-issuer";
  return chain.some(isWeak) ? "weak" : "other";
}

const dayOf = (time: number): string | null =>
  Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10);

/** A few of the names a certificate is for, safe to show. */
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
