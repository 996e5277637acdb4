import type { CommandSources } from "../core/commands/offers.ts";
import type { Connection } from "../core/connections/connection.ts";
import { listConnections } from "../core/connections/list.ts";
import { isReady } from "../core/connections/ready.ts";
import { askInstance } from "../core/instance/instance.ts";
import type { Target } from "../core/links/target.ts";
import type { Logger } from "../core/log/log.ts";
import { startingState } from "../core/node/before-node.ts";
import { type HeldFolder, holdFolder } from "../core/node/folder.ts";
import { type OpenNode, openNode } from "../core/node/open.ts";
import type { SharedCredential } from "../shared/intent.ts";
import { failure, type Result, success } from "../shared/result.ts";
import type { Chosen } from "./choose-connection.ts";
import type { GivenEdgeHeaders } from "./edge-headers.ts";
import type { Ended } from "./ended.ts";
import type { Output } from "./output.ts";
import { connectionNamed, rootDirOf } from "./place.ts";
import { prepareRun } from "./prepare-run.ts";
import { changesConnection, type RunArguments } from "./run-arguments.ts";
import { type Serving, serve } from "./serving.ts";
import { onlyListener } from "./show-run.ts";
import { waitForPlace } from "./wait-for-place.ts";

/** What a run was given, beside its connections. */
export interface Given {
  readonly options: RunArguments;
  readonly chosen: Chosen;
  readonly target: Target | null;
  readonly edge: GivenEdgeHeaders;
  readonly output: Output;
  readonly appVersion: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly sources: CommandSources;
  readonly credential: () => SharedCredential | null;
  /** The pasted target held this one. */
  readonly useCredential: (pasted: SharedCredential) => void;
}

/** The connections of a run; `main` is the one it was started for. */
export interface Started {
  readonly serving: Serving;
  readonly main: Connection;
  /** A keychain call has not returned. */
  busy(): boolean;
}

/**
 * Starts what a run is for: the connection that was named, or all of them. What is to be written for the main one is
 * written first, and refused as ever; where nothing is, one that cannot be opened does not keep the others waiting.
 */
export async function startConnections(given: Given): Promise<Result<Started, Ended>> {
  const { options, chosen, target, edge, appVersion, startedAt } = given;
  const root = rootDirOf(options);
  const main = mainOf(options, root);
  const all = options.connection === null || (chosen.added !== null && !(await isServed(root)));
  const others = all
    ? listConnections(root).filter((connection) => connection.id !== main.id && isReady(connection))
    : [];
  let count = 1 + others.length;
  let served: Serving | null = null;
  const start = (held: HeldFolder, of: Connection): OpenNode =>
    openNode(held, {
      log: logOf(given.output.log, of, () => count),
      // What was given to this process is meant for the connection it was started for.
      sharedCredential: () => (of.id === main.id ? given.credential() : null),
      sources: given.sources,
      letGo: () => served?.letGo(of.id) ?? false,
    });
  let opened: OpenNode | null = null;
  if (others.length === 0 || configures(given)) {
    const holding = waitForPlace(options, given.output.tell, appVersion, startedAt);
    releaseOnSignals(holding, chosen.undo);
    const held = await holding;
    if (!held.ok) return held;
    const prepared = await prepareRun(held.value, options, target, edge);
    if (!prepared.ok) {
      await held.value.release();
      return prepared;
    }
    if (prepared.value !== null) given.useCredential(prepared.value);
    opened = start(held.value, main);
  }
  const serving = serve({
    stateDir: root,
    first: [{ connection: main, opened }, ...others.map((connection) => ({ connection, opened: null }))],
    all,
    async open(connection) {
      const { stateDir } = connection;
      const keyStore = connection.id === main.id ? options.keyStore : null;
      const held = await holdFolder({ stateDir, keyStore, appVersion, startedAt, state: startingState() });
      return held.ok ? success(start(held.value, connection)) : failure(held.failure);
    },
    onAdded({ name }) {
      count += 1;
      given.output.log.log("info", "connection added", { name });
    },
  });
  served = serving;
  const busy = () => serving.all().some((served) => served.opened?.folder.open.busy() ?? false);
  return success({ serving, main, busy });
}

/** One that was added goes on as `run` does, unless another process serves those that were there. */
const isServed = async (root: string): Promise<boolean> => (await askInstance(root)).kind !== "none";

/** The connection this was started for: the one that was named, or the first. */
function mainOf({ connection }: RunArguments, root: string): Connection {
  const named = connectionNamed(root, connection ?? "");
  if (connection !== null && named.ok) return named.value;
  const [first] = listConnections(root);
  if (first === undefined) throw new Error("a state folder has a first connection");
  return first;
}

/** Whether this start is to write something for it, so that its folder has to be had before anything else. */
const configures = ({ options, target, edge }: Given): boolean =>
  target !== null || edge.headers.length > 0 || changesConnection(options);

/** Of several connections each line of the log says which it is about. */
const logOf = (log: Logger, { name }: Connection, count: () => number): Logger => ({
  log: (level, message, values) =>
    log.log(level, message, count() > 1 ? { connection: name, ...values } : values),
});

/** How long the state folder may take to be held, and then released, once a signal has come, ms. */
const MAX_EARLY_END = 2_000;

/**
 * Until the node is shown, a signal ends this process as it would without us; but what is held is released first, or
 * its sockets would stay behind, and what was added for it goes. `show` takes the signals over.
 */
function releaseOnSignals(holding: ReturnType<typeof waitForPlace>, undo: Chosen["undo"]): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    onlyListener(signal, () => {
      const released = holding.then((held) => (held.ok ? held.value.release() : undefined)).then(undo);
      const limit = new Promise((resolve) => setTimeout(resolve, MAX_EARLY_END));
      void Promise.race([released, limit]).finally(() => {
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      });
    });
  }
}
