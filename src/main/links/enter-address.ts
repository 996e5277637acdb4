import { parseGatewayAddress } from "../../core/gateway/address.ts";
import type { EdgeHeader } from "../../core/gateway/edge-headers.ts";
import { type AskLink, redeemJoinLink } from "../../core/links/join-link.ts";
import { isOnlyAddress, readTarget } from "../../core/links/target.ts";
import type { AppRequest, Outcome } from "../../shared/bridge.ts";
import type { Wizard } from "../state/wizard.ts";
import { unusableTarget } from "./take-link.ts";

const DONE: Outcome = { ok: true };

/**
 * Takes what stands in the wizard's field into the draft. What holds a secret never gets there, because a draft is
 * written to disk: not even what is still being typed.
 */
export function enterAddress(
  { text, whole }: Pick<Extract<AppRequest, { kind: "enter-address" }>, "text" | "whole">,
  wizard: Wizard,
  now: () => number,
): Outcome {
  const target = readTarget(text, now());
  if (!whole || !target.ok) {
    // A certificate was accepted for the gateway it was shown by, and for no other.
    if (isOnlyAddress(target) && text !== wizard.target().address)
      wizard.change({ address: text, acceptedTlsFingerprint: null });
    return whole && !target.ok ? unusableTarget(target.failure) : DONE;
  }
  switch (target.value.kind) {
    case "address": {
      const { address, token } = target.value;
      if (token !== null || address !== wizard.target().address) wizard.takeAddress(address, null, token);
      return DONE;
    }
    case "setup":
      wizard.takeSetup(target.value.setup, null);
      return DONE;
    case "join-link":
      wizard.holdJoinLink(target.value.link);
      return DONE;
  }
}

/**
 * Redeems the join link that waits in the wizard, with the headers typed for the access page before its gateway. They
 * stay for the gateway at the address it answers with, when that is the same host.
 */
export async function useJoinLink(
  wizard: Wizard,
  now: () => number,
  ask: (edgeHeaders: readonly EdgeHeader[]) => AskLink,
): Promise<Outcome> {
  const link = wizard.joinLink();
  if (link === null) return DONE;
  const { edgeHeaders } = wizard.target();
  const setup = await redeemJoinLink(link, now, ask(edgeHeaders));
  if (!setup.ok) return unusableTarget({ about: "setup", problem: setup.failure });
  // The person may have chosen another gateway while the link was asked for.
  if (wizard.joinLink() !== link) return DONE;
  wizard.takeSetup(setup.value, null);
  const [url] = setup.value.urls;
  const gateway = parseGatewayAddress(url, { allowInsecure: true });
  const sameHost = gateway.ok && gateway.value.host === link.hostname.replace(/^\[|\]$/g, "");
  if (sameHost && gateway.value.secure) wizard.setEdgeHeaders(url, edgeHeaders);
  return DONE;
}
