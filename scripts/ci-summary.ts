import type { Unpassed } from "../test/tally-reporter.ts";
import { readTallies } from "./ci/read-tallies.ts";
import { secondLook } from "./ci/second-look.ts";

/**
 * `ci-summary.ts TALLY`: adds up the runs in a tally file, gives the few that failed a second look, names what failed,
 * what was unsteady and what was skipped, and prints one closing line. Fails when a test failed, when nothing ran, and
 * when a test was skipped for a reason that is not on this list: a skip must not look like a proof.
 */
const acceptedSkips: readonly { readonly test: RegExp; readonly because: string }[] = [
  { test: /network namespaces are not permitted here/, because: "this machine forbids network namespaces" },
  { test: /under a real systemd/, because: "this machine forbids what a systemd of its own needs" },
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
const tallies = readTallies(file);
const { failed, unsteady } = secondLook(tallies, `${file}-again`);
const passed = tallies.reduce((sum, tally) => sum + tally.passed, unsteady.length);
// A hook that failed leaves its file's tests out; they have run by now where the file passed alone.
const hasRun = (skip: Unpassed): boolean =>
  unsteady.some(({ project, file }) => project === skip.project && file === skip.file && skip.reason === "");
const skips = tallies.flatMap((tally) => tally.skipped).filter((skip) => !hasRun(skip));
let unexplained = 0;
for (const { name, reason } of skips) {
  const accepted = acceptedSkips.find(({ test }) => test.test(name) || test.test(reason));
  if (accepted === undefined) unexplained += 1;
  console.log(
    `skipped: ${name}${accepted === undefined ? "  NOT ACCEPTED" : `  (${accepted.because})`} ${reason}`,
  );
}
for (const { name, reason } of unsteady) {
  console.log(`UNSTEADY, failed among the others and passed alone, to be fixed: ${name}: ${reason}`);
}
for (const { name, reason } of failed) console.log(`failed: ${name}: ${reason}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 || passed === 0 || unexplained > 0 ? 1 : 0;
