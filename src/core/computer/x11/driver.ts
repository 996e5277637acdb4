import type { ComputerDriver } from "../driver.ts";
import { type Found, setDesk } from "./desk.ts";
import { pointerActions } from "./pointer.ts";

/** Between two calls of a listener while a touch goes on, in milliseconds. */
const TOLD_AGAIN = 100;

export type X11Driver = Omit<ComputerDriver, "type" | "key" | "hold">;

/** The driver of an open connection, which it ends when it is disposed. */
export function x11Driver(found: Found): X11Driver {
  const listeners = new Set<() => void>();
  let toldAt = Number.NEGATIVE_INFINITY;
  const desk = setDesk(found, () => {
    const now = performance.now();
    if (now - toldAt < TOLD_AGAIN) return;
    toldAt = now;
    for (const listener of [...listeners]) listener();
  });
  return {
    ...pointerActions(desk),
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
      listeners.clear();
      found.x.close();
    },
  };
}
