import { failure, type Result, success } from "../../shared/result.ts";
import type { ToolReason } from "../../shared/tool-reason.ts";
import { isPrivateHost } from "../gateway/private-host.ts";

/** The address of a server as it may be shown, and what may not: keys are handed over behind a question mark. */
export interface ServerUrl {
  readonly url: string;
  /** With its question mark; empty for none. */
  readonly query: string;
}

/**
 * Reads the address of a server over HTTP. Plain HTTP only goes to this computer and to private addresses by number:
 * a name may lead anywhere. A failure repeats nothing of the address. Pure.
 */
export function readServerUrl(text: string): Result<ServerUrl, ToolReason> {
  if (text.length > 2_048) return failure({ code: "address-long" });
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return failure({ code: "address-invalid" });
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return failure({ code: "address-scheme" });
  if (url.username !== "" || url.password !== "") return failure({ code: "address-password" });
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const isByNumber = /^[\d.]+$|:/.test(host);
  const isHere = host === "localhost" || host.endsWith(".localhost");
  if (url.protocol === "http:" && !isHere && !(isByNumber && isPrivateHost(host)))
    return failure({ code: "address-plain" });
  const { search: query } = url;
  url.search = "";
  url.hash = "";
  return success({ url: url.href, query });
}
