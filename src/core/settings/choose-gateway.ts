import { type AddressProblem, parseGatewayAddress } from "../gateway/address.ts";
import { failure, type Result, success } from "../result.ts";
import type { Settings } from "./settings.ts";

/** A person's choice of a gateway; what is left out stays as it was for that gateway. */
export interface GatewayChoice {
  readonly address: string;
  /** SHA-256 of the accepted certificate, lower-case hex. */
  readonly tlsFingerprint?: string;
  readonly allowInsecure?: boolean;
}

/** The settings after a choice: what was found out about the same gateway before is kept. Pure. */
export function chooseGateway(
  before: Settings,
  choice: GatewayChoice,
): Result<Pick<Settings, "gateway" | "formerGatewayUrls">, AddressProblem> {
  const remembered = before.gateway;
  const allowInsecure = choice.allowInsecure ?? false;
  const address = parseGatewayAddress(choice.address, { allowInsecure });
  if (!address.ok) return failure(address.failure);
  const { url } = address.value;
  const same = remembered?.url === url ? remembered : null;
  const former = new Set(before.formerGatewayUrls);
  if (remembered !== null) former.add(remembered.url);
  former.delete(url);
  return success({
    gateway: {
      url,
      tlsFingerprint: choice.tlsFingerprint ?? same?.tlsFingerprint ?? null,
      signatureVersion: same?.signatureVersion ?? null,
      lastVersion: same?.lastVersion ?? null,
      lastProtocol: same?.lastProtocol ?? null,
      approvedSurface: same?.approvedSurface ?? null,
      allowInsecure,
    },
    formerGatewayUrls: [...former],
  });
}
