import { startingState } from "../../core/node/before-node.ts";
import type { IntentOutcome } from "../../core/node/intents.ts";
import type { BlockedCause } from "../../shared/blocked.ts";
import type { CapabilityStatus } from "../../shared/capability.ts";
import type { Intent } from "../../shared/intent.ts";
import type { Result } from "../../shared/result.ts";
import { NOT_CONNECTED, type SupervisedNode, subscribeTo } from "./supervised-node.ts";

interface NodeToComeParts {
  /** What a node here may do, as long as nobody has switched anything. */
  readonly capabilities: readonly CapabilityStatus[];
  readonly keyStore: SupervisedNode["keyStore"];
  /** Makes the folder and starts the node in it. */
  readonly begin: () => Promise<Result<SupervisedNode, BlockedCause | null>>;
  /** The gateway was not used after all: nothing of the folder remains. */
  readonly undo: (begun: SupervisedNode) => Promise<void>;
}

/**
 * The node of a connection that is still being set up: nothing of it is on the disk, and there is no key, until its
 * gateway is chosen for good. From then on it is the node that was started, with the switches set before.
 */
export function nodeToCome({ capabilities, keyStore, begin, undo }: NodeToComeParts): SupervisedNode {
  let before = { ...startingState(), capabilities };
  let node: SupervisedNode | null = null;
  let beginning: Promise<IntentOutcome | null> | null = null;
  const listeners = new Set<() => void>();
  const changed = () => [...listeners].forEach((listener) => void listener());

  function setSwitch({ capability, on }: Extract<Intent, { kind: "set-capability" }>): void {
    const switched = before.capabilities.map((one) => (one.name === capability ? { ...one, on } : one));
    before = { ...before, capabilities: switched };
    changed();
  }

  /** The switches first: the gateway is told of nothing that was turned off here. */
  async function configure(begun: SupervisedNode, intent: Intent): Promise<IntentOutcome | null> {
    for (const { name, on } of before.capabilities) {
      if (capabilities.some((one) => one.name === name && one.on === on)) continue;
      const set = await begun.intend({ kind: "set-capability", capability: name, on });
      if (set?.ok !== true) return set;
    }
    return begun.intend(intent);
  }

  async function start(intent: Intent): Promise<IntentOutcome | null> {
    const begun = await begin();
    if (!begun.ok) return begun.failure === null ? null : { ok: false, cause: begun.failure };
    const outcome = await configure(begun.value, intent);
    if (outcome?.ok !== true) {
      await undo(begun.value);
      return outcome;
    }
    node = begun.value;
    node.subscribe(changed);
    changed();
    return outcome;
  }

  return {
    get keyStore() {
      return node?.keyStore ?? keyStore;
    },
    state: () => node?.state() ?? before,
    subscribe: (listener) => subscribeTo(listeners, listener),
    async intend(intent) {
      if (node !== null) return node.intend(intent);
      if (intent.kind === "set-capability") {
        setSwitch(intent);
        return { ok: true };
      }
      if (intent.kind !== "configure") return null;
      beginning ??= start(intent).finally(() => {
        beginning = null;
      });
      return beginning;
    },
    busy: () => node?.busy() ?? false,
    holds: () => node?.holds() ?? false,
    works: () => node?.works() ?? false,
    activity: () => node?.activity() ?? [],
    clearActivity: () => node?.clearActivity() ?? false,
    running: () => node?.running() ?? [],
    stopProgram: (id) => node?.stopProgram(id) ?? false,
    tools: () => node?.tools() ?? null,
    ask: async (...asked) => node?.ask(...asked) ?? NOT_CONNECTED,
    pictures: () => node?.pictures() ?? null,
    questions: () => node?.questions() ?? [],
    answerQuestion: (id, answer, how) => node?.answerQuestion(id, answer, how) ?? false,
    worldChanged: (what) => node?.worldChanged(what),
    edgeHeaders: async (address) => node?.edgeHeaders(address) ?? [],
    edgeHeaderNames: () => node?.edgeHeaderNames() ?? [],
    forgetEdgeHeaders: async () => node?.forgetEdgeHeaders() ?? false,
    close: async () => {
      await beginning?.catch(() => {});
      await node?.close();
    },
  };
}
