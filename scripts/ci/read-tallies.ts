import { readFileSync } from "node:fs";
import type { Tally } from "../../test/tally-reporter.ts";

/** Every run in a tally file, in order. */
export function readTallies(file: string): readonly Tally[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Tally => JSON.parse(line));
}
