import { type EdgeHeader, type EdgeHeaderProblem, HEADER_NAME } from "../../shared/edge-header.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { GatewayAddress } from "./address.ts";

export type { EdgeHeader, EdgeHeaderProblem } from "../../shared/edge-header.ts";

const MAX_HEADERS = 16;
const MAX_VALUE_LENGTH = 4_096;

/**
 * Names that the owner may not set: those the connection itself is made of, `Origin`, by which a gateway recognises a
 * browser, and those that a gateway takes on trust from the proxy before it (who the other end is, and as whom it
 * signed in). `Authorization` and `Cookie` are what many an edge requires, and may be set.
 */
const RESERVED =
  /^(host|connection|upgrade|keep-alive|te|trailer|transfer-encoding|content-.*|expect|origin|date|via|forwarded|sec-.*|proxy-.*|x-forwarded-.*|x-real-ip|x-remote-.*|tailscale-.*|cf-connecting-ip|cf-access-authenticated-.*|cf-access-jwt-.*|http2-settings)$/i;

/** A name as defined in RFC 9110, 5.1, that may be set. */
export function readHeaderName(text: string): Result<string, EdgeHeaderProblem> {
  if (!HEADER_NAME.test(text)) return failure("name");
  return RESERVED.test(text) ? failure("reserved") : success(text);
}

/** A name and its value: visible ASCII, with spaces and tabs inside only (RFC 9110, 5.5). */
export function readHeader(name: string, value: string): Result<EdgeHeader, EdgeHeaderProblem> {
  const known = readHeaderName(name);
  if (!known.ok) return known;
  const trimmed = value.replace(/^[ \t]+|[ \t]+$/g, "");
  if (trimmed.length > MAX_VALUE_LENGTH || !/^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(trimmed))
    return failure("value");
  return success({ name, value: trimmed });
}

/** Lines of `Name: value`, as in a file or a variable; empty lines and those that begin with # are skipped. */
export function readHeaderLines(text: string): Result<readonly EdgeHeader[], EdgeHeaderProblem> {
  const headers: EdgeHeader[] = [];
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const colon = line.indexOf(":");
    if (colon < 0) return failure("line");
    const header = readHeader(line.slice(0, colon).trim(), line.slice(colon + 1));
    if (!header.ok) return header;
    headers.push(header.value);
  }
  return withoutTwins(headers);
}

/** All of them; fails when one is given twice or there are too many. */
export function withoutTwins(
  headers: readonly EdgeHeader[],
): Result<readonly EdgeHeader[], EdgeHeaderProblem> {
  if (headers.length > MAX_HEADERS) return failure("too-many");
  const names = new Set(headers.map(({ name }) => name.toLowerCase()));
  return names.size === headers.length ? success(headers) : failure("twice");
}

/** The headers in `before`, with these added or replacing those of the same name, whatever its case. Pure. */
export function withEdgeHeaders(
  before: readonly EdgeHeader[],
  added: readonly EdgeHeader[],
): readonly EdgeHeader[] {
  const names = new Set(added.map(({ name }) => name.toLowerCase()));
  return [...before.filter(({ name }) => !names.has(name.toLowerCase())), ...added];
}

/** What is sent to this address: nothing unless there is TLS all the way to it. */
export const headersFor = (
  { secure }: Pick<GatewayAddress, "secure">,
  headers: readonly EdgeHeader[],
): Record<string, string> =>
  secure ? Object.fromEntries(headers.map(({ name, value }) => [name, value])) : {};
