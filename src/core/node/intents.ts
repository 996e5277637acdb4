import type { BlockedCause } from "../../shared/blocked.ts";
import type { Intent } from "../../shared/intent.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { InvokeMemory } from "../commands/invoke-memory.ts";
import type { FileFailure } from "../files/problem.ts";
import { type GatewayAddress, parseGatewayAddress } from "../gateway/address.ts";
import { needsLookUp, settleAddress } from "../gateway/settle-address.ts";
import { type GatewayChoice, withGateway } from "../settings/choose-gateway.ts";
import { signsElsewhere } from "../settings/signs-at.ts";
import { vaultCause } from "../vault/blocked-reason.ts";
import { addressCause, anotherGatewayCause } from "./address-detail.ts";
import type { CredentialCache } from "./credential-cache.ts";
import { addEdgeHeaders } from "./edge-headers.ts";
import type { NodeMemory } from "./memory.ts";
import { knownGateway, type NodeEvent } from "./model.ts";
import type { NodeWorld } from "./world.ts";

/** What became of an intent: accepted, or refused. */
export type IntentOutcome =
  | {
      readonly ok: true;
      /** It holds, but could not be saved: at the next start it will be as it was before. */
      readonly unsaved?: FileFailure;
    }
  | { readonly ok: false; readonly cause: BlockedCause };

/** What an intent works on. */
export interface IntentParts {
  readonly world: NodeWorld;
  readonly credentials: CredentialCache;
  readonly memory: NodeMemory;
  readonly invokes: InvokeMemory;
  dispatch(event: NodeEvent): void;
  /** A switch was changed: what is off ends now. */
  capabilitiesChanged(): void;
  /** The identity no longer exists. */
  identityForgotten(): void;
}

type Configure = Extract<Intent, { kind: "configure" }>;

const done: IntentOutcome = { ok: true };

const outcomeOf = (saved: Result<void, FileFailure>): IntentOutcome =>
  saved.ok ? done : { ok: true, unsaved: saved.failure };

/** Carries out what the owner wants: it is saved here, and `transition` decides what follows from it. */
export async function carryOutIntent(parts: IntentParts, intent: Intent): Promise<IntentOutcome> {
  const { dispatch, memory } = parts;
  switch (intent.kind) {
    case "configure":
      return configure(parts, intent);
    case "forget-device":
      return forget(parts);
    case "set-display-name":
      dispatch({ kind: "renamed", displayName: intent.displayName });
      return outcomeOf(await memory.remember({ displayName: intent.displayName }));
    case "set-capability":
      return setCapability(parts, intent);
    case "pause":
      dispatch({ kind: "pause" });
      return outcomeOf(await memory.remember({ paused: true }));
    case "resume":
      dispatch({ kind: "resume" });
      return outcomeOf(await memory.remember({ paused: false }));
    case "reconnect":
      dispatch({ kind: "reconnect" });
      return done;
  }
}

async function configure(parts: IntentParts, intent: Configure): Promise<IntentOutcome> {
  const { allowInsecure = false } = intent;
  const parsed = parseGatewayAddress(intent.address, { allowInsecure });
  const inUse = parts.world.settings.read().gateway?.url;
  // What needs no look-up takes effect at once.
  const address =
    parsed.ok && needsLookUp(parsed.value) ? await settleAddress(intent.address, { allowInsecure }) : parsed;
  // A later choice was made while this one was being looked up, and takes precedence.
  if (parts.world.settings.read().gateway?.url !== inUse) return done;
  if (!address.ok) return { ok: false, cause: addressCause(address.failure) };
  if ((intent.edgeHeaders ?? []).length === 0) return use(parts, intent, address.value, {});
  const kept = await keepEdgeHeaders(parts, intent, address.value);
  if (!kept.ok) return { ok: false, cause: kept.failure };
  if (parts.world.settings.read().gateway?.url !== inUse) return done;
  return use(parts, intent, address.value, kept.value);
}

/** Before the choice takes effect: its first connection needs them. Resolves with what the choice says of them. */
async function keepEdgeHeaders(
  { world: { vault, settings } }: IntentParts,
  intent: Configure,
  address: GatewayAddress,
): Promise<Result<Pick<GatewayChoice, "edgeHeaderNames">, BlockedCause>> {
  const { edgeHeaders = [], allowAnotherGateway = false } = intent;
  const { gateway } = withGateway(settings.read(), intent, address);
  const refused =
    gateway !== null && signsElsewhere(settings.read(), gateway) !== null && !allowAnotherGateway;
  if (refused || !address.secure) return success({});
  const names = await addEdgeHeaders(vault, settings, gateway?.url ?? address.url, edgeHeaders);
  return names.ok
    ? success({ edgeHeaderNames: names.value })
    : failure(vaultCause(vault.kind, names.failure));
}

function use(
  { world: { settings }, memory, invokes, credentials, dispatch }: IntentParts,
  intent: Configure,
  address: GatewayAddress,
  edge: Pick<GatewayChoice, "edgeHeaderNames">,
): IntentOutcome {
  const chosen = withGateway(settings.read(), { ...intent, ...edge }, address);
  const { gateway } = chosen;
  const used = gateway === null ? null : signsElsewhere(settings.read(), gateway);
  if (gateway !== null && used !== null) {
    if (intent.allowAnotherGateway !== true)
      return { ok: false, cause: anotherGatewayCause(used, gateway.url) };
    void memory.rememberSigned(gateway);
  }
  if (gateway?.url !== settings.read().gateway?.url) invokes.forget();
  void memory.remember({ ...chosen, paused: false });
  if (gateway === null) return done;
  if (intent.credential !== undefined) credentials.offer(gateway.url, intent.credential);
  dispatch({ kind: "gateway-chosen", gateway: knownGateway(gateway) });
  return done;
}

async function forget(parts: IntentParts): Promise<IntentOutcome> {
  const { world, credentials, invokes, dispatch } = parts;
  dispatch({ kind: "pause" });
  const result = await world.forget();
  credentials.clear();
  invokes.forget();
  if (!result.ok) return { ok: false, cause: result.failure };
  parts.identityForgotten();
  dispatch({ kind: "capabilities", capabilities: world.registry.capabilities() });
  dispatch({ kind: "forgotten" });
  return done;
}

async function setCapability(
  { world: { settings, registry }, memory, dispatch, capabilitiesChanged }: IntentParts,
  { capability, on }: Extract<Intent, { kind: "set-capability" }>,
): Promise<IntentOutcome> {
  const saving = memory.remember({ capabilities: { ...settings.read().capabilities, [capability]: on } });
  capabilitiesChanged();
  dispatch({ kind: "capabilities", capabilities: registry.capabilities() });
  return outcomeOf(await saving);
}
