import type { Logger } from "../log.ts";
import type { GatewayEvent } from "./contract.ts";

/** More than any gateway sends before a listener is attached; then the oldest give way. */
const BUFFER_LIMIT = 1024;

/** Keeps events until one listener is there, then passes them on in order. */
export class EventBuffer {
  readonly #logger: Logger;
  readonly #kept: GatewayEvent[];
  #handingOver = false;
  #listener: ((event: GatewayEvent) => void) | null = null;

  constructor(early: readonly GatewayEvent[], logger: Logger) {
    this.#kept = [...early];
    this.#logger = logger;
  }

  deliver(event: GatewayEvent): void {
    // While kept events are being handed over, a new one must wait its turn.
    if (this.#listener === null || this.#handingOver) {
      this.#kept.push(event);
      if (this.#kept.length > BUFFER_LIMIT) this.#kept.shift();
      return;
    }
    this.#call(this.#listener, event);
  }

  attach(listener: (event: GatewayEvent) => void): void {
    this.#listener = listener;
    this.#handingOver = true;
    for (let next = this.#kept.shift(); next !== undefined; next = this.#kept.shift()) {
      this.#call(listener, next);
    }
    this.#handingOver = false;
  }

  /** A listener that throws hurts only the event it was given. */
  #call(listener: (event: GatewayEvent) => void, event: GatewayEvent): void {
    try {
      listener(event);
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error;
      this.#logger.log("error", "an event listener broke", { event: event.event, error: name });
    }
  }
}
