import type { EdgeHeader } from "../core/gateway/edge-headers.ts";
import { environmentProxy } from "../core/gateway/proxy.ts";
import { askLink, redeemJoinLink } from "../core/links/join-link.ts";
import type { Target } from "../core/links/target.ts";
import { addressCause } from "../core/node/address-detail.ts";
import type { OpenFolder } from "../core/node/folder.ts";
import { chooseGateway } from "../core/settings/choose-gateway.ts";
import type { Settings } from "../core/settings/settings.ts";
import type { SharedCredential } from "../shared/intent.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { askAnotherGateway } from "./ask-another-gateway.ts";
import { targetSentence } from "./check.ts";
import { type GivenEdgeHeaders, keepEdgeHeaders } from "./edge-headers.ts";
import { blockedSentence, type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { printError, printJson } from "./print.ts";
import type { RunArguments } from "./run-arguments.ts";
import { settleSshHostKey } from "./ssh-host-key.ts";

/** Where to connect, and with which credential, as far as the pasted text says. */
interface Wanted {
  readonly address: string;
  readonly tlsFingerprint: string | null;
  readonly credential: SharedCredential | null;
}

/**
 * Writes what was requested to the settings, before anything starts; resolves with the pasted credential.
 * A join link is spent by this.
 */
export async function prepareRun(
  place: OpenFolder,
  options: RunArguments,
  target: Target | null,
  edge: GivenEdgeHeaders,
): Promise<Result<SharedCredential | null, Ended>> {
  const before = place.settings.read();
  const wanted = target === null ? success(null) : await wantedBy(target, edge.headers);
  if (!wanted.ok) return wanted;
  const pin = options.tlsFingerprint ?? wanted.value?.tlsFingerprint ?? null;
  const address = wanted.value?.address ?? (pin === null ? null : (before.gateway?.url ?? null));
  let change: Partial<Settings> = { keyStore: place.keyStore };
  if (options.displayName !== null) change = { ...change, displayName: options.displayName };
  if (address !== null) {
    const chosen = await chooseGateway(before, {
      address,
      allowInsecure: options.allowInsecure || (target === null && (before.gateway?.allowInsecure ?? false)),
      ...(pin === null ? {} : { tlsFingerprint: pin }),
    });
    if (!chosen.ok) return failure(refuse(blockedSentence(addressCause(chosen.failure))));
    change = { ...change, ...chosen.value };
  }
  const asked = await maySign(before, change, options);
  if (!asked.ok) return asked;
  const keyed = await settleSshHostKey((change.gateway ?? before.gateway)?.url ?? "", {
    accepted: options.acceptSshHostKey,
    terminal: isTerminal(options),
  });
  if (!keyed.ok) return failure(refuse(keyed.failure));
  // The node itself reports when it cannot be saved, and tries again.
  await place.settings.update({ ...change, ...asked.value });
  const kept = await keepEdgeHeaders(place, forGatewayOf(target, place, edge), options.edge);
  if (!kept.ok) return failure(refuse(kept.failure, exitCode.failed));
  return success(wanted.value?.credential ?? null);
}

/** The setup behind a join link may name another host, which must not be told what was meant for the link's host. */
function forGatewayOf(
  target: Target | null,
  { settings }: OpenFolder,
  edge: GivenEdgeHeaders,
): GivenEdgeHeaders {
  if (target?.kind !== "join-link" || edge.headers.length === 0) return edge;
  const { hostname } = new URL((settings.read().gateway?.url ?? "").replace(/^ws/, "http"));
  if (hostname === target.link.hostname) return edge;
  printError(
    `clawtray: The link leads to ${hostname}, and the headers for ${target.link.hostname} are not sent there.\n`,
  );
  return { headers: [], asked: false };
}

async function wantedBy(target: Target, edge: readonly EdgeHeader[]): Promise<Result<Wanted, Ended>> {
  if (target.kind === "address") {
    const { address, token } = target;
    return success({
      address,
      tlsFingerprint: null,
      credential: token === null ? null : { kind: "token", token },
    });
  }
  const setup =
    target.kind === "setup"
      ? success(target.setup)
      : await redeemJoinLink(target.link, Date.now, askLink(environmentProxy, edge));
  if (!setup.ok)
    return failure(refuse(targetSentence({ about: "setup", problem: setup.failure }), exitCode.failed));
  const { urls, tlsFingerprint, bootstrapToken } = setup.value;
  return success({ address: urls[0], tlsFingerprint, credential: { kind: "bootstrap", bootstrapToken } });
}

/** Asks if the identity has signed only elsewhere so far. */
async function maySign(
  before: Settings,
  change: Partial<Settings>,
  options: RunArguments,
): Promise<Result<Partial<Settings>, Ended>> {
  const gateway = change.gateway ?? before.gateway;
  if (gateway === null) return success({});
  const asked = await askAnotherGateway({
    settings: before,
    gateway,
    allowed: options.allowAnotherGateway,
    terminal: isTerminal(options),
  });
  if (asked.ok) return success(asked.change);
  // A service would only be restarted: its node holds back the signature, and says so.
  if (options.service) return success({});
  if (options.json) printJson({ at: Date.now(), state: asked.state });
  return failure(refuse(asked.sentence, exitCode.blocked));
}

/** Somebody is reading the screen, and may answer on it. */
const isTerminal = (options: RunArguments): boolean =>
  !options.json && !options.service && process.stdout.isTTY === true && process.stdin.isTTY === true;
