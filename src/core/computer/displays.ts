import type { ComputerDisplay } from "./driver.ts";

/** One display as `screen.snapshot` counts them: its place in the desktop, in physical pixels. */
export type DisplayArea = Pick<ComputerDisplay, "x" | "y" | "width" | "height">;

/** What is measured in units of a scaled display is off by this much, pixels. */
const ROUNDING = 3;

const sides = ["x", "y", "width", "height"] as const;

/** Whether they are the same place. Pure. */
export const isSameArea = (one: DisplayArea, other: DisplayArea, tolerance = 0): boolean =>
  sides.every((side) => Math.abs(one[side] - other[side]) <= tolerance);

/**
 * The driver's display that is captured as number `index`. The two lists may be in different orders, so a display is
 * known by its place alone; null where none certainly is the one. Displays that show the same are one. Pure.
 */
export function displayCaptured(
  index: number,
  captured: readonly DisplayArea[],
  displays: readonly ComputerDisplay[],
): ComputerDisplay | null {
  const area = captured[index];
  if (area === undefined) return null;
  // Of one there is no doubt, whatever it is called or scaled by; its picture's shape is looked at as well.
  if (captured.length === 1 && displays.length === 1) return displays[0] ?? null;
  const close = displays.filter((display) => isSameArea(display, area, ROUNDING));
  const [first] = close;
  return first !== undefined && close.every((display) => isSameArea(display, first)) ? first : null;
}
