import { atom, hearRoot, inputFocus, property, readMessage, sendMessage, tree } from "./requests.ts";
import type { XConnection } from "./wire.ts";

/** Knows when the program that has the focus has looked at what was typed. */
export interface Reached {
  /** Resolves then, for one that does not tell after a while that suffices. */
  wait(): Promise<void>;
  /** As `wait`, but not as careful with one that does not tell: for not being far ahead of it. */
  keepPace(): Promise<void>;
  /** Takes the answers out of the events. */
  onEvent(event: Buffer): void;
}

/** For a program that does not answer, and one that is busy; milliseconds. */
const UNANSWERED = 400;
const PACE = 20;
const BUSY = 2_000;
const MAX_DEPTH = 32;

/**
 * A program looks at its events in order, so when it answers a ping it has looked at all keys before it. Source: EWMH,
 * `_NET_WM_PING`, whose answers go to the root window; a window manager that did not ask ignores them.
 */
export async function whenReached(x: XConnection, root: number): Promise<Reached> {
  const [protocols, ping] = await Promise.all([atom(x, "WM_PROTOCOLS"), atom(x, "_NET_WM_PING")]);
  let mark = 0;
  let onAnswer: (mark: number) => void = () => {};

  async function answering(): Promise<number | null> {
    let window = await inputFocus(x);
    for (let depth = 0; window > 1 && window !== root && depth < MAX_DEPTH; depth += 1) {
      if ((await property(x, window, protocols)).includes(ping)) return window;
      window = (await tree(x, window)).parent;
    }
    return null;
  }

  async function askOr(otherwise: number): Promise<void> {
    const window = await answering().catch(() => null);
    if (window === null) return later(otherwise);
    mark += 1;
    const asked = mark;
    hearRoot(x, root, true);
    const answered = new Promise<void>((resolve) => {
      onAnswer = (told) => {
        if (told === asked) resolve();
      };
    });
    sendMessage(x, window, protocols, [ping, asked, window, 0, 0]);
    await Promise.race([answered, later(BUSY), x.ended]);
    hearRoot(x, root, false);
  }

  return {
    wait: () => askOr(UNANSWERED),
    keepPace: () => askOr(PACE),
    onEvent(event) {
      const message = readMessage(event);
      if (message?.type === protocols && message.data[0] === ping) onAnswer(message.data[1] ?? 0);
    },
  };
}

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
