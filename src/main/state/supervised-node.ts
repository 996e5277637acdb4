import type { CommandSources } from "../../core/commands/offers.ts";
import type { EdgeHeader } from "../../core/gateway/edge-headers.ts";
import type { ChooseProxy } from "../../core/gateway/proxy.ts";
import { settleAddress } from "../../core/gateway/settle-address.ts";
import type { Logger } from "../../core/log/log.ts";
import { blockedState, connectingState } from "../../core/node/before-node.ts";
import { createEdgeHeaders, forgetEdgeHeaders } from "../../core/node/edge-headers.ts";
import { holdFolder } from "../../core/node/folder.ts";
import { type OpenNode, openNode, type StartOptions } from "../../core/node/open.ts";
import { systemClock } from "../../core/time/clock.ts";
import type { BlockedCause } from "../../shared/blocked.ts";
import type { SystemPermissions } from "../../shared/capability-state.ts";
import { type Result, success } from "../../shared/result.ts";
import type { NodeState } from "../../shared/state.ts";
import { createRecentActivity, MAX_ENTRIES, type RecentActivity } from "./activity.ts";
import type { NodeHandle } from "./node.ts";
import { createTellLater } from "./tell-later.ts";

export interface NodePlace {
  readonly appVersion: string;
  readonly stateDir: string;
  /** Given on the command line; null uses what the settings say. */
  readonly keyStore: "keychain" | "file" | null;
  readonly log: Logger;
  /** What this app can do that plain Node cannot. */
  readonly sources: CommandSources;
  /** What the system lets this app use. */
  readonly permissions: () => SystemPermissions;
  readonly chooseProxy: ChooseProxy;
  /** Another process asks for this folder; true if the node is ended for it soon. */
  readonly letGo: () => boolean;
  now(): number;
}

/** The node, or what keeps it from starting; "try again" tries again. */
export interface SupervisedNode extends NodeHandle {
  readonly keyStore: "keychain" | "file";
  /** True while a keychain call has not returned: an ordinary exit would wait for it. */
  busy(): boolean;
  /** This process has the folder. */
  holds(): boolean;
  /** Something is running for the gateway, or a person is being asked. */
  works(): boolean;
  /** The headers kept for whatever stands in front of the gateway in use, if this is its address; empty otherwise. */
  edgeHeaders(address: string): Promise<readonly EdgeHeader[]>;
}

/**
 * Starts the node of a state directory and stands in for it while it cannot start: another process has the directory,
 * or the settings cannot be read. Resolves when either is known.
 */
