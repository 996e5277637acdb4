/**
 * A process that claims a state directory when told to: prints `ready`, waits for a line, prints
 * its result as JSON, and holds on until its input ends.
 */
import { claimInstance } from "../../src/core/instance/instance.ts";
import { someState } from "./node-state.ts";

const stateDir = process.argv[2] ?? "";

process.stdout.write("ready\n");
process.stdin.once("data", async () => {
  const claimed = await claimInstance({
    stateDir,
    describe: () => ({ pid: process.pid, version: "1.2.3", startedAt: 7, state: someState() }),
  });
  process.stdout.write(`${JSON.stringify(claimed.ok ? { ok: true } : claimed)}\n`);
  if (!claimed.ok) process.exit(0);
  process.stdin.once("end", async () => {
    await claimed.value.release();
    process.exit(0);
  });
});
