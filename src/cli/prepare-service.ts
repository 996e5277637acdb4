import { claimReason } from "../core/instance/claim-reason.ts";
import { claimInstance } from "../core/instance/instance.ts";
import { addressReason } from "../core/node/address-detail.ts";
import { startingState } from "../core/node/before-node.ts";
import { chooseGateway } from "../core/settings/choose-gateway.ts";
import { blockedSentence, type Ended, refuse, refuseFile } from "./ended.ts";
import { takeSharedCredential } from "./environment.ts";
import { exitCode } from "./exit-code.ts";
import { type OpenPlace, openPlace, type Place, stateDirOf } from "./place.ts";

const noGateway = "No gateway is known yet. Say where it is: clawtray service install --gateway HOST";

/**
 * Puts what the service needs where it finds it: the gateway into the settings, a secret of the
 * environment into the key store. A node that runs already keeps what it has. Resolves with why it
 * was refused, or null.
 */
export async function prepareService(
  place: Place,
  gateway: string | null,
  appVersion: string,
): Promise<Ended | null> {
  const secret = takeSharedCredential(process.env);
  if (!secret.ok) return refuse(secret.failure);
  const startedAt = Date.now();
  const claim = await claimInstance({
    stateDir: stateDirOf(place),
    describe: () => ({ pid: process.pid, version: appVersion, startedAt, state: startingState() }),
  });
  if (!claim.ok) return heldBy(claim.failure.kind === "held", gateway, claimReason(claim.failure));
  try {
    const opened = openPlace(place);
    if (!opened.ok)
      return refuse(blockedSentence(opened.failure.reason, opened.failure.detail), exitCode.blocked);
    return await keep(opened.value, gateway, secret.value);
  } finally {
    await claim.value.release();
  }
}

function heldBy(
  held: boolean,
  gateway: string | null,
  { reason, detail }: ReturnType<typeof claimReason>,
): Ended | null {
  if (!held) return refuse(blockedSentence(reason, detail), exitCode.blocked);
  if (gateway !== null)
    return refuse(
      `A node runs here already (process ${detail.pid}), and only it can take another gateway. End it first, or leave --gateway out.`,
      exitCode.alreadyRunning,
    );
  process.stdout.write(
    `A node runs here already (process ${detail.pid}). The service takes over when that one ends.\n`,
  );
  return null;
}

async function keep(
  { settings, keyStore, open }: OpenPlace,
  gateway: string | null,
  secret: Extract<ReturnType<typeof takeSharedCredential>, { ok: true }>["value"],
): Promise<Ended | null> {
  const before = settings.read();
  if (gateway === null && before.gateway === null) return refuse(noGateway);
  const chosen = gateway === null ? null : chooseGateway(before, { address: gateway, allowInsecure: false });
  if (chosen?.ok === false) {
    const { reason, detail } = addressReason(chosen.failure);
    return refuse(blockedSentence(reason, detail));
  }
  const saved = await settings.update({ keyStore, ...chosen?.value });
  if (!saved.ok) return refuseFile(saved.failure, "settings-unwritable");
  const url = settings.read().gateway?.url;
  if (secret === null || url === undefined) return null;
  const stored = await open.vault.readCredential(url);
  // A device token is worth more, and stays.
  if (stored.ok && stored.value?.kind === "device-token") return null;
  const kept = stored.ok ? await open.vault.writeCredential(url, secret) : stored;
  return kept.ok
    ? null
    : refuse(
        `The token cannot be kept (${kept.failure.detail}). Nothing was installed.`,
        exitCode.failed,
        open.busy(),
      );
}
