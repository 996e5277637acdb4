import type { CommandSources } from "../core/commands/offers.ts";
import type { ActivityLog } from "../core/exec/activity.ts";
import type { QuestionQueue } from "../core/exec/question/question.ts";
import { claimReason } from "../core/instance/claim-reason.ts";
import { claimInstance, type Instance } from "../core/instance/instance.ts";
import { createLastStateKeeper } from "../core/instance/last-state.ts";
import { intentOf, replyTo } from "../core/instance/message.ts";
import type { Logger } from "../core/log.ts";
import { type AssemblyOptions, assembleNode } from "../core/node/assemble.ts";
import { blockedState, connectingState } from "../core/node/before-node.ts";
import type { Node } from "../core/node/node.ts";
import { failure, type Result, success } from "../core/result.ts";
import { openSettings } from "../core/settings/open.ts";
import { settingsReason } from "../core/settings/settings.ts";
import { vaultReason } from "../core/vault/blocked-reason.ts";
import { type OpenVault, openVault } from "../core/vault/open.ts";
import type { BlockedReason, NodeState } from "../shared/state.ts";
import { createRecentActivity, MOST_ENTRIES } from "./activity.ts";
import type { NodeHandle } from "./node.ts";

export interface NodePlace {
  readonly appVersion: string;
  readonly stateDir: string;
  /** Asked for on the command line; null takes what the settings say. */
  readonly keyStore: "keychain" | "file" | null;
  readonly log: Logger;
  /** What this app can do that plain Node cannot. */
  readonly sources: CommandSources;
  now(): number;
}

/** What keeps the node from being there at all. */
interface Obstacle {
  readonly reason: BlockedReason;
  readonly detail: Readonly<Record<string, string>>;
}

interface Running {
  readonly node: Node;
  readonly instance: Instance;
  readonly questions: QuestionQueue;
  readonly log: ActivityLog;
  readonly vault: OpenVault;
  readonly keyStore: "keychain" | "file";
}

/** The node, or what keeps it from starting; "try again" tries again. */
export interface SupervisedNode extends NodeHandle {
  readonly keyStore: "keychain" | "file";
  /** True while a keychain call has not come back: an ordinary exit would wait for it. */
  busy(): boolean;
  /** Something runs for the gateway, or a person is being asked. */
  works(): boolean;
}

/**
 * Starts the node of a state directory and stands in for it while it cannot start: another process
 * has the directory, or the settings cannot be read. Resolves when either is known.
 */
export async function superviseNode(place: NodePlace): Promise<SupervisedNode> {
  const activity = createRecentActivity();
  const lastState = createLastStateKeeper(place.stateDir);
  const listeners = new Set<() => void>();
  const startedAt = place.now();
  let running: Running | null = null;
  let obstacle: NodeState = blockedState("settings-unreadable", {}, startedAt);
  let starting: Promise<void> | null = null;

  const state = (): NodeState => running?.node.state() ?? obstacle;
  const changed = () => {
    for (const listener of [...listeners]) listener();
  };

  async function start(): Promise<void> {
    const result = await bringUp(place, startedAt, {
      onInvoke(record) {
        activity.addInvoke(record);
        changed();
      },
      onActivity(entry) {
        activity.addRun(entry);
        changed();
      },
    });
    if (!result.ok) {
      place.log.log("error", "the node cannot start", { reason: result.failure.reason });
      obstacle = blockedState(result.failure.reason, result.failure.detail, place.now());
      return changed();
    }
    running = result.value;
    const { node, instance, questions, log } = result.value;
    activity.clear();
    for (const entry of log.read({ limit: MOST_ENTRIES })) activity.addRun(entry);
    questions.attach({ show: changed, close: changed });
    node.subscribe((next) => {
      instance.publish(next);
      lastState.keep({ at: place.now(), state: next });
      changed();
    });
    instance.publish(node.state());
    changed();
  }

  function startAgain(): Promise<void> {
    starting ??= start().finally(() => {
      starting = null;
    });
    return starting;
  }

  await startAgain();
  return {
    get keyStore() {
      return running?.keyStore ?? place.keyStore ?? "keychain";
    },
    busy: () => running?.vault.busy() ?? false,
    works: () => (running?.node.busy() ?? false) || (running?.questions.pending().length ?? 0) > 0,
    state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async intend(intent) {
      if (running !== null) return running.node.intend(intent);
      if (intent.kind !== "reconnect") return { ok: false, problem: "not-started", detail: {} };
      await startAgain();
      return { ok: true };
    },
    activity: () => activity.entries(),
    clearActivity() {
      const cleared = running?.log.clear() ?? false;
      if (cleared) activity.clear();
      changed();
      return cleared;
    },
    questions: () => running?.questions.pending() ?? [],
    answerQuestion: (id, answer) => running?.questions.answer(id, answer) ?? false,
    worldChanged: (what) => running?.node.worldChanged(what),
    async close() {
      await running?.node.close();
      await lastState.settled();
      await running?.instance.release();
    },
  };
}

async function bringUp(
  place: NodePlace,
  startedAt: number,
  { onInvoke, onActivity }: Required<Pick<AssemblyOptions, "onInvoke" | "onActivity">>,
): Promise<Result<Running, Obstacle>> {
  const { stateDir, appVersion, log } = place;
  let running: Node | null = null;
  const claim = await claimInstance({
    stateDir,
    describe: () => ({ pid: process.pid, version: appVersion, startedAt, state: connectingState(startedAt) }),
    async takeWish(wish) {
      return replyTo(await running?.intend(intentOf(wish)));
    },
    // Without settings the next start would not know that there was an identity.
    onFolderLost: () => running?.saveAgain(),
  });
  if (!claim.ok) return failure(claimReason(claim.failure));
  const settings = openSettings(stateDir, place.now);
  if (!settings.ok) {
    await claim.value.release();
    return failure(settingsReason(settings.failure));
  }
  const keyStore = place.keyStore ?? settings.value.read().keyStore;
  const vault = openVault({ kind: keyStore, stateDir });
  if (!vault.ok) {
    await claim.value.release();
    return failure(vaultReason(keyStore, vault.failure));
  }
  // Written at every start: a sound file gets its last good copy, and a damaged one is put aside.
  await settings.value.update({ keyStore });
  const { node, questions, activity } = assembleNode({
    appVersion,
    stateDir,
    vault: vault.value.vault,
    settings: settings.value,
    log,
    // A desktop app is given no secret by its environment; the wizard asks for one.
    sharedCredential: () => null,
    onInvoke,
    onActivity,
    sources: place.sources,
  });
  running = node;
  return success({ node, questions, log: activity, instance: claim.value, vault: vault.value, keyStore });
}
