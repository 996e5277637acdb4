import type { GivenSecrets } from "../core/environment/own-environment.ts";
import { addressCause } from "../core/node/address-detail.ts";
import type { OpenFolder } from "../core/node/folder.ts";
import { chooseGateway } from "../core/settings/choose-gateway.ts";
import type { BlockedCause } from "../shared/blocked.ts";
import { askAnotherGateway } from "./ask-another-gateway.ts";
import { keepEdgeHeaders, takeEdgeHeaders } from "./edge-headers.ts";
import { blockedSentence, type Ended, refuse, refuseFile } from "./ended.ts";
import { takeSharedCredential } from "./environment.ts";
import { exitCode } from "./exit-code.ts";
import { holdPlace } from "./open-place.ts";
import type { Place } from "./place.ts";
import { print } from "./print.ts";

/** The gateway of the service. */
interface Asked {
  /** Null for the known one. */
  readonly address: string | null;
  readonly allowAnotherGateway: boolean;
}

const NO_GATEWAY = "No gateway is known yet. Specify one: clawtray service install --gateway HOST";

/**
 * Puts what the service needs where it finds it: the gateway into the settings, a secret from the environment into the
 * key store. A node that is already running keeps what it has. Resolves with why it was refused, or null.
 */
export async function prepareService(
  place: Place,
  gateway: Asked,
  appVersion: string,
  given: GivenSecrets,
): Promise<Ended | null> {
  const secret = takeSharedCredential(process.env, given);
  if (!secret.ok) return refuse(secret.failure);
  const edge = await takeEdgeHeaders(given);
  if (!edge.ok) return refuse(edge.failure);
  const held = await holdPlace(place, appVersion);
  if (!held.ok) return heldBy(held.failure, gateway.address);
  try {
    const refused = await keep(held.value, gateway, secret.value);
    if (refused !== null) return refused;
    const kept = await keepEdgeHeaders(held.value, edge.value, { forget: false });
    return kept.ok ? null : refuse(kept.failure, exitCode.failed, { busy: held.value.open.busy() });
  } finally {
    await held.value.release();
  }
}

function heldBy(cause: BlockedCause, gateway: string | null): Ended | null {
  if (cause.reason !== "held-by-another-process") return refuse(blockedSentence(cause), exitCode.blocked);
  const { pid } = cause.detail;
  const holder = pid === null ? "" : ` (process ${pid})`;
  if (gateway !== null)
    return refuse(
      `A node is already running here${holder}, and only it can switch to another gateway. Stop it first, or leave out --gateway.`,
      exitCode.alreadyRunning,
    );
  print(`A node is already running here${holder}. The service takes over when it stops.\n`);
  return null;
}

async function keep(
  { settings, keyStore, open }: OpenFolder,
  { address, allowAnotherGateway }: Asked,
  secret: Extract<ReturnType<typeof takeSharedCredential>, { ok: true }>["value"],
): Promise<Ended | null> {
  const before = settings.read();
  if (address === null && before.gateway === null) return refuse(NO_GATEWAY);
  const chosen = address === null ? null : await chooseGateway(before, { address, allowInsecure: false });
  if (chosen?.ok === false) {
    return refuse(blockedSentence(addressCause(chosen.failure)));
  }
  const gateway = chosen?.value.gateway ?? before.gateway;
  const terminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  const asked =
    gateway === null
      ? null
      : await askAnotherGateway({ settings: before, gateway, allowed: allowAnotherGateway, terminal });
  if (asked?.ok === false) return refuse(asked.sentence, exitCode.blocked);
  const saved = await settings.update({ keyStore, ...chosen?.value, ...asked?.change });
  if (!saved.ok) return refuseFile(saved.failure, "settings-unwritable");
  const url = settings.read().gateway?.url;
  if (secret === null || url === undefined) return null;
  const stored = await open.vault.readCredential(url);
  // A device token is worth more, and stays.
  if (stored.ok && stored.value?.kind === "device-token") return null;
  const kept = stored.ok ? await open.vault.writeCredential(url, secret) : stored;
  return kept.ok
    ? null
    : refuse(`The token cannot be kept (${kept.failure.detail}). Nothing was installed.`, exitCode.failed, {
        busy: open.busy(),
      });
}
