import type { GatewaySettings, Settings } from "./settings.ts";

/** A gateway at which the identity signs. */
export type SigningPlace = Pick<GatewaySettings, "url" | "tlsFingerprint">;

/**
 * The gateways (host and port) at which this identity has signed so far, when `gateway` is not one of them and its
 * owner has to be asked first; null when nobody need be asked. No signature names its gateway (`gateway/signature.ts`),
 * so one that passes on another's challenge can sign in there as this computer. Pure.
 */
export function signsElsewhere(
  { signsAt }: Pick<Settings, "signsAt">,
  gateway: SigningPlace,
): readonly string[] | null {
  if (signsAt.length === 0 || signsAt.some((known) => isSameGateway(known, gateway))) return null;
  return signsAt.map(({ url }) => nameOf(url));
}

/** The list with this gateway in it, as it is pinned now. Pure. */
export function withSigningPlace(
  signsAt: readonly SigningPlace[],
  { url, tlsFingerprint }: SigningPlace,
): readonly SigningPlace[] {
  return [...signsAt.filter((known) => known.url !== url), { url, tlsFingerprint }];
}

/** Host and port; through SSH the user as well, and no port when ssh's own configuration sets it. */
export const nameOf = (url: string): string => {
  const { protocol, host, username } = new URL(url);
  return protocol === "ssh:" && username !== "" ? `${username}@${host}` : host;
};

/** The same host, port and path, under whichever scheme; or the same pinned certificate, wherever it moved. Pure. */
export function isSameGateway(known: SigningPlace, gateway: SigningPlace): boolean {
  // Through SSH no certificate is looked at, so certificates say nothing here.
  const pinned = !known.url.startsWith("ssh:") && !gateway.url.startsWith("ssh:");
  if (pinned && known.tlsFingerprint !== null && known.tlsFingerprint === gateway.tlsFingerprint) return true;
  return placeOf(known.url) === placeOf(gateway.url);
}

/** This computer's names for itself. */
const here: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Through SSH the whole address counts: this computer's own loopback is a different place from the one behind it. */
function placeOf(url: string): string {
  if (url.startsWith("ssh:")) return url;
  const { protocol, hostname, port, pathname } = new URL(url);
  const host = here.has(hostname) ? "localhost" : hostname;
  return `${host}:${port || (protocol === "wss:" ? 443 : 80)}${pathname.replace(/\/+$/, "")}`;
}
