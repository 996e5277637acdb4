import { anotherGatewayCause } from "../core/node/address-detail.ts";
import { blockedState } from "../core/node/before-node.ts";
import type { Settings } from "../core/settings/settings.ts";
import { nameOf, type SigningPlace, signsElsewhere, withSigningPlace } from "../core/settings/signs-at.ts";
import { blockedSentence } from "./ended.ts";
import { printError } from "./print.ts";
import { ask } from "./terminal.ts";

interface Asked {
  readonly settings: Settings;
  readonly gateway: SigningPlace;
  /** Already given with the command. */
  readonly allowed: boolean;
  /** A person can be asked. */
  readonly terminal: boolean;
}

/**
 * Whether the identity may sign at this gateway: either what the settings then remember about it, or the refusal a
 * person reads. Asks if it has signed only at others so far, and somebody is there.
 */
export async function askAnotherGateway({
  settings,
  gateway,
  allowed,
  terminal,
}: Asked): Promise<
  | { readonly ok: true; readonly change: Partial<Settings> }
  | { readonly ok: false; readonly sentence: string; readonly state: ReturnType<typeof blockedState> }
> {
  const used = signsElsewhere(settings, gateway);
  if (used === null) return { ok: true, change: {} };
  if (allowed || (terminal && (await confirmed(used, gateway.url))))
    return { ok: true, change: { signsAt: withSigningPlace(settings.signsAt, gateway) } };
  const cause = anotherGatewayCause(used, gateway.url);
  return { ok: false, sentence: blockedSentence(cause), state: blockedState(cause) };
}

async function confirmed(used: readonly string[], url: string): Promise<boolean> {
  const host = nameOf(url);
  printError(
    `So far, this computer's identity has been used at ${used.join(", ")}, and ${host} appears to be a different gateway.\nA gateway that passes on another's challenge could sign in there as this computer: continue only if you trust ${host} as much, or if it is the same gateway at a new address.\n`,
  );
  const answer = await ask(`Use the same identity at ${host}? [y/N] `, { hidden: false });
  return /^(y|yes)$/i.test(answer?.trim() ?? "");
}
