import { isIP, isIPv6 } from "node:net";
import { failure, type Result, success } from "../../shared/result.ts";
import { parseSshTarget, type SshTarget, sshUrl } from "../ssh/address.ts";
import type { AddressProblem } from "./address-problem.ts";
import { isPrivateHost, isUnspecifiedHost } from "./private-host.ts";
import { isSecret, tidyAddress } from "./tidy-address.ts";

/** Where a gateway is: a normalised WebSocket address, or the way to it through SSH. */
export interface GatewayAddress {
  /** `ws://host:port/path` or `wss://...`, without user info, query and fragment; or `ssh://` (`sshUrl`). */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Set when the owner allows plain text to a public address. */
  readonly plainAnywhere?: true;
  /** No scheme was written, and only a look-up of the name can tell which one is right. */
  readonly schemeGuessed?: true;
  /** Set when it is reached through SSH; host and port are then those of sshd. */
  readonly ssh?: SshTarget;
}

/** The port a gateway listens on unless told otherwise (openclaw docs, gateway configuration, 2026.9.6). */
const DEFAULT_GATEWAY_PORT = 18789;

const LENGTH_LIMIT = 2048;
const SECRET_WORDS = [
  "password",
  "passwd",
  "pass",
  "bearer",
  "token",
  "secret",
  "credential",
  "bootstrap",
  "session",
  "apikey",
  "auth",
  "jwt",
  "pwd",
  "pw",
  "sig",
  "key",
  "code",
] as const;
const LONG_ENOUGH_FOR_A_SECRET = 16;

/**
 * Reads what a person typed or pasted, without what surrounds it (see `tidyAddress`). Accepts `host`, `host:port`,
 * `ws(s)://` and `http(s)://` addresses, IPv6 with and without brackets; keeps a path but not the page of a dashboard,
 * drops a slash behind the host alone, a harmless query and a harmless fragment. International names are returned in their ASCII
 * (`xn--`) form, so that a look-alike shows.
 *
 * Scheme and port, when not given:
 * - a bare host gets `ws` when it is private (see `isPrivateHost`), `wss` otherwise or with port 443; where only
 * a look-up can tell, `schemeGuessed` is set (see `settleAddress`);
 * - a bare host and a plain `ws://`/`http://` get 18789: plain text reaches the gateway itself;
 * - `wss://`/`https://` get 443: TLS without a port means a proxy in front, as for a browser.
 *
 * `ssh://[user@]host[:port][?gateway=PORT]` is the gateway on the loopback of that host.
 *
 * Plain `ws` to a public IP address is refused unless `allowInsecure`. Where a name leads is judged when it is chosen
 * (`settleAddress`), and again whenever a socket exists (`openTransport`).
 */
