/** What replaces a secret in a log, a report or an error. */
export const REDACTED = "[redacted]";

/** What is secret wherever it appears; what is secret by its name is up to core. */
const SECRET_SHAPES: readonly RegExp[] = [
  /oc-pair:(?:\/\/)?[^\s"'\\]+/gi,
  /\/j\/[A-Za-z0-9_-]{22}/g,
  /(?<=\bBearer\s)[^\s"']+/gi,
  // A setup code is base64url of {"url":..., and so always begins like this.
  /\beyJ[A-Za-z0-9_-]{20,}/g,
  /(?<=[?&](?:token|password|auth)=)[^&\s"']+/gi,
  /(?<=\/\/)[^/\s:@]+:[^/\s@]+(?=@)/g,
];

/** A text without what looks like a secret: links that grant access, codes, credentials in addresses. Pure. */
export function redactText(text: string): string {
  return SECRET_SHAPES.reduce((redacted, shape) => redacted.replace(shape, REDACTED), text);
}
