import type { RawData, WebSocket } from "ws";
import type { Clock } from "../time/clock.ts";
import { type ThreadShare, wholeThread } from "./thread-share.ts";

/**
 * How long the frames of one connection are handled one after the other before the event loop goes round, ms. A
 * command takes several rounds, and beside a flood each of them is as long as this.
 */
const LONGEST_TURN = 0.2;

/**
 * Hands on what a socket receives in its order, and a flood of it in small pieces, so that it holds up nobody else; and
 * reads no further while its connection is held.
 */
export class FairArrivals {
  readonly #socket: Pick<WebSocket, "pause" | "resume">;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #handle: (data: RawData, isBinary: boolean) => void;
  readonly #share: ThreadShare;
  /** What came in one piece with what used up the turn; nothing more is read meanwhile. */
  readonly #kept: [data: RawData, isBinary: boolean][] = [];
  #began: number | null = null;

  constructor(
    socket: Pick<WebSocket, "pause" | "resume">,
    clock: Pick<Clock, "monotonic">,
    handle: (data: RawData, isBinary: boolean) => void,
    share: ThreadShare = wholeThread,
  ) {
    this.#socket = socket;
    this.#clock = clock;
    this.#handle = (data, isBinary) => share.spend(() => handle(data, isBinary));
    this.#share = share;
  }

  take(data: RawData, isBinary: boolean): void {
    if (this.#kept.length === 0 && !this.#share.isHeld() && !this.#isTurnOver()) this.#handle(data, isBinary);
    else if (this.#kept.push([data, isBinary]) === 1) {
      this.#share.hasMore();
      this.#socket.pause();
      this.#goOnLater();
    }
  }

  /** Hands on all that is left: the connection has ended, and what came before that still counts. */
  finish(): void {
    for (const [data, isBinary] of this.#kept.splice(0)) this.#handle(data, isBinary);
  }

  #goOn(): void {
    while (this.#kept.length > 0 && !this.#share.isHeld() && !this.#isTurnOver()) {
      const next = this.#kept.shift();
      if (next !== undefined) this.#handle(...next);
    }
    if (this.#kept.length > 0) this.#share.hasMore();
    if (this.#kept.length > 0 || this.#share.isHeld()) this.#goOnLater();
    else this.#socket.resume();
  }

  #goOnLater(): void {
    if (this.#share.isHeld()) this.#share.onceFree(() => this.#goOn());
    else setImmediate(() => this.#goOn());
  }

  #isTurnOver(): boolean {
    const now = this.#clock.monotonic();
    if (this.#began === null) {
      this.#began = now;
      setImmediate(() => {
        this.#began = null;
      });
    }
    return now - this.#began >= LONGEST_TURN;
  }
}
