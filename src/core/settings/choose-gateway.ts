import { type Result, success } from "../../shared/result.ts";
import type { GatewayAddress } from "../gateway/address.ts";
import type { AddressProblem } from "../gateway/address-problem.ts";
import { settleAddress } from "../gateway/settle-address.ts";
import { tidyAddress } from "../gateway/tidy-address.ts";
import type { GatewaySettings, Settings } from "./settings.ts";

/** A person's choice of a gateway; omitted fields stay as they were for that gateway. */
export interface GatewayChoice {
  readonly address: string;
  /** SHA-256 of the accepted certificate, lower-case hex. */
  readonly tlsFingerprint?: string;
  readonly allowInsecure?: boolean;
  /** Names of the headers that the vault holds for it. */
  readonly edgeHeaderNames?: readonly string[];
}

/** The settings after a choice: what is already known about the same gateway is kept. A host name is looked up. */
export async function chooseGateway(
  before: Settings,
  choice: GatewayChoice,
): Promise<Result<Pick<Settings, "gateway" | "formerGatewayUrls">, AddressProblem>> {
  const { allowInsecure = false } = choice;
  const address = await settleAddress(choice.address, { allowInsecure });
  return address.ok ? success(withGateway(before, choice, address.value)) : address;
}

/** The settings after a choice whose destination is known. Pure. */
export function withGateway(
  before: Settings,
  choice: GatewayChoice,
  address: GatewayAddress,
): Pick<Settings, "gateway" | "formerGatewayUrls"> {
  const remembered = before.gateway;
  const url = spellingOf(remembered, address.url);
  const same = remembered?.url === url ? remembered : null;
  const edgeHeaders = choice.edgeHeaderNames ?? same?.edgeHeaders;
  const former = new Set(before.formerGatewayUrls);
  if (remembered !== null) former.add(remembered.url);
  former.delete(url);
  const typed = hostOnly(choice.address) ?? same?.typed;
  return {
    gateway: {
      url,
      ...(typed === undefined ? {} : { typed }),
      tlsFingerprint: choice.tlsFingerprint ?? same?.tlsFingerprint ?? null,
      signatureVersion: same?.signatureVersion ?? null,
      lastVersion: same?.lastVersion ?? null,
      lastProtocol: same?.lastProtocol ?? null,
      approvedSurface: same?.approvedSurface ?? null,
      allowInsecure: choice.allowInsecure ?? false,
      ...(same?.called === undefined ? {} : { called: same.called }),
      ...(edgeHeaders === undefined ? {} : { edgeHeaders }),
    },
    formerGatewayUrls: [...former],
  };
}

/** What was typed, where it is no more than a host, a port and a path: its scheme was chosen for the person. */
function hostOnly(address: string): string | undefined {
  const tidy = tidyAddress(address);
  return tidy.ok && /^(?![a-z][a-z0-9+.-]*:\/)[^\s/?#@]{1,253}(?:\/[^\s?#]{0,200})?$/i.test(tidy.value)
    ? tidy.value
    : undefined;
}

/** Secrets are kept by the address: one that worked is not replaced by the same with a slash more or less. */
function spellingOf(remembered: GatewaySettings | null, url: string): string {
  const bare = (address: string): string => address.replace(/\/$/, "");
  const worked = remembered !== null && remembered.lastVersion !== null;
  return worked && bare(remembered.url) === bare(url) ? remembered.url : url;
}