export function parseGatewayAddress(
  text: string,
  options: { readonly allowInsecure?: boolean } = {},
): Result<GatewayAddress, AddressProblem> {
  const tidy = tidyAddress(text);
  if (!tidy.ok) return tidy;
  if (tidy.value.length > LENGTH_LIMIT) return failure({ code: "too-long", limit: LENGTH_LIMIT });

  const ssh = /^ssh:[/\\]{2}(.*)$/is.exec(tidy.value)?.[1];
  if (ssh !== undefined) return sshAddress(ssh);
  const parts = split(tidy.value);
  const secure = schemeIsSecure(parts.scheme);
  if (secure === undefined) return failure({ code: "scheme", scheme: (parts.scheme ?? "").slice(0, 20) });
  if (parts.authority.includes("@")) return failure({ code: "user-info" });
  if (holdsAnother(parts)) return failure({ code: "several-addresses" });
  const secret =
    findSecret(parts.query, "query") ?? findSecret(parts.fragment, "fragment") ?? findSecretInPath(parts);
  if (secret !== null) return failure(secret);
  if (/(^|\/)j\/[^/]*\/*$/i.test(decode(parts.path))) return failure({ code: "join-link" });
  if (isNoPlace(tidy.value, parts)) return failure({ code: "host" });
  const place = readAuthority(parts.authority);
  if (!place.ok) return place;
  const path = withoutDashboard(parts);
  return build(place.value.host, place.value.port, path, secure, options.allowInsecure === true);
}

/** A scheme and nothing after it; a network and no address in it; a path of Windows, or of another computer (`nas:/home`). */
function isNoPlace(text: string, { scheme, authority, path }: AddressParts): boolean {
  if (/^(?:wss?|https?):?$/i.test(text)) return true;
  if (scheme !== null) return false;
  const isNetwork = /^\/\d{1,3}$/.test(path) && isIP(authority.replace(/^\[|\]$/g, "")) !== 0;
  return (
    isNetwork ||
    /^[a-z]:$/i.test(authority) ||
    (authority.endsWith(":") && !isIPv6(authority) && path.length > 1)
  );
}

/** Two addresses that were pasted as one, or the page of one gateway that leads to another (`?gatewayUrl=`). */
const holdsAnother = ({ scheme, authority, path, query, fragment }: AddressParts): boolean =>
  /[/\\](?:wss?|https?|ssh|oc-pair):[/\\]/i.test(path) ||
  (scheme === null && isIP(path.split(/[/\\]/)[1] ?? "") === 4) ||
  (/.:$/.test(authority) && /^[/\\]{2}/.test(path)) ||
  /(?:^|&)gatewayUrl=/i.test(`${query}&${fragment}`);

/** `https://gateway/base/chat/main` is a page of the gateway that serves `/base` (openclaw 2026.9.6, docs/web/urls.md). */
function withoutDashboard({ scheme, path, query }: AddressParts): string {
  if (!/^https?$/.test(scheme ?? "")) return path;
  const isPage = /(^|&)session(key)?=/i.test(query) || PAGES.test(path);
  return isPage ? path.replace(PAGES, "") : path;
}

/** The pages of a dashboard, as a browser shows them. */
const PAGES =
  /\/(?:(?:chat|dashboard|settings|activity|approve|focus|beam|workboard)(?:\/.*)?|(?:dashboards|terminal|skills|overview|custodian|new|apps|portals|agents|channels|config|communications|appearance|automations?|mcp|infrastructure|ai-agents|model-setup|memory-import|worktrees|sessions|usage|debug|logs|plugins|cron|tasks|nodes|instances|index\.html)\/*)$/;

const SSH_PORT = 22;

function sshAddress(text: string): Result<GatewayAddress, AddressProblem> {
  const target = parseSshTarget(text);
  if (!target.ok) return target;
  const { host, port } = target.value;
  return success({
    url: sshUrl(target.value),
    host,
    port: port ?? SSH_PORT,
    secure: false,
    ssh: target.value,
  });
}

/**
 * What the WebSocket is told. Through SSH it is the gateway's own loopback; plain text is right there, because it never
 * leaves the tunnel.
 */
export const webSocketUrl = ({ url, ssh }: GatewayAddress): string =>
  ssh === undefined ? url : `ws://127.0.0.1:${ssh.gatewayPort}`;

interface AddressParts {
  readonly scheme: string | null;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** Splits before any URL parser sees the text: those silently drop default ports and user info. */
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

/** Null: no scheme was given. Undefined: one we do not support. */
function schemeIsSecure(scheme: string | null): boolean | null | undefined {
  if (scheme === null) return null;
  if (scheme === "ws" || scheme === "http") return false;
  if (scheme === "wss" || scheme === "https") return true;
  return undefined;
}

/** A parameter with a telling name, or a long value without one. The value itself is passed on nowhere. */
function findSecret(text: string, where: "query" | "fragment"): AddressProblem | null {
  for (const piece of text.split(/[?&#;/]/)) {
    const equals = piece.indexOf("=");
    // The dashboard's: which conversation is shown.
    if (/^session(key)?=[\w:%.-]*$/i.test(piece)) continue;
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

/** Of a path only `name=value` can be told from what a proxy in front may have there. */
function findSecretInPath({ authority, path }: AddressParts): AddressProblem | null {
  const named = `${authority}/${path}`.split(/[;/\\]/).filter((piece) => piece.includes("="));
  return findSecret(named.join("&"), "query");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The host as written (IPv6 in brackets) and the port; null when none was named. */
function readAuthority(
  authority: string,
): Result<{ readonly host: string; readonly port: number | null }, AddressProblem> {
  if (/^\[?(?=[^%]*:[^%]*:)[0-9a-f:.]+%/i.test(authority)) return failure({ code: "zone" });
  if (isIPv6(authority)) return success({ host: `[${authority}]`, port: null });
  // Five digits cannot be part of an IPv6 address.
  const [, bare = "", after = ""] = /^(.*):(\d{5})$/.exec(authority) ?? [];
  const bracketed = isIPv6(bare) ? `[${bare}]:${after}` : authority;
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/s.exec(bracketed);
  if (match === null || match[1] === undefined || match[1] === "") return failure({ code: "host" });
  const host = match[1];
  const port = match[2];
  if (port === undefined || port === "") {
    const alone = /^\d{1,5}$/.test(host) && host !== "0" && Number(host) <= 65_535;
    return alone ? failure({ code: "port-alone", port: host }) : success({ host, port: null });
  }
  if (!/^\d{1,10}$/.test(port)) return failure({ code: "port", port: null });
  const number = Number(port);
  if (number < 1 || number > 65_535) return failure({ code: "port", port });
  return success({ host, port: number });
}

/** What a name consists of, in its ASCII form; an underscore is not allowed, but used nonetheless. */
const NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** Shorthand and other bases of IPv4, which URL parsers read as a different address from the one a person sees. */
const looksNumeric = (written: string): boolean =>
  /^(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*\.?$/i.test(written) &&
  isIP(written.replace(/\.$/, "")) === 0 &&
  !/^[1-9]\d*$/.test(written);

/** Punctuation of other scripts, which URL parsers let pass; what IDNA allows between letters is left out (RFC 5892, A). */
const PUNCTUATION = /[^\P{P} -~·՝׳״・]/u;

/** Addresses at which nobody is: 0.0.0.0/8, everybody (255.255.255.255), and many at once (multicast). */
const isNobody = (host: string): boolean =>
  isIP(host) === 4
    ? /^(?:0|22[4-9]|23\d)\./.test(host) || host === "255.255.255.255"
    : /^ff[0-9a-f]{2}:/.test(host);

/** The host in its canonical form (IPv6 in brackets), and the path; null when it is not a host. */
function canonical(
  written: string,
  path: string,
): { readonly hostname: string; readonly path: string } | null {
  const candidate = `http://${written}${path}`;
  if (/[\s%]/.test(written) || PUNCTUATION.test(written)) return null;
  // In the form that URL parsers give to digits of other kinds.
  if (looksNumeric(written.normalize("NFKC")) || !URL.canParse(candidate)) return null;
  const parsed = new URL(candidate);
  const hostname = parsed.hostname.replace(/\.$/, "");
  if (!hostname.startsWith("[") && !NAME.test(hostname)) return null;
  // The last slash of a path stays: a server such as nginx tells `/base/` from `/base`, and redirects one to the other.
  const tidyPath = parsed.pathname.replace(/\/+$/, "/");
  return { hostname, path: tidyPath === "/" ? "" : tidyPath };
}

function build(
  written: string,
  namedPort: number | null,
  writtenPath: string,
  wanted: boolean | null,
  allowInsecure: boolean,
): Result<GatewayAddress, AddressProblem> {
  if (isSecret(written)) return failure({ code: "secret-instead" });
  const place = canonical(written, writtenPath);
  if (place === null) return failure({ code: "host" });
  const { hostname, path } = place;
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isUnspecifiedHost(host)) return failure({ code: "unspecified-host", host });
  if (isNobody(host)) return failure({ code: "host" });

  const isName = isIP(host) === 0;
  const isPrivate = isPrivateHost(host);
  const secure = wanted ?? (namedPort === 443 || !isPrivate);
  const port = namedPort ?? (wanted === true ? 443 : DEFAULT_GATEWAY_PORT);
  const address = {
    url: `${secure ? "wss" : "ws"}://${hostname}:${port}${path}`,
    host,
    port,
    secure,
    ...(allowInsecure ? { plainAnywhere: true as const } : {}),
    ...(wanted === null && namedPort !== 443 && isName && !isPrivate ? { schemeGuessed: true as const } : {}),
  };
  if (secure || allowInsecure || isPrivate || isName) return success(address);
  return failure(insecureAddress(address, { portWritten: namedPort !== null }));
}

/** Plain text to a public address, with the same place over TLS: at the port that was written, or at the TLS port. */
export function insecureAddress(
  { url, host, port }: GatewayAddress,
  { portWritten }: { readonly portWritten: boolean },
): AddressProblem {
  const secure = url.replace(/^ws:/, "wss:");
  return {
    code: "insecure-address",
    host,
    secureUrl: portWritten ? secure : secure.replace(`:${port}`, ":443"),
    plainUrl: url,
  };
}
