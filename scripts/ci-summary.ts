import { readFileSync } from "node:fs";
import type { Tally } from "../test/tally-reporter.ts";

/**
 * Adds up the runs in a tally file, names what failed and what was skipped, and prints one closing line. Fails when a test failed, when nothing ran,
 * and when a test was skipped for a reason that is not on this list: a skip must not look like a proof.
 */
const acceptedSkips: readonly { readonly test: RegExp; readonly because: string }[] = [
  { test: /network namespaces are not permitted here/, because: "this machine forbids network namespaces" },
  { test: /there is no other one on this machine/, because: "this machine's Node is the one of the tests" },
  { test: /a file that cannot be read denies everything/, because: "root can read every file" },
  {
    test: /^only the stand-in can pretend to be this computer$/,
    because: "another run shows it under the stand-in",
  },
  {
    test: /^Electron 25: /,
    because: "the product ships a newer Electron; another run shows it under the stand-in",
  },
];

const [file = ""] = process.argv.slice(2);
const tallies = readFileSync(file, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line): Tally => JSON.parse(line));
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failures = tallies.flatMap((tally) => tally.failed);
const skips = tallies.flatMap((tally) => tally.skipped);
let unexplained = 0;
for (const { name, reason } of skips) {
  const accepted = acceptedSkips.find(({ test }) => test.test(name) || test.test(reason));
  if (accepted === undefined) unexplained += 1;
  console.log(
    `skipped: ${name}${accepted === undefined ? "  NOT ACCEPTED" : `  (${accepted.because})`} ${reason}`,
  );
}
for (const { name, reason } of failures) console.log(`failed: ${name}: ${reason}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 || passed === 0 || unexplained > 0 ? 1 : 0;
