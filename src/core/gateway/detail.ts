import type { Credential } from "./contract.ts";

const LENGTH_LIMIT = 200;
/** Of a peer's words, UTF-16 units. */
const LONGEST_READ = 16_384;
const PLACEHOLDER = "[redacted]";
/** A cut-off secret of at least this many characters at the end of a text is one too. */
const SHORTEST_REMAINDER = 8;

/** The secret inside a credential; empty when there is none. */
export function secretOf(credential: Credential | null): string {
  if (credential === null) return "";
  switch (credential.kind) {
    case "token":
    case "device-token":
      return credential.token;
    case "password":
      return credential.password;
    case "bootstrap":
      return credential.bootstrapToken;
  }
}

/**
 * A peer's words made fit to show and to log: no control characters, none of our credential even
 * if it was echoed (whole, percent-encoded, or cut off at the end), 200 characters at most.
 */
export function cleanDetail(text: string, secret: string): string {
  // What is shown is short; a long text is cut before anything looks through it, with a remainder of the secret taken out below.
  const withoutSecret = removeSecret(text.slice(0, LONGEST_READ), secret);
  const printable = stripControls(withoutSecret).replace(/\s+/g, " ").trim();
  const clean = removeSecret(printable, stripControls(secret).trim());
  return clean.length > LENGTH_LIMIT ? `${clean.slice(0, LENGTH_LIMIT - 1)}…` : clean;
}

/** For values that are passed on whole or not at all. */
export function holdsSecret(text: string, secret: string): boolean {
  return secret !== "" && cleanDetail(text, secret) !== cleanDetail(text, "");
}

function stripControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ");
}

function removeSecret(text: string, secret: string): string {
  if (secret === "") return text;
  let clean = text;
  for (const form of new Set([secret, encodeURIComponentSafely(secret)])) {
    // A secret of one to three characters is no secret; only whole words are taken out, so that the text stays readable.
    clean = form.length < 4 ? replaceWords(clean, form) : clean.replaceAll(form, PLACEHOLDER);
  }
  for (let length = Math.min(secret.length, clean.length); length >= SHORTEST_REMAINDER; length -= 1) {
    if (clean.endsWith(secret.slice(0, length))) return clean.slice(0, -length) + PLACEHOLDER;
  }
  return clean;
}

function replaceWords(text: string, word: string): string {
  return text
    .split(/(\s+)/)
    .map((piece) => (piece === word ? PLACEHOLDER : piece))
    .join("");
}

function encodeURIComponentSafely(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text; // a lone surrogate
  }
}