export async function superviseNode(place: NodePlace): Promise<SupervisedNode> {
  const activity = createRecentActivity();
  const listeners = new Set<() => void>();
  const startedAt = place.now();
  let running: OpenNode | null = null;
  let obstacle: NodeState = connectingState(startedAt);

  const { now: changed, later: changedLater, stop } = createTellLater(systemClock, () => tell(listeners));

  async function start(): Promise<void> {
    const result = await bringUp(place, startedAt, {
      // What the window lists of an invoke waits, its answer does not.
      onInvoke(record) {
        activity.addInvoke(record);
        changedLater();
      },
      onActivity(entry) {
        activity.addRun(entry);
        changedLater();
      },
    });
    if (!result.ok) {
      place.log.log("error", "the node cannot start", { reason: result.failure.reason });
      obstacle = blockedState(result.failure, place.now());
      return changed();
    }
    running = result.value;
    const { node, questions, running: programs, tools } = running;
    fillFrom(running.activity, activity);
    questions.attach({ show: changed, close: changed });
    for (const changing of [node, programs, tools]) changing.subscribe(changed);
    changed();
  }

  const starts = createStarts(start);

  await starts.again();
  return {
    get keyStore() {
      return running?.folder.keyStore ?? place.keyStore ?? "keychain";
    },
    busy: () => running?.folder.open.busy() ?? false,
    holds: () => running !== null,
    works: () => (running?.node.busy() ?? false) || (running?.questions.pending().length ?? 0) > 0,
    state: () => running?.node.state() ?? obstacle,
    subscribe: (listener) => subscribeTo(listeners, listener),
    async intend(intent) {
      if (running !== null) return running.node.intend(intent);
      if (intent.kind !== "reconnect") return null;
      await starts.again();
      return { ok: true };
    },
    activity: () => activity.entries(),
    clearActivity() {
      const cleared = running?.activity.clear() ?? false;
      if (cleared) activity.clear();
      changed();
      return cleared;
    },
    running: () => running?.running.list() ?? [],
    stopProgram: (id) => running?.running.stop(id) ?? false,
    edgeHeaderNames: () => running?.folder.settings.read().gateway?.edgeHeaders ?? [],
    forgetEdgeHeaders: async () => running !== null && (await withoutEdgeHeaders(running).finally(changed)),
    tools: () => running?.tools ?? null,
    ask: async (question, onText) => running?.node.ask(question, onText) ?? NOT_CONNECTED,
    pictures: () => running?.node.pictures() ?? null,
    questions: () => running?.questions.pending() ?? [],
    answerQuestion: (id, answer, how) => running?.questions.answer(id, answer, how) ?? false,
    worldChanged: (what) => running?.node.worldChanged(what),
    edgeHeaders: (address) => (running === null ? Promise.resolve([]) : keptEdgeHeaders(running, address)),
    async close() {
      // A start in flight would otherwise leave a node that opens after this.
      await starts.end();
      await running?.close();
      stop();
    },
  };
}

/** How a question to an agent ends without a node. */
export const NOT_CONNECTED = { ok: false, problem: "not-connected", detail: "" } as const;

/** One start at a time, and none after the end, which waits for the one in flight. */
function createStarts(start: () => Promise<void>) {
  let starting: Promise<void> | null = null;
  let ended = false;
  return {
    async again(): Promise<void> {
      if (ended) return;
      starting ??= start().finally(() => {
        starting = null;
      });
      await starting;
    },
    async end(): Promise<void> {
      ended = true;
      await starting?.catch(() => {});
    },
  };
}

function fillFrom(log: OpenNode["activity"], activity: RecentActivity): void {
  activity.clear();
  for (const entry of log.read({ limit: MAX_ENTRIES })) activity.addRun(entry);
}

/** Adds a listener; the returned function removes it. */
export function subscribeTo(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(listeners: ReadonlySet<() => void>): void {
  for (const listener of [...listeners]) listener();
}

async function withoutEdgeHeaders({ node, folder }: OpenNode): Promise<boolean> {
  const forgotten = await forgetEdgeHeaders(folder.open.vault, folder.settings);
  // The connection that stands was let through with them.
  if (forgotten && node.state().phase !== "paused") await node.intend({ kind: "reconnect" });
  return forgotten;
}

async function keptEdgeHeaders({ folder }: OpenNode, address: string): Promise<readonly EdgeHeader[]> {
  const settled = await settleAddress(address);
  if (!settled.ok) return [];
  const read = await createEdgeHeaders(folder.open.vault, folder.settings)(settled.value.url);
  return read.ok ? read.value : [];
}

async function bringUp(
  { stateDir, keyStore, appVersion, now, log, sources, permissions, chooseProxy, letGo }: NodePlace,
  startedAt: number,
  listeners: Required<Pick<StartOptions, "onInvoke" | "onActivity">>,
): Promise<Result<OpenNode, BlockedCause>> {
  const state = connectingState(startedAt);
  const held = await holdFolder({ stateDir, keyStore, appVersion, startedAt, state, now });
  if (!held.ok) return held;
  // Written at every start: an intact file gets its last good copy, and a damaged one is set aside.
  await held.value.settings.update({ keyStore: held.value.keyStore });
  // A desktop app is given no secret through its environment; the wizard asks for one.
  const brought = { log, sources, permissions, chooseProxy, letGo, ...listeners };
  return success(openNode(held.value, { ...brought, sharedCredential: () => null }));
}
