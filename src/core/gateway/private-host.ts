import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Networks where a plain connection does not cross the public internet. */
const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ["127.0.0.0", 8], // loopback
  ["10.0.0.0", 8], // private, RFC 1918
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16], // link-local, RFC 3927
  ["100.64.0.0", 10], // shared address space, RFC 6598: carrier NAT, and where tailnets live
] as const) {
  privateNetworks.addSubnet(network, prefix, "ipv4");
}
privateNetworks.addAddress("::1", "ipv6");
privateNetworks.addSubnet("fc00::", 7, "ipv6"); // unique local, RFC 4193
privateNetworks.addSubnet("fe80::", 10, "ipv6"); // link-local

const PRIVATE_NAME = /^(localhost|.+\.localhost|.+\.local|.+\.ts\.net)$/;

/**
 * True for hosts that plain `ws://` may be used with: loopback, private, link-local and
 * CGNAT addresses (IPv4, IPv6, IPv4-mapped IPv6), `localhost`, `*.local`, `*.ts.net`.
 * `host` is canonical: lower case, without brackets.
 */
export function isPrivateHost(host: string): boolean {
  return isIPv4(host) || isIPv6(host) ? isPrivateAddress(host) : PRIVATE_NAME.test(host);
}

/**
 * True for an IP address in those networks, however it is written: as in a URL, or as a socket reports the other end's
 * (`::ffff:10.0.0.1`, `fe80::1%eth0`). False for anything that is not an address, and for those that only wrap another
 * one (NAT64, RFC 6052 and 8215; 6to4; Teredo): where such a packet comes out is not known here.
 */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, "");
  if (isIPv4(bare)) return privateNetworks.check(bare, "ipv4");
  if (!isIPv6(bare)) return false;
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = mappedIPv4(canonical);
  return mapped === null ? privateNetworks.check(canonical, "ipv6") : privateNetworks.check(mapped, "ipv4");
}

/** `::ffff:a00:1`, as URL parsers write it, is 10.0.0.1. */
function mappedIPv4(host: string): string | null {
  const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const high = Number.parseInt(match[1], 16);
  const low = Number.parseInt(match[2], 16);
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** True for the addresses that only a listening server uses. */
export function isUnspecifiedHost(host: string): boolean {
  return host === "0.0.0.0" || host === "::" || mappedIPv4(host) === "0.0.0.0";
}
