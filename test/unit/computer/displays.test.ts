import { describe, expect, test } from "vitest";
import { type DisplayArea, displayCaptured } from "../../../src/core/computer/displays.ts";

const area = (x: number, y: number, width: number, height: number): DisplayArea => ({ x, y, width, height });
/** As a driver lists them. */
const driver = (...areas: readonly DisplayArea[]) =>
  areas.map((one, index) => ({ ...one, index, primary: index === 0 }));

const laptop = area(0, 0, 1920, 1080);
const right = area(1920, 0, 2560, 1440);
const left = area(-1280, 0, 1280, 1024);
const above = area(0, -1440, 2560, 1440);
const tall = area(4480, 0, 1080, 1920);
/** 3,840 x 2,160 at 150 %: 2,560 x 1,440 units, of which each is a pixel and a half. */
const scaled = area(1920, 0, 3840, 2160);

/** What is captured as number `index` is the driver's number `expected`; null: it is not certain which. Written first. */
const rows: readonly (readonly [
  string,
  number,
  readonly DisplayArea[],
  readonly DisplayArea[],
  number | null,
])[] = [
  ["one display", 0, [laptop], [laptop], 0],
  ["one display, scaled in a way that rounds", 0, [area(0, 0, 1919, 1081)], [laptop], 0],
  ["one display that is called otherwise", 0, [area(0, 0, 1536, 864)], [laptop], 0],
  ["no such display", 1, [laptop], [laptop], null],
  ["a negative number", -1, [laptop], [laptop], null],
  ["a fraction", 0.5, [laptop, right], [laptop, right], null],
  ["nothing is captured", 0, [], [laptop], null],
  ["nothing can be acted on", 0, [laptop], [], null],
  ["two, the first", 0, [laptop, right], [laptop, right], 0],
  ["two, the second", 1, [laptop, right], [laptop, right], 1],
  ["two in another order, the first", 0, [laptop, right], [right, laptop], 1],
  ["two in another order, the second", 1, [laptop, right], [right, laptop], 0],
  ["one to the left of the first", 1, [laptop, left], [laptop, left], 1],
  ["one above the first", 1, [laptop, above], [above, laptop], 0],
  ["three in another order, the third", 2, [laptop, right, tall], [tall, laptop, right], 0],
  ["three in another order, the second", 1, [laptop, right, tall], [tall, laptop, right], 2],
  ["a turned one", 1, [laptop, tall], [laptop, tall], 1],
  [
    "a turned one that the driver does not see turned",
    1,
    [laptop, tall],
    [laptop, area(4480, 0, 1920, 1080)],
    null,
  ],
  ["a scaled one", 1, [laptop, scaled], [laptop, scaled], 1],
  ["one whose scale rounds by a pixel", 1, [laptop, area(1919, 0, 3841, 2159)], [laptop, scaled], 1],
  ["one whose scale rounds by three", 1, [laptop, area(1923, 0, 3840, 2163)], [laptop, scaled], 1],
  ["one that is off by more", 1, [laptop, area(1924, 0, 3840, 2160)], [laptop, scaled], null],
  ["one in units instead of pixels", 1, [laptop, area(1280, 0, 2560, 1440)], [laptop, scaled], null],
  [
    "two scales, which leave the place unclear",
    1,
    [laptop, area(2880, 0, 3840, 2160)],
    [laptop, scaled],
    null,
  ],
  ["mirrored, seen once", 0, [laptop], [laptop, laptop], 0],
  ["mirrored, seen twice", 1, [laptop, laptop], [laptop, laptop], 0],
  ["mirrored, and another beside", 1, [laptop, right], [laptop, laptop, right], 2],
  ["mirrored almost", 0, [laptop, right], [laptop, area(0, 0, 1918, 1080), right], null],
  ["one inside another", 0, [laptop, area(0, 0, 1280, 720)], [laptop, area(0, 0, 1280, 720)], 0],
  ["the inner one", 1, [laptop, area(0, 0, 1280, 720)], [laptop, area(0, 0, 1280, 720)], 1],
  ["captured one that the driver does not have", 1, [laptop, right], [laptop], null],
  ["the one that both have, while the driver lacks the other", 0, [laptop, right], [laptop], 0],
  ["the one that both have, while another is not captured", 0, [laptop], [laptop, right], 0],
  ["one that is only captured, while the driver has two others", 0, [tall], [laptop, right], null],
  [
    "of the same size, the right one",
    1,
    [laptop, area(1920, 0, 1920, 1080)],
    [area(1920, 0, 1920, 1080), laptop],
    0,
  ],
  [
    "of the same size, the lower one",
    1,
    [laptop, area(0, 1080, 1920, 1080)],
    [laptop, area(0, 1080, 1920, 1080)],
    1,
  ],
  ["exchanged meanwhile", 1, [laptop, right], [area(2560, 0, 1920, 1080), area(0, 0, 2560, 1440)], null],
  ["a display without a size", 1, [laptop, area(0, 0, 0, 0)], [laptop, right], null],
  ["a place that is no number", 1, [laptop, area(Number.NaN, 0, 2560, 1440)], [laptop, right], null],
];

describe("which display is captured", () => {
  test.each(rows)("%s", (_, index, captured, displays, expected) => {
    expect(displayCaptured(index, captured, driver(...displays))?.index ?? null).toBe(expected);
  });
});
