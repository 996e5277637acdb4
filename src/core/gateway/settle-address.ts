import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { failure, type Result, success } from "../../shared/result.ts";
import { type GatewayAddress, insecureAddress, parseGatewayAddress } from "./address.ts";
import type { AddressProblem } from "./address-problem.ts";
import { isPrivateAddress, isPrivateHost } from "./private-host.ts";

/** All addresses of a name; rejects when it has none. */
export type LookUp = (host: string) => Promise<readonly string[]>;

const LOOKUP_LIMIT_MS = 3_000;

/** Names that no public name server answers for: when looking one up fails, we are just not in its network. */
const PRIVATE_USE =
  /^[^.]+$|\.(?:lan|internal|home|arpa|localdomain|intranet|private|corp|fritz\.box|local|localhost)$/;

const lookUpAll: LookUp = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * Whether only a look-up can tell which scheme is right: no scheme was written, or plain text was, and the host is a
 * name that is not private in itself.
 */
export function needsLookUp(address: GatewayAddress): boolean {
  // ssh looks it up, or has an alias for it; the rest of the way is in the tunnel.
  if (address.ssh !== undefined) return false;
  if (address.schemeGuessed) return true;
  return (
    !address.secure && !address.plainAnywhere && isIP(address.host) === 0 && !isPrivateHost(address.host)
  );
}

/**
 * Reads an address as `parseGatewayAddress` does, and judges a name by where it leads. Private: plain `ws` when no
 * scheme was written, and `ws` as written. Public: `wss`, and a written `ws` is refused unless `allowInsecure`. What
 * cannot be looked up within three seconds is private when nobody can own such a name, otherwise public. No more than a
 * first judgement: a socket that ends up elsewhere is judged again (`openTransport`). Never throws.
 */
export async function settleAddress(
  text: string,
  options: { readonly allowInsecure?: boolean } = {},
  lookUp: LookUp = lookUpAll,
): Promise<Result<GatewayAddress, AddressProblem>> {
  const parsed = parseGatewayAddress(text, options);
  if (!parsed.ok || !needsLookUp(parsed.value)) return parsed;
  const { schemeGuessed, ...address } = parsed.value;
  const isPrivate = await leadsHome(address.host, lookUp);
  if (schemeGuessed) {
    const url = isPrivate ? address.url.replace(/^wss:/, "ws:") : address.url;
    return success({ ...address, url, secure: !isPrivate });
  }
  if (isPrivate) return success(address);
  return failure(insecureAddress(address, { portWritten: text.includes(`:${address.port}`) }));
}

async function leadsHome(host: string, lookUp: LookUp): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve([]), LOOKUP_LIMIT_MS);
  });
  try {
    const addresses = await Promise.race([lookUp(host), late]);
    if (addresses.length > 0) return addresses.every(isPrivateAddress);
  } catch {
    // No such name here.
  } finally {
    clearTimeout(timer);
  }
  return PRIVATE_USE.test(host);
}
