/** A set-up link is decoded on this computer; a join link is single-use and fetched from the gateway. */
export interface PastedLink {
  readonly kind: "setup" | "join";
  /** The link or code alone. */
  readonly text: string;
}

/**
 * Tells a link or set-up code from an address, because a link carries a secret and goes to main
 * by another way. Also understands the whole command `openclaw connect <target>`. Main decodes it.
 */
export function pastedLink(entered: string): PastedLink | null {
  const text = (/\bopenclaw\s+connect\s+(\S+)/.exec(entered)?.[1] ?? entered).trim();
  if (/^oc-pair:/i.test(text)) return { kind: "setup", text };
  // Base64url of a JSON object.
  if (/^eyJ[\w-]{20,}={0,2}$/.test(text)) return { kind: "setup", text };
  if (/^https?:\/\/[^/\s]+\/(?:.*\/)?j\/[^/\s]+$/i.test(text)) return { kind: "join", text };
  return null;
}
