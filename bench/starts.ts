import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { median } from "./statistics.ts";

/**
 * What a start of the built command line costs, as processor time of its own process, and how many times that of a
 * Node that does nothing, started in turn with it. Ends with 1 when an aim is missed.
 */
const ROUNDS = 15;

const folder = mkdtempSync(join(tmpdir(), "clawtray-starts-"));
const nothing = join(folder, "nothing.mjs");
writeFileSync(nothing, "");
const cli = resolve("out/cli/index.js");
const place = ["--state-dir", join(folder, "state")];

const starts: readonly { readonly name: string; readonly words: readonly string[]; readonly aim?: number }[] =
  [
    { name: "bare Node", words: [nothing] },
    { name: "--version", words: [cli, "--version"], aim: 2 },
    { name: "--help", words: [cli, "--help"] },
    { name: "status", words: [cli, "status", ...place], aim: 2.5 },
    { name: "identity", words: [cli, "identity", ...place] },
    { name: "approvals", words: [cli, "approvals", ...place] },
    { name: "run, refused", words: [cli, "run", "--gateway", "http://[", ...place] },
  ];

/** The process says what it cost as its last word. */
const reporter = `process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  require("node:fs").writeSync(3, String((user + system) / 1000));
});`;
const hook = join(folder, "reporter.cjs");
writeFileSync(hook, reporter);

function cost(words: readonly string[]): number {
  const { output } = spawnSync(process.execPath, ["--require", hook, ...words], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  return Number(output[3]);
}

try {
  const costs = new Map(starts.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, words } of starts) costs.get(name)?.push(cost(words));
  const bare = median(costs.get("bare Node") ?? []);
  for (const { name, aim } of starts) {
    const own = median(costs.get(name) ?? []);
    const missed = aim !== undefined && own / bare > aim;
    if (missed) process.exitCode = 1;
    const verdict = aim === undefined ? "" : `  aim ${aim}${missed ? ", missed" : ""}`;
    process.stdout.write(
      `${name.padEnd(14)} ${own.toFixed(0).padStart(5)} ms  ${(own / bare).toFixed(2)} times${verdict}\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
