import { isIPv6 } from "node:net";
import { domainToASCII } from "node:url";
import { failure, type Result, success } from "../../shared/result.ts";

/** A gateway that listens on the loopback of a computer that SSH leads to. */
export interface SshTarget {
  /** Null leaves the choice to ssh's own configuration. */
  readonly user: string | null;
  /** A name, an address, or an alias of ssh's own configuration; IPv6 without brackets. */
  readonly host: string;
  /** Null leaves the choice to ssh's own configuration. */
  readonly port: number | null;
  /** Where the gateway listens on that computer, on 127.0.0.1. */
  readonly gatewayPort: number;
}

export type SshAddressProblem =
  /** A user, host, path or query that is not allowed here. */
  | { readonly code: "ssh-address" }
  | { readonly code: "ssh-password" }
  | { readonly code: "port"; readonly port: string | null };

const DEFAULT_GATEWAY_PORT = 18789;

/**
 * What a user and a host may consist of: no character that a shell or ssh itself reads as anything else (spaces,
 * quotes, `%`, `$`, `;`, `,`, a slash), because ssh puts both into `ProxyCommand` and into file names, and no leading
 * hyphen, which would make it an option.
 */
const USER = /^[A-Za-z0-9_.][A-Za-z0-9_.+-]{0,63}$/;
const HOST = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$/;

/**
 * Reads `[user@]host[:port][/][?gateway=PORT]`, what follows `ssh://`. International names are returned in their ASCII
 * form. No part of what is refused is repeated, except a numeric port. Pure.
 */
export function parseSshTarget(text: string): Result<SshTarget, SshAddressProblem> {
  const match = /^([^/?#]*)\/?(?:\?([^#]*))?$/s.exec(text);
  if (match?.[1] === undefined) return failure({ code: "ssh-address" });
  const authority = match[1];
  const at = authority.lastIndexOf("@");
  const user = at < 0 ? null : authority.slice(0, at);
  if (user?.includes(":")) return failure({ code: "ssh-password" });
  if (user !== null && !USER.test(user)) return failure({ code: "ssh-address" });
  const place = readPlace(authority.slice(at + 1));
  if (!place.ok) return place;
  const gatewayPort = readGatewayPort(match[2]);
  return gatewayPort.ok ? success({ user, ...place.value, gatewayPort: gatewayPort.value }) : gatewayPort;
}

function readPlace(text: string): Result<Pick<SshTarget, "host" | "port">, SshAddressProblem> {
  // As in other addresses, the brackets may be left out when no port follows.
  if (isIPv6(text) && !text.includes("%")) return success({ host: text, port: null });
  const match = /^(\[([^\]]*)\]|[^:[\]]*)(?::(.*))?$/s.exec(text);
  if (match?.[1] === undefined) return failure({ code: "ssh-address" });
  const address = match[2];
  const host = address ?? asciiName(match[1]);
  const isHost = address === undefined ? HOST.test(host) : isIPv6(address) && !address.includes("%");
  if (!isHost) return failure({ code: "ssh-address" });
  if (match[3] === undefined || match[3] === "") return success({ host, port: null });
  const port = readPort(match[3]);
  return port.ok ? success({ host, port: port.value }) : port;
}

/** Lower case, without a final dot; empty when it cannot be a name, which a URL parser would truncate. */
function asciiName(text: string): string {
  if (!/^[A-Za-z0-9_.\-\u{80}-\u{10ffff}]+$/u.test(text)) return "";
  const ascii = /^[ -~]*$/.test(text) ? text.toLowerCase() : domainToASCII(text);
  return ascii.replace(/\.$/, "");
}

function readGatewayPort(query: string | undefined): Result<number, SshAddressProblem> {
  if (query === undefined || query === "") return success(DEFAULT_GATEWAY_PORT);
  const port = /^gateway=(.*)$/s.exec(query)?.[1];
  return port === undefined ? failure({ code: "ssh-address" }) : readPort(port);
}

function readPort(text: string): Result<number, SshAddressProblem> {
  if (!/^\d{1,10}$/.test(text)) return failure({ code: "port", port: null });
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? success(port) : failure({ code: "port", port: text });
}

/** `user@host`, as a person and ssh know it. */
export const sshDestination = ({ user, host }: SshTarget): string =>
  user === null ? host : `${user}@${host}`;

/** The one way this address is written; what ssh's own configuration decides is not part of it. */
export function sshUrl(target: SshTarget): string {
  const { user, host, port, gatewayPort } = target;
  const place = `${host.includes(":") ? `[${host}]` : host}${port === null ? "" : `:${port}`}`;
  const query = gatewayPort === DEFAULT_GATEWAY_PORT ? "" : `?gateway=${gatewayPort}`;
  return `ssh://${user === null ? "" : `${user}@`}${place}${query}`;
}
