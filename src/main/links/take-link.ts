import { type AskLink, redeemJoinLink } from "../../core/links/join-link.ts";
import { readTarget, type TargetProblem } from "../../core/links/target.ts";
import { addressCause } from "../../core/node/address-detail.ts";
import type { AppRequest, Outcome } from "../../shared/bridge.ts";
import { success } from "../../shared/result.ts";
import type { SetupProblem } from "../../shared/setup-problem.ts";
import type { NodeHandle } from "../state/node.ts";
import type { Wizard } from "../state/wizard.ts";

/** What a link brought, and whether its gateway may replace the one in use. */
type LinkRequest = Pick<Extract<AppRequest, { kind: "take-link" }>, "text" | "replace">;

interface LinkWorld {
  readonly wizard: Wizard;
  readonly node: Pick<NodeHandle, "state">;
  readonly now: () => number;
  readonly ask?: AskLink;
}

/** The node's; if the node cannot start and does not know, what the owner set up. */
function gatewayInUse({ wizard, node }: LinkWorld): string | null {
  const { replaces, finished, address } = wizard.draft();
  return node.state().gateway?.url ?? replaces ?? (finished && address !== "" ? address : null);
}

const unusable = (detail: SetupProblem): Outcome => ({ ok: false, problem: "link-unusable", detail });

/** Why a text leads to no gateway, as a refusal. Pure. */
export const unusableTarget = ({ about, problem }: TargetProblem): Outcome =>
  about === "setup"
    ? unusable(problem)
    : { ok: false, problem: "address-invalid", detail: addressCause(problem) };

/**
 * Puts what a link contained into the draft. This changes nothing in the node: when a gateway is
 * already in use and `replace` is not given, the draft asks first. A join link is spent by this, because the gateway
 * answers it only once.
 */
export async function takeLink({ text, replace }: LinkRequest, world: LinkWorld): Promise<Outcome> {
  const { wizard, now, ask } = world;
  const target = readTarget(text, now());
  if (!target.ok) return unusableTarget(target.failure);
  const replaces = replace ? null : gatewayInUse(world);
  if (target.value.kind === "address") {
    wizard.takeAddress(target.value.address, replaces, target.value.token);
    return { ok: true };
  }
  const setup =
    target.value.kind === "setup"
      ? success(target.value.setup)
      : await redeemJoinLink(target.value.link, now, ask);
  if (!setup.ok) return unusable(setup.failure);
  wizard.takeSetup(setup.value, replaces);
  return { ok: true };
}
