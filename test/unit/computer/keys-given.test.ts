import { expect, test } from "vitest";
import { giveMissing } from "../../../src/core/computer/x11/keyboard.ts";

/** A keyboard with two spare keys and nothing else, and a program that is asked. */
function spareKeys() {
  const done: string[] = [];
  let given: readonly number[] = [];
  const keys = {
    room: 2,
    isGiving: () => given.length > 0,
    strokeFor: (wanted: object) => {
      const at = "character" in wanted ? given.indexOf(0x01_00_00_00 + Number(wanted.character)) : -1;
      return at < 0 ? null : { keycode: 200 + at, modifiers: 0, group: 0 };
    },
    bind(symbols: readonly number[]) {
      done.push(`gives ${symbols.length}`);
      given = symbols;
    },
  };
  const told = (what: string) => async () => void done.push(what);
  const reached = { wait: told("has read all"), keepPace: told("answers") };
  return { done, keys, reached };
}

test("keys that gave something else are pressed only when the program has heard twice that they do not", async () => {
  const { done, keys, reached } = spareKeys();
  const turn = { until: <Value>(waiting: Promise<Value>) => waiting };
  const characters = [..."世界你"].map((character) => ({ character: character.codePointAt(0) ?? 0 }));
  const give = (from: number) => giveMissing(turn, keys, characters, from, reached);
  expect(await give(0)).toMatchObject({ keycode: 200 });
  expect(done.splice(0)).toEqual(["gives 2", "answers"]);
  expect(keys.strokeFor({ character: "界".codePointAt(0) })).toMatchObject({ keycode: 201 });
  expect(await give(2)).toMatchObject({ keycode: 200 });
  expect(done).toEqual(["has read all", "gives 1", "answers", "answers"]);
});
