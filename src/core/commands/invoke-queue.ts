import { defaultExecLimits } from "../exec/exec-setup.ts";
import type { GatewaySession } from "../gateway/contract.ts";
import { RECEIVE_LIMIT } from "../gateway/frames.ts";
import type { InvokeRequest } from "../gateway/invoke-request.ts";

/** One invoke, from its arrival to its end. */
export interface QueuedInvoke {
  readonly request: InvokeRequest;
  /** The connection it arrived on. */
  readonly session: GatewaySession;
  readonly abort: AbortController;
}

/** As many as programs may run: whatever else an invoke does takes less. */
const MAX_RUNNING = defaultExecLimits.running;
const MAX_WAITING = 1_024;
/** Parameters in all that runs or waits, characters: as much as one frame can bring. */
const MAX_HELD = RECEIVE_LIMIT;

/**
 * Which invokes run and which wait for their turn: `MAX_RUNNING` at once, not counting those that wait for a person.
 */
export class InvokeQueue {
  readonly #running = new Map<string, QueuedInvoke>();
  /** Ids of those that wait, or waited, for a person: they keep no other from running. */
  readonly #aside = new Set<string>();
  readonly #waiting: QueuedInvoke[] = [];
  readonly #idsWaiting = new Set<string>();
  /** Characters of parameters. */
  #held = 0;

  get size(): number {
    return this.#running.size + this.#waiting.length;
  }

  has(id: string): boolean {
    return this.#running.has(id) || this.#idsWaiting.has(id);
  }

  /** False when running and waiting invokes already hold as much as is reasonable. */
  hasRoomFor(request: InvokeRequest): boolean {
    return this.#waiting.length < MAX_WAITING && this.#held + request.size <= MAX_HELD;
  }

  add(invoke: QueuedInvoke): void {
    this.#waiting.push(invoke);
    this.#idsWaiting.add(invoke.request.id);
    this.#held += invoke.request.size;
  }

  /**
   * The next one whose turn it is; null while all places are taken. It counts as running only once `begin` was called.
   */
  next(): QueuedInvoke | null {
    if (this.#running.size - this.#aside.size >= MAX_RUNNING) return null;
    return this.#left(this.#waiting.shift());
  }

  begin(invoke: QueuedInvoke): void {
    this.#running.set(invoke.request.id, invoke);
    this.#held += invoke.request.size;
  }

  end({ request }: QueuedInvoke): void {
    if (this.#running.delete(request.id)) this.#held -= request.size;
    this.#aside.delete(request.id);
  }

  /** Gives its place up to others; nothing happens once it has ended, though its command may still be running. */
  stepAside(invoke: QueuedInvoke): void {
    if (this.#running.get(invoke.request.id) === invoke) this.#aside.add(invoke.request.id);
  }

  running(): readonly QueuedInvoke[] {
    return [...this.#running.values()];
  }

  /** Removes one that has not begun from the queue. */
  removeWaiting(id: string): QueuedInvoke | null {
    const index = this.#waiting.findIndex(({ request }) => request.id === id);
    return index < 0 ? null : this.#left(this.#waiting.splice(index, 1)[0]);
  }

  /** Removes all that have not begun. */
  removeAllWaiting(): readonly QueuedInvoke[] {
    const all = this.#waiting.splice(0);
    for (const invoke of all) this.#left(invoke);
    return all;
  }

  /** It waits no longer. */
  #left(invoke: QueuedInvoke | undefined): QueuedInvoke | null {
    if (invoke === undefined) return null;
    this.#idsWaiting.delete(invoke.request.id);
    this.#held -= invoke.request.size;
    return invoke;
  }
}
