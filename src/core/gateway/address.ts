import { isIPv6 } from "node:net";
import { failure, type Result, success } from "../result.ts";
import { isPrivateHost, isUnspecifiedHost } from "./private-host.ts";

/** Where a gateway is: a normalised WebSocket address. */
export interface GatewayAddress {
  /** `ws://host:port/path` or `wss://...`; no user info, no query, no fragment. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/**
 * Why an address cannot be used, with the values a sentence needs. No value is ever taken from
 * user info, a query, a fragment, or a port that is not a number: those may hold a secret.
 */
export type AddressProblem =
  | { readonly code: "empty" }
  | { readonly code: "too-long"; readonly limit: number }
  | { readonly code: "control-characters" }
  | { readonly code: "scheme"; readonly scheme: string }
  | { readonly code: "user-info" }
  | {
      readonly code: "secret-in-address";
      readonly where: "query" | "fragment";
      /** The word that gave it away, from our own list; null for a long value without a name. */
      readonly parameter: string | null;
    }
  /** Null when what stood there was no number. */
  | { readonly code: "port"; readonly port: string | null }
  | { readonly code: "host" }
  /** `0.0.0.0` and `::` say where a server listens, not where it is. */
  | { readonly code: "unspecified-host"; readonly host: string }
  /** Plain text to an address that may be anywhere; `secureUrl` is the same place over TLS. */
  | { readonly code: "insecure-address"; readonly host: string; readonly secureUrl: string };

/** The port a gateway listens on unless told otherwise (openclaw docs, gateway configuration, 2026.9.6). */
const DEFAULT_GATEWAY_PORT = 18789;

const LENGTH_LIMIT = 2048;
/** C0 and C1 controls, and the invisible characters that make one address look like another. */
const UNPRINTABLE = /[\p{Cc}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
const SECRET_WORDS = [
  "password",
  "passwd",
  "token",
  "secret",
  "credential",
  "bootstrap",
  "session",
  "apikey",
  "auth",
  "jwt",
  "pwd",
  "sig",
  "key",
  "code",
] as const;
const LONG_ENOUGH_FOR_A_SECRET = 16;

/**
 * Reads what a person typed or pasted. Accepts `host`, `host:port`, `ws(s)://` and `http(s)://`
 * addresses, IPv6 with and without brackets; keeps a path, drops trailing slashes, a harmless query and a
 * harmless fragment. International names come back in their ASCII (`xn--`) form, so that a look-alike shows.
 *
 * Scheme and port, when not given:
 * - a bare host gets `ws` when it is private (see `isPrivateHost`), `wss` otherwise or with port 443;
 * - a bare host and a plain `ws://`/`http://` get 18789: plain text reaches the gateway itself;
 * - `wss://`/`https://` get 443: TLS without a port is a proxy in front, as a browser would have it.
 *
 * Plain `ws` to a host that is not private is refused unless `allowInsecure`.
 */
export function parseGatewayAddress(
  text: string,
  options: { readonly allowInsecure?: boolean } = {},
): Result<GatewayAddress, AddressProblem> {
  const trimmed = text.trim();
  if (trimmed === "") return failure({ code: "empty" });
  if (trimmed.length > LENGTH_LIMIT) return failure({ code: "too-long", limit: LENGTH_LIMIT });
  if (UNPRINTABLE.test(trimmed)) return failure({ code: "control-characters" });

  const parts = split(trimmed);
  const secure = schemeIsSecure(parts.scheme);
  if (secure === undefined) return failure({ code: "scheme", scheme: (parts.scheme ?? "").slice(0, 20) });
  if (parts.authority.includes("@")) return failure({ code: "user-info" });
  const secret = findSecret(parts.query, "query") ?? findSecret(parts.fragment, "fragment");
  if (secret !== null) return failure(secret);

  const place = readAuthority(parts.authority);
  if (!place.ok) return place;
  return build(place.value.host, place.value.port, parts.path, secure, options.allowInsecure === true);
}

interface AddressParts {
  readonly scheme: string | null;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** Cuts before any URL parser sees the text: those swallow default ports and user info silently. */
function split(text: string): AddressParts {
  const scheme = /^([a-z][a-z0-9+.-]*):[/\\]{2}/i.exec(text);
  let rest = scheme === null ? text.replace(/^[/\\]{2}/, "") : text.slice(scheme[0].length);
  const hash = rest.indexOf("#");
  const fragment = hash < 0 ? "" : rest.slice(hash + 1);
  if (hash >= 0) rest = rest.slice(0, hash);
  const mark = rest.indexOf("?");
  const query = mark < 0 ? "" : rest.slice(mark + 1);
  if (mark >= 0) rest = rest.slice(0, mark);
  const slash = rest.search(/[/\\]/);
  return {
    scheme: scheme?.[1]?.toLowerCase() ?? null,
    authority: slash < 0 ? rest : rest.slice(0, slash),
    path: slash < 0 ? "" : rest.slice(slash),
    query,
    fragment,
  };
}

/** Null: no scheme was given. Undefined: one we do not speak. */
function schemeIsSecure(scheme: string | null): boolean | null | undefined {
  if (scheme === null) return null;
  if (scheme === "ws" || scheme === "http") return false;
  if (scheme === "wss" || scheme === "https") return true;
  return undefined;
}

/** A parameter with a telling name, or a long value without one. The value itself goes nowhere. */
function findSecret(text: string, where: "query" | "fragment"): AddressProblem | null {
  for (const piece of text.split(/[?&#;/]/)) {
    const equals = piece.indexOf("=");
    const name = decode(equals < 0 ? piece : piece.slice(0, equals))
      .toLowerCase()
      .replace(/[_-]/g, "");
    const value = equals < 0 ? "" : piece.slice(equals + 1);
    const word = SECRET_WORDS.find((known) => name.includes(known));
    const named = word !== undefined && (value !== "" || piece.length >= LONG_ENOUGH_FOR_A_SECRET);
    if (named) return { code: "secret-in-address", where, parameter: word };
    if (Math.max(value.length, equals < 0 ? piece.length : 0) >= LONG_ENOUGH_FOR_A_SECRET) {
      return { code: "secret-in-address", where, parameter: null };
    }
  }
  return null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Host as written (IPv6 in brackets) and port; null when none was named. */
function readAuthority(
  authority: string,
): Result<{ readonly host: string; readonly port: number | null }, AddressProblem> {
  if (isIPv6(authority)) return success({ host: `[${authority}]`, port: null });
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/s.exec(authority);
  if (match === null || match[1] === undefined || match[1] === "") return failure({ code: "host" });
  const host = match[1];
  const port = match[2];
  if (port === undefined || port === "") return success({ host, port: null });
  if (!/^\d{1,10}$/.test(port)) return failure({ code: "port", port: null });
  const number = Number(port);
  if (number < 1 || number > 65_535) return failure({ code: "port", port });
  return success({ host, port: number });
}

function build(
  written: string,
  namedPort: number | null,
  writtenPath: string,
  wanted: boolean | null,
  allowInsecure: boolean,
): Result<GatewayAddress, AddressProblem> {
  const candidate = `http://${written}${writtenPath}`;
  if (/[\s%]/.test(written) || !URL.canParse(candidate)) return failure({ code: "host" });
  const parsed = new URL(candidate);
  const hostname = parsed.hostname.replace(/\.$/, "");
  if (hostname === "" || hostname.startsWith(".")) return failure({ code: "host" });
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isUnspecifiedHost(host)) return failure({ code: "unspecified-host", host });

  const secure = wanted ?? (namedPort === 443 || !isPrivateHost(host));
  const port = namedPort ?? (wanted === true ? 443 : DEFAULT_GATEWAY_PORT);
  const path = parsed.pathname.replace(/\/+$/, "");
  if (!secure && !allowInsecure && !isPrivateHost(host)) {
    const securePort = namedPort ?? 443;
    return failure({
      code: "insecure-address",
      host,
      secureUrl: `wss://${hostname}:${securePort}${path}`,
    });
  }
  return success({ url: `${secure ? "wss" : "ws"}://${hostname}:${port}${path}`, host, port, secure });
}
