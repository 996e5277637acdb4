import { replaceInvisible } from "../../shared/text/invisible.ts";
import { REDACTED } from "../log/redact-text.ts";
import type { Credential } from "./contract.ts";

const LENGTH_LIMIT = 200;
/** How much of a peer's text is read, UTF-16 units. */
const MAX_READ_LENGTH = 16_384;
/** A truncated secret of at least this many characters at the end of a text counts as one too. */
const MIN_REMAINDER = 8;

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
 * A peer's words made safe to show and to log: nothing invisible, nothing of our credential even if it was echoed
 * (whole, percent-encoded, or truncated at the end), at most 200 characters.
 */
export function cleanDetail(text: string, secret: string): string {
  // What is shown is short; a long text is cut before anything searches it, and a remainder of the secret is taken out
  // below.
  const withoutSecret = removeSecret(text.slice(0, MAX_READ_LENGTH), secret);
  const printable = stripControls(withoutSecret).replace(/\s+/g, " ").trim();
  const clean = removeSecret(printable, stripControls(secret).trim());
  return clean.length > LENGTH_LIMIT ? `${clean.slice(0, LENGTH_LIMIT - 1)}…` : clean;
}

/** For values that are passed on whole or not at all. */
export function holdsSecret(text: string, secret: string): boolean {
  return secret !== "" && cleanDetail(text, secret) !== cleanDetail(text, "");
}

function stripControls(text: string): string {
  return replaceInvisible(text, () => " ");
}

function removeSecret(text: string, secret: string): string {
  if (secret === "") return text;
  let clean = text;
  for (const form of new Set([secret, encodeURIComponentSafely(secret)])) {
    // A secret of one to three characters is not a secret; only whole words are removed, so that the text stays readable.
    clean = form.length < 4 ? replaceWords(clean, form) : clean.replaceAll(form, REDACTED);
  }
  for (let length = Math.min(secret.length, clean.length); length >= MIN_REMAINDER; length -= 1) {
    if (clean.endsWith(secret.slice(0, length))) return clean.slice(0, -length) + REDACTED;
  }
  return clean;
}

function replaceWords(text: string, word: string): string {
  return text
    .split(/(\s+)/)
    .map((piece) => (piece === word ? REDACTED : piece))
    .join("");
}

function encodeURIComponentSafely(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text; // a lone surrogate
  }
}
