import type { ComputerDisplay, ComputerDriver, MouseButton, Point, ScrollDirection } from "../driver.ts";
import type { Desk } from "./desk.ts";
import type { KeyboardActions } from "./keyboard.ts";
import type { Turn } from "./turns.ts";

const buttons: Readonly<Record<MouseButton, number>> = { left: 1, middle: 2, right: 3 };
const wheels: Readonly<Record<ScrollDirection, number>> = { up: 4, down: 5, left: 6, right: 7 };
/** Programs take a drag for one only when they see the pointer on its way. Milliseconds. */
const DRAG_STEPS = 16;
const DRAG_STEP = 8;

/** Chromium takes two presses within one millisecond for one: of a double click it saw two clicks. Milliseconds. */
const CLICK_PAUSE = 20;

/** Programs scroll slower than a wheel could turn, and go on after a touch with what they have got by then. */
const STEPS_AT_ONCE = 5;
const STEPS_PAUSE = 20;

type PointerActions = Pick<
  ComputerDriver,
  "displays" | "cursor" | "move" | "click" | "press" | "drag" | "scroll"
>;

/** What is done with the mouse. */
export function pointerActions(desk: Desk, modifierKeys: KeyboardActions["modifierKeys"]): PointerActions {
  const { hands, turns } = desk;
  /** The end of the turn lets go of them. */
  const hold = (keycodes: readonly number[]) => {
    for (const keycode of keycodes) hands.key(keycode, true);
  };
  const tap = (button: number) => {
    hands.button(button, true);
    hands.button(button, false);
  };
  return {
    displays: () => turns.look(desk.displays),
    cursor: () => turns.look(async () => onDisplay(await desk.pointer(), await desk.displays())),
    move: (display, to, signal) =>
      turns.take(signal, async (turn) => {
        const place = await desk.placeOf(display, to);
        // With a button down it is a drag, and what is dragged could be dropped there.
        if (desk.pressed.size > 0) await desk.refuseAt(turn, place);
        turn.check();
        hands.moveTo(place.x, place.y);
        await desk.settle();
      }),
    click: (display, at, button, count, modifiers, signal) =>
      turns.take(signal, async (turn) => {
        const keys = await modifierKeys(turn, modifiers);
        await desk.reach(turn, display, at);
        hold(keys);
        for (let time = 0; time < count; time += 1) {
          if (time > 0) await turn.pause(CLICK_PAUSE);
          tap(buttons[button]);
        }
        await desk.finish(turn);
      }),
    press: (button, isDown, signal) =>
      turns.take(signal, async (turn) => {
        const number = buttons[button];
        if (isDown) {
          await desk.reach(turn, 0, null);
          desk.pressed.add(number);
        } else desk.pressed.delete(number);
        hands.button(number, isDown);
        await desk.finish(turn);
      }),
    drag: (display, from, to, modifiers, signal) =>
      turns.take(signal, async (turn) => {
        const [start, end] = await Promise.all([desk.placeOf(display, from), desk.placeOf(display, to)]);
        const keys = await modifierKeys(turn, modifiers);
        await desk.refuseAt(turn, end);
        await desk.refusePassword(turn, end);
        await desk.reach(turn, display, from);
        hold(keys);
        hands.button(buttons.left, true);
        desk.share();
        for (let step = 1; step <= DRAG_STEPS; step += 1) {
          await turn.pause(DRAG_STEP);
          const part = step / DRAG_STEPS;
          hands.moveTo(
            Math.round(start.x + (end.x - start.x) * part),
            Math.round(start.y + (end.y - start.y) * part),
          );
        }
        await turn.pause(DRAG_STEP);
        hands.button(buttons.left, false);
        await desk.finish(turn);
      }),
    scroll: (display, at, direction, amount, modifiers, signal) =>
      turns.take(signal, async (turn) => {
        const keys = await modifierKeys(turn, modifiers);
        await desk.reach(turn, display, at);
        hold(keys);
        await turnWheel(desk, turn, () => tap(wheels[direction]), amount);
        await desk.finish(turn);
      }),
  };
}

async function turnWheel(desk: Desk, turn: Turn, tap: () => void, amount: number): Promise<void> {
  for (let step = 0; step < amount; step += 1) {
    tap();
    if (step % STEPS_AT_ONCE !== STEPS_AT_ONCE - 1) continue;
    desk.share();
    await turn.pause(STEPS_PAUSE);
    await desk.refuseAt(turn, await desk.pointer());
  }
}

/** Where a place of the root window is; on the first display when it is on none. */
function onDisplay(place: Point, displays: readonly ComputerDisplay[]): Point & { readonly display: number } {
  const isOn = ({ x, y, width, height }: ComputerDisplay) =>
    place.x >= x && place.x < x + width && place.y >= y && place.y < y + height;
  const { index, x, y } = displays.find(isOn) ?? { index: 0, x: 0, y: 0 };
  return { display: index, x: place.x - x, y: place.y - y };
}
