import type { Logger } from "../log/log.ts";
import type { Arrival, WireEvent } from "./rpc.ts";

/** More than any gateway sends before a listener is attached; beyond it the oldest are dropped. */
const BUFFER_LIMIT = 1024;

/** Keeps events until there is a listener, then passes them on in order. */
export class EventBuffer {
  readonly #logger: Logger;
  readonly #kept: Arrival[];
  #handingOver = false;
  #listener: ((arrival: Arrival) => void) | null = null;

  constructor(early: readonly WireEvent[], logger: Logger) {
    this.#kept = [...early];
    this.#logger = logger;
  }

  deliver(arrival: Arrival): void {
    // While kept events are being passed on, a new one must wait its turn.
    if (this.#listener === null || this.#handingOver) {
      this.#kept.push(arrival);
      if (this.#kept.length > BUFFER_LIMIT) this.#kept.shift();
      return;
    }
    this.#call(this.#listener, arrival);
  }

  attach(listener: (arrival: Arrival) => void): void {
    this.#listener = listener;
    this.#handingOver = true;
    for (let next = this.#kept.shift(); next !== undefined; next = this.#kept.shift()) {
      this.#call(listener, next);
    }
    this.#handingOver = false;
  }

  /** A listener that throws affects only the event it was given. */
  #call(listener: (arrival: Arrival) => void, arrival: Arrival): void {
    try {
      listener(arrival);
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error;
      const event = "event" in arrival ? arrival.event : "costly invoke";
      this.#logger.log("error", "an event listener broke", { event, error: name });
    }
  }
}
