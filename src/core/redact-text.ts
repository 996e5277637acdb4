const HIDDEN = "[hidden]";

/** What is secret wherever it stands; what is secret by its name is the core's business. */
const SECRET_SHAPES: readonly RegExp[] = [
  /oc-pair:(?:\/\/)?[^\s"'\\]+/gi,
  /\/j\/[A-Za-z0-9_-]{22}/g,
  /(?<=\bBearer\s)[^\s"']+/gi,
  // A setup code is base64url of {"url":..., and so always begins like this.
  /\beyJ[A-Za-z0-9_-]{20,}/g,
  /(?<=[?&](?:token|password|auth)=)[^&\s"']+/gi,
  /(?<=\/\/)[^/\s:@]+:[^/\s@]+(?=@)/g,
];

/** A text without what looks like a secret: links that admit, codes, credentials in addresses. Pure. */
export function redactText(text: string): string {
  return SECRET_SHAPES.reduce((redacted, shape) => redacted.replace(shape, HIDDEN), text);
}
