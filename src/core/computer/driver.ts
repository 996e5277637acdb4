import type { Result } from "../../shared/result.ts";

/** Physical pixels from the top left of the chosen display. What lies beyond its edge is taken for the edge. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One monitor: its place in the desktop, in physical pixels. The primary one is the first. */
export interface ComputerDisplay {
  /** Its place in the list, and what every action names it by. */
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly primary: boolean;
}

export type MouseButton = "left" | "right" | "middle";
export type ScrollDirection = "up" | "down" | "left" | "right";

/** Why an action was not done, or not to its end. No problem holds what was to be typed. */
export type DriverProblem =
  /** No display, the connection is lost, or the system lacks what acting needs; `detail` is for the log. */
  | { readonly kind: "unavailable"; readonly detail: string }
  /** No key has this name, or none of this keyboard does that. */
  | { readonly kind: "unsupported-key"; readonly key: string }
  /** There is no display of that number. */
  | { readonly kind: "unsupported-display" }
  /** The action would have reached a window of this program. */
  | { readonly kind: "own-window" }
  /** A password field, a permission prompt or the lock screen would have been reached; `detail` says which. */
  | { readonly kind: "protected"; readonly detail: string }
  /** A person touched mouse or keyboard, or the signal was aborted. What was held down has been released. */
  | { readonly kind: "interrupted" };

type Done<Value = void> = Promise<Result<Value, DriverProblem>>;

/**
 * Looks at and acts on the desktop of this computer. Actions happen one after the other in the order in which they were
 * asked for. A signal that is aborted ends its action in the middle, as a touch would: what it held down is released, and
 * it is `interrupted`. No promise of a driver rejects.
 */
export interface ComputerDriver {
  displays(): Done<readonly ComputerDisplay[]>;
  /** Where the pointer is. */
  cursor(): Done<Point & { readonly display: number }>;
  move(display: number, to: Point, signal: AbortSignal): Done;
  /** `at` null: where the pointer is, on whatever display. Modifiers are named as for `key`. */
  click(
    display: number,
    at: Point | null,
    button: MouseButton,
    count: 1 | 2 | 3,
    modifiers: readonly string[],
    signal: AbortSignal,
  ): Done;
  /** Presses or releases a button where the pointer is; it stays down until released, or until a person's touch. */
  press(button: MouseButton, down: boolean, signal: AbortSignal): Done;
  /** With the left button. */
  drag(display: number, from: Point, to: Point, modifiers: readonly string[], signal: AbortSignal): Done;
  /** `amount` is in steps of a wheel. */
  scroll(
    display: number,
    at: Point | null,
    direction: ScrollDirection,
    amount: number,
    modifiers: readonly string[],
    signal: AbortSignal,
  ): Done;
  /** Types text of any script into what has the focus. */
  type(text: string, signal: AbortSignal): Done;
  /** Presses and releases keys together: `ctrl+shift+t`. */
  key(keys: string, signal: AbortSignal): Done;
  /** As `key`, released after `ms` milliseconds. */
  hold(keys: string, ms: number, signal: AbortSignal): Done;
  /**
   * Calls the listener when mouse, keyboard or touch screen are used and it was not this driver, at once and then at
   * most every 100 ms for as long as it goes on. The returned function ends that.
   */
  onTouch(listener: () => void): () => void;
  /** Releases every key and button that this driver holds down. */
  release(): Promise<void>;
  /** Releases them and lets the desktop go. Every later action is `unavailable`. */
  dispose(): void;
}
