import { BlockList, isIP } from "node:net";
import type { GatewayAddress } from "./address.ts";
import { isExempt } from "./no-proxy.ts";

/** An HTTP proxy that opens tunnels with CONNECT. */
export interface HttpProxy {
  /** TLS to the proxy itself; the gateway's own TLS is inside either way. */
  readonly secure: boolean;
  /** Lower case, without brackets. */
  readonly host: string;
  readonly port: number;
  /** The value of `Proxy-Authorization`: a secret, never to be shown. */
  readonly authorization: string | null;
  readonly source: ProxySource;
}

/** What named a proxy: an environment variable, or the system's own settings. */
export type ProxySource = string;

/** How one gateway is reached. */
export type ProxyChoice =
  | { readonly kind: "direct" }
  | { readonly kind: "proxy"; readonly proxy: HttpProxy }
  /** One is set that cannot be used. Going without it would be somebody else's decision. */
  | { readonly kind: "unusable"; readonly source: ProxySource; readonly why: "address" | "socks" };

/** Decides for one address. May ask the system; never throws. */
export type ChooseProxy = (address: GatewayAddress) => ProxyChoice | Promise<ProxyChoice>;

const DIRECT: ProxyChoice = { kind: "direct" };

/** The variables that name a proxy for TLS; the first that is set counts; lower case first, as in curl. */
const VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a proxy is never used: this computer, and plain `ws://`, which is meant for the private network and would show
 * the proxy everything.
 */
export function isAlwaysDirect({ host, secure }: GatewayAddress): boolean {
  if (!secure) return true;
  const family = isIP(host);
  return family === 0 ? /(^|\.)localhost$/.test(host) : loopback.check(host, family === 4 ? "ipv4" : "ipv6");
}

/** It finds IPv4-mapped IPv6 addresses too. */
const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/**
 * What the environment says: `HTTPS_PROXY`, otherwise `ALL_PROXY`, unless `NO_PROXY` names the gateway. Null when no
 * proxy is set there at all. Pure.
 */
export function proxyOfEnvironment(address: GatewayAddress, environment: Environment): ProxyChoice | null {
  const source = VARIABLES.find((name) => (environment[name] ?? "").trim() !== "");
  if (source === undefined) return null;
  const exceptions = environment.no_proxy ?? environment.NO_PROXY ?? "";
  if (isAlwaysDirect(address) || isExempt(exceptions, address)) return DIRECT;
  return readProxy(environment[source] ?? "", source);
}

/** The choice of a program that has only its environment to go by. */
export const environmentProxy: ChooseProxy = (address) => proxyOfEnvironment(address, process.env) ?? DIRECT;

/** Reads the address of a proxy: `http://`, `https://` or neither, with or without a name and password. */
export function readProxy(text: string, source: ProxySource): ProxyChoice {
  const trimmed = text.trim();
  const unusable = (why: "address" | "socks"): ProxyChoice => ({ kind: "unusable", source, why });
  if (/^socks\w*:/i.test(trimmed)) return unusable("socks");
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(whole)) return unusable("address");
  const { protocol, hostname, port, username, password } = new URL(whole);
  if ((protocol !== "http:" && protocol !== "https:") || hostname === "") return unusable("address");
  const secure = protocol === "https:";
  const authorization = authorizationOf(username, password);
  if (authorization === undefined) return unusable("address");
  const host = hostname.replace(/^\[|\]$/g, "");
  const proxy = { secure, host, port: Number(port) || (secure ? 443 : 80), authorization, source };
  return { kind: "proxy", proxy };
}

/** Basic, RFC 7617; undefined for anything that is not valid percent-encoding. */
function authorizationOf(username: string, password: string): string | null | undefined {
  if (username === "" && password === "") return null;
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(pair).toString("base64")}`;
  } catch {
    return undefined;
  }
}

/**
 * Reads the answer of the system's proxy settings in the form of a PAC file (`PROXY host:port; DIRECT`); the first
 * entry is used.
 */
export function readPacAnswer(answer: string): ProxyChoice {
  const [kind = "", place = ""] = (answer.split(";")[0] ?? "").trim().split(/\s+/);
  switch (kind.toUpperCase()) {
    case "PROXY":
    case "HTTP":
      return readProxy(`http://${place}`, SYSTEM);
    case "HTTPS":
      return readProxy(`https://${place}`, SYSTEM);
    case "SOCKS":
    case "SOCKS4":
    case "SOCKS5":
      return { kind: "unusable", source: SYSTEM, why: "socks" };
    default:
      return DIRECT;
  }
}

/** The source of what the operating system is set to. */
const SYSTEM: ProxySource = "system";

/** Host and port as they appear in an address. */
export const authorityOf = (host: string, port: number): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

/** How a proxy is shown: without its user name and password. */
export const shownProxy = ({ secure, host, port }: HttpProxy): string =>
  `${secure ? "https" : "http"}://${authorityOf(host, port)}`;
