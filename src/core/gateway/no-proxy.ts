import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";

/** Where a connection goes, as far as a list of exceptions can name it. */
interface Target {
  /** Lower case, without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * Whether a `NO_PROXY` list names this place. Entries are separated by commas, spaces or semicolons: `*` for everything;
 * `example.com`, `.example.com` or `*.example.com` for that name and every name below it, as in curl; an address; a
 * network (`10.0.0.0/8`, `fd00::/8`); each except a network also with `:port`. What cannot be read names nothing. Pure:
 * no name is looked up, so a network covers addresses only.
 */
export function isExempt(list: string, target: Target): boolean {
  return list.split(/[\s,;]+/).some((entry) => entry !== "" && names(entry.toLowerCase(), target));
}

function names(entry: string, { host, port }: Target): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return isWithin(entry, host);
  const parts = splitPort(entry);
  if (parts.port !== null && parts.port !== port) return false;
  if (isIP(parts.host) !== 0 || isIP(host) !== 0) return sameAddress(parts.host, host);
  const written = parts.host.replace(/^\*?\./, "").replace(/\.$/, "");
  // Of a target the ASCII form is known.
  const name = /^[ -~]*$/.test(written) ? written : domainToASCII(written);
  return name !== "" && (host === name || host.endsWith(`.${name}`));
}

function splitPort(entry: string): { readonly host: string; readonly port: number | null } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(entry);
  // A bare IPv6 address is full of colons.
  if (match === null) return { host: entry, port: null };
  const host = (match[1] ?? "").replace(/^\[|\]$/g, "");
  return { host, port: match[2] === undefined ? null : Number(match[2]) };
}

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 4 ? "ipv4" : "ipv6");

/** However either is written: `::1` and `0:0:0:0:0:0:0:1` are the same. */
function sameAddress(one: string, other: string): boolean {
  if (isIP(one) === 0 || isIP(other) === 0) return false;
  const list = new BlockList();
  list.addAddress(one, familyOf(one));
  return list.check(other, familyOf(other));
}

function isWithin(network: string, host: string): boolean {
  const [written = "", length = ""] = network.split("/");
  const address = written.replace(/^\[|\]$/g, "");
  const family = isIP(address);
  if (isIP(host) === 0 || family === 0 || !/^\d{1,3}$/.test(length)) return false;
  if (Number(length) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(length), familyOf(address));
  return list.check(host, familyOf(host));
}
