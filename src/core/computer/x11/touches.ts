import type { RawInput } from "./input-events.ts";

/** Tells what a person does with mouse and keyboard from what we do through XTEST. */
export interface Touches {
  /** We are about to do this. */
  expect(kind: RawInput["kind"], isDown: boolean, detail: number): void;
  /** Something happened: true when it was not ours. */
  isForeign(input: RawInput): boolean;
}

/**
 * How long an event of ours may be held back, in milliseconds: a window manager that takes each click first lets it go
 * only when it has looked at it. Until then an equal event of another program's XTEST passes for ours.
 */
const HELD_BACK = 3_000;

/**
 * The server tells of each event of XTEST, ours as well, in the order in which they were made. Another device is a person
 * at once; an event of our device is ours when we asked for an equal one that has not come yet.
 */
export function touches(own: ReadonlySet<number>, now: () => number): Touches {
  let expected: { readonly what: string; readonly until: number }[] = [];
  const name = (kind: string, isDown: boolean, detail: number) => `${kind} ${isDown} ${detail}`;
  return {
    expect: (kind, isDown, detail) =>
      void expected.push({ what: name(kind, isDown, detail), until: now() + HELD_BACK }),
    isForeign({ kind, isDown, detail, source }) {
      if (!own.has(source)) return true;
      const time = now();
      expected = expected.filter(({ until }) => until > time);
      const at = expected.findIndex(({ what }) => what === name(kind, isDown, detail));
      if (at < 0) return true;
      expected.splice(at, 1);
      return false;
    },
  };
}
