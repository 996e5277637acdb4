import type { ComputerDriver } from "../driver.ts";
import { type Found, setDesk } from "./desk.ts";
import { keyboardActions } from "./keyboard.ts";
import { pointerActions } from "./pointer.ts";
import type { Reached } from "./reached.ts";

/** Between two calls of a listener while a touch goes on, in milliseconds. */
const TOLD_AGAIN = 100;

/** The driver of an open connection, which it ends when it is disposed. */
export function x11Driver(found: Found, reached: Reached): ComputerDriver {
  const listeners = new Set<() => void>();
  let toldAt = Number.NEGATIVE_INFINITY;
  const desk = setDesk(
    found,
    () => {
      const now = performance.now();
      if (now - toldAt < TOLD_AGAIN) return;
      toldAt = now;
      for (const listener of [...listeners]) listener();
    },
    reached.onEvent,
  );
  const { modifierKeys, free, ...typing } = keyboardActions(found, desk, reached);
  return {
    ...pointerActions(desk, modifierKeys),
    ...typing,
    onTouch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async release() {
      desk.turns.end({ kind: "interrupted" });
      desk.letGo();
      await desk.settle().catch(() => {});
    },
    dispose() {
      desk.turns.close({ kind: "unavailable", detail: "the desktop is no longer acted on" });
      desk.letGo();
      free();
      listeners.clear();
      found.x.close();
    },
  };
}
