import { randomUUID } from "node:crypto";
import { coded } from "../commands/command.ts";
import type { Spot } from "./action.ts";
import { isSameArea } from "./displays.ts";
import type { ComputerDisplay, Point } from "./driver.ts";

/** A picture of a display as an agent was given it: its coordinates are in this picture's pixels. */
export interface Frame {
  readonly id: string;
  /** The display's number in `screen.snapshot`, which need not be the driver's. */
  readonly screenIndex: number;
  readonly display: ComputerDisplay;
  readonly width: number;
  readonly height: number;
}

/** The last pictures of one session; what is older, or of another session, is stale. */
export interface Frames {
  issue(picture: Omit<Frame, "id">): Frame;
  /** The frame, as long as its display is where and as it was; throws `COMPUTER_STALE_FRAME`. */
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
      if (frame.screenIndex !== screenIndex) throw stale("that picture is of another display");
      // Its number may have changed with another display's coming or going.
      const now = displays.find((display) => isSameArea(display, frame.display));
      if (now === undefined) throw stale("the display has changed since");
      return { ...frame, display: now };
    },
  };
}

const stale = (sentence: string) => coded("COMPUTER_STALE_FRAME", `${sentence}; take a new screenshot`);

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
