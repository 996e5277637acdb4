/**
 * Reads a SHA-256 certificate fingerprint however it was copied: with colons, spaces or dashes, in upper case, after
 * `sha256:` or `SHA256 Fingerprint=`. Lower-case hex, or null when it is not one.
 */
export function parseTlsFingerprint(text: string): string | null {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^sha-?256(\s*fingerprint)?\s*[:=]?\s*/, "")
    .replace(/[\s:-]/g, "");
  return /^[0-9a-f]{64}$/.test(bare) ? bare : null;
}
