import { addConnection, addConnectionAt, removeConnection } from "../core/connections/change.ts";
import type { Connection } from "../core/connections/connection.ts";
import { listConnections } from "../core/connections/list.ts";
import { settleAddress } from "../core/gateway/settle-address.ts";
import type { Target } from "../core/links/target.ts";
import { openSettings } from "../core/settings/open.ts";
import type { GatewaySettings, Settings } from "../core/settings/settings.ts";
import { isSameGateway, nameOf, type SigningPlace } from "../core/settings/signs-at.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { hostOf } from "../shared/words/describe.ts";
import { refuseProblem } from "./connections.ts";
import { type Ended, refuse } from "./ended.ts";
import { isForeground } from "./foreground.ts";
import { rootDirOf } from "./place.ts";
import { printError } from "./print.ts";
import type { RunArguments } from "./run-arguments.ts";
import { ask } from "./terminal.ts";

/** What a run is for, once it is known whose gateway that is. */
export interface Chosen {
  readonly options: RunArguments;
  /** The connection that was added for it. */
  readonly added: Connection | null;
  /** The run did not come to its start: what was added for it goes again. */
  undo(): Promise<void>;
}

type Choice = "add" | "replace";

const UNCHANGED = "Nothing was changed.";

/**
 * Which connection a target is for: the one that was named, the one that has this gateway already, the first while it
 * has none, or one more. A gateway in use is left only where somebody said so.
 */
export async function chooseConnection(
  options: RunArguments,
  target: Target | null,
  appVersion: string,
): Promise<Result<Chosen, Ended>> {
  const as = (chosen: RunArguments): Result<Chosen, Ended> =>
    success({ options: chosen, added: null, undo: async () => {} });
  if (target === null) return as(options);
  const place = await placeOf(target);
  if (options.add !== null) return addFor(options, place, appVersion);
  // Who names one, or allows its key another gateway, has chosen.
  const isChosen = options.connection !== null || options.replace || options.allowAnotherGateway;
  if (options.command === "run" || isChosen || place === null) return as(options);
  const all = listConnections(rootDirOf(options));
  const known = all.find((connection) => {
    const gateway = settingsOf(connection)?.gateway ?? null;
    return gateway !== null && isFor(target, place, gateway);
  });
  if (known !== undefined) return as(known.first ? options : { ...options, connection: known.id });
  const [first] = all;
  const settings = first === undefined ? null : settingsOf(first);
  if (settings === null || settings.gateway === null || !isInUse(settings)) return as(options);
  const choice = await choose(options, nameOf(settings.gateway.url), nameOf(place.url));
  if (choice === null) return failure(refuse(UNCHANGED));
  if (typeof choice !== "string") return choice;
  return choice === "replace" ? as(options) : addFor(options, place, appVersion);
}

/** Where a target leads, as far as that can be told without using it up; null where it cannot be used at all. */
async function placeOf(target: Target): Promise<SigningPlace | null> {
  if (target.kind === "setup")
    return { url: target.setup.urls[0], tlsFingerprint: target.setup.tlsFingerprint };
  // Who gives out the link is the gateway, or its host.
  if (target.kind === "join-link")
    return { url: target.link.origin.replace(/^http/, "ws"), tlsFingerprint: null };
  const settled = await settleAddress(target.address, { allowInsecure: true });
  return settled.ok ? { url: settled.value.url, tlsFingerprint: null } : null;
}

function isFor(target: Target, place: SigningPlace, gateway: GatewaySettings): boolean {
  // A link may be given out at another port.
  return target.kind === "join-link"
    ? new URL(gateway.url.replace(/^ws/, "http")).hostname === target.link.hostname
    : isSameGateway(gateway, place);
}

/** Null where they cannot be read: why is told when the folder is held. */
function settingsOf({ stateDir }: Connection): Settings | null {
  const settings = openSettings(stateDir);
  return settings.ok ? settings.value.read() : null;
}

/** An address at which nobody ever answered and nothing was signed was a slip: nothing is lost with it. */
const isInUse = ({ signsAt, gateway }: Settings): boolean =>
  signsAt.length > 0 || (gateway !== null && gateway.lastVersion !== null);

/** Asks; null where the answer is neither. */
async function choose(
  { json }: RunArguments,
  used: string,
  wanted: string,
): Promise<Choice | Result<never, Ended> | null> {
  if (json || !process.stdin.isTTY || !process.stderr.isTTY || !isForeground())
    return failure(
      refuse(
        `This computer is already a node of ${used}, and nobody can be asked here. To be a node of ${wanted} as well, with a key of its own: --add. To use the same identity there instead: --replace`,
      ),
    );
  printError(
    `This computer is already a node of ${used}.\n  a  Add ${wanted}: ${used} stays as it is, and ${wanted} gets a key of its own.\n  r  Replace ${used}: the same identity connects to ${wanted} instead.\n`,
  );
  const answer = await ask("Add, replace, or leave everything as it is? [A/r/n] ", { hidden: false });
  if (answer === null) return null;
  if (/^(|a|add)$/i.test(answer.trim())) return "add";
  return /^(r|replace)$/i.test(answer.trim()) ? "replace" : null;
}

async function addFor(
  options: RunArguments,
  place: SigningPlace | null,
  appVersion: string,
): Promise<Result<Chosen, Ended>> {
  const root = rootDirOf(options);
  const name = options.add?.name ?? null;
  const made =
    name === null && place !== null ? addConnectionAt(root, hostOf(place.url)) : addConnection(root, name);
  const added = await made;
  if (!added.ok) return failure(refuseProblem(added.failure));
  if (!options.json) printError(`Added "${added.value.name}".\n`);
  return success({
    options: { ...options, connection: added.value.id },
    added: added.value,
    async undo() {
      const removed = await removeConnection(root, added.value, appVersion);
      if (removed.ok && !options.json) printError(`"${added.value.name}" was not added.\n`);
    },
  });
}
