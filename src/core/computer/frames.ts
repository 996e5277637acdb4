import { randomUUID } from "node:crypto";
import { coded } from "../commands/command.ts";
import type { Spot } from "./action.ts";
import type { ComputerDisplay, Point } from "./driver.ts";

/** A picture of a display as an agent was given it: its coordinates are in this picture's pixels. */
export interface Frame {
  readonly id: string;
  readonly display: ComputerDisplay;
  readonly width: number;
  readonly height: number;
}

/** The last pictures of one session; what is older, or of another session, is stale. */
export interface Frames {
  issue(picture: Omit<Frame, "id">): Frame;
  /** The frame, as long as its display is as it was; throws `COMPUTER_STALE_FRAME`. */
  find(id: string | null, screenIndex: number, displays: readonly ComputerDisplay[]): Frame;
}

/** How many an agent may still refer to. */
const KEPT = 4;

/** Starts without any. */
export function createFrames(): Frames {
  let kept: readonly Frame[] = [];
  return {
    issue(picture) {
      const frame = { ...picture, id: `clawtray:frame:${randomUUID()}` };
      kept = [...kept, frame].slice(-KEPT);
      return frame;
    },
    find(id, screenIndex, displays) {
      const frame = kept.find((one) => one.id === id);
      if (frame === undefined) throw stale("there is no such picture of this screen any more");
      if (frame.display.index !== screenIndex) throw stale("that picture is of another display");
      const now = displays.find(({ index }) => index === screenIndex);
      if (now === undefined || !isSame(now, frame.display)) throw stale("the display has changed since");
      return frame;
    },
  };
}

const stale = (sentence: string) => coded("COMPUTER_STALE_FRAME", `${sentence}; take a new screenshot`);

const isSame = (one: ComputerDisplay, other: ComputerDisplay): boolean =>
  (["x", "y", "width", "height"] as const).every((side) => one[side] === other[side]);

/**
 * Whether a picture can be one of this display: the same shape, as far as whole pixels allow. What a capture counts as
 * the first display and what the driver does need not be one. Pure.
 */
export function isPictureOf(
  { width, height }: ComputerDisplay,
  picture: Pick<Frame, "width" | "height">,
): boolean {
  const expected = (picture.width * height) / width;
  return picture.width > 0 && Math.abs(expected - picture.height) <= 1 + height / width;
}

/** Where a place in the picture is on its display, in physical pixels; throws when it is not in it. Pure. */
export function placeIn({ display, width, height }: Frame, { x, y }: Spot): Point {
  if (x >= width || y >= height)
    throw coded(
      "COMPUTER_INVALID_REQUEST",
      `the coordinates are outside the picture of ${width} x ${height}`,
    );
  const scale = (value: number, from: number, to: number) =>
    Math.min(to - 1, Math.round((value * to) / from));
  return { x: scale(x, width, display.width), y: scale(y, height, display.height) };
}
