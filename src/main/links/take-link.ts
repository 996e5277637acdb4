import type { Outcome } from "../../shared/bridge.ts";
import type { NodeHandle } from "../node.ts";
import type { Wizard } from "../wizard.ts";
import { redeemJoinLink } from "./join-link.ts";
import { readPasted } from "./pasted.ts";

interface LinkWorld {
  readonly wizard: Wizard;
  readonly node: Pick<NodeHandle, "state">;
  readonly now: () => number;
  readonly request?: typeof fetch;
}

/**
 * Takes what was pasted or what a link brought into the draft. Nothing of the node changes by it:
 * where a gateway is in use already and `replace` is not said, the draft asks first.
 * A join link is spent by this, as the gateway answers it only once.
 */
export async function takeLink(text: string, replace: boolean, world: LinkWorld): Promise<Outcome> {
  const { wizard, node, now, request } = world;
  const pasted = readPasted(text, now());
  const replaces = replace ? null : (node.state().gateway?.url ?? null);
  if (pasted.kind === "address") {
    wizard.takeAddress(pasted.address, replaces);
    return { ok: true };
  }
  const setup = pasted.kind === "setup" ? pasted.setup : await redeemJoinLink(pasted.link, now, request);
  if (!setup.ok) {
    const problem = setup.failure === "not-a-setup-code" ? "address-invalid" : "failed";
    return { ok: false, problem, detail: setup.failure };
  }
  wizard.takeSetup(setup.value, replaces);
  return { ok: true };
}
