import { failure, type Result, success } from "../../shared/result.ts";
import { isPrivateHost } from "../gateway/private-host.ts";

/** The address of a server as it may be shown, and what may not: keys are handed over behind a question mark. */
export interface ServerUrl {
  readonly url: string;
  /** With its question mark; empty for none. */
  readonly query: string;
}

/**
 * Reads the address of a server over HTTP. Plain HTTP only goes to this computer and to private addresses by number:
 * a name may lead anywhere. A failure finishes "it cannot be added: ..." and repeats nothing of the address. Pure.
 */
export function readServerUrl(text: string): Result<ServerUrl, string> {
  if (text.length > 2_048) return failure("its address is too long");
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return failure("its address is not one: it looks like https://example.org/mcp");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return failure("its address needs to begin with https:// or http://");
  if (url.username !== "" || url.password !== "")
    return failure("its address holds a password; give it as a header, such as Authorization");
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const isByNumber = /^[\d.]+$|:/.test(host);
  const isHere = host === "localhost" || host.endsWith(".localhost");
  if (url.protocol === "http:" && !isHere && !(isByNumber && isPrivateHost(host)))
    return failure(
      "http:// is for this computer and for private addresses by number; anything else needs https://",
    );
  const { search: query } = url;
  url.search = "";
  url.hash = "";
  return success({ url: url.href, query });
}
