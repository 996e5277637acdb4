/**
 * A process that starts on a state directory, says on one line what it came up with, and then
 * changes everything a node keeps, again and again, until it is killed: `storage-process STATE_DIR`.
 */
import { changeEverything, startStorage } from "./storage-start.ts";

const stateDir = process.argv[2] ?? "";
process.stdout.write(`${JSON.stringify(await startStorage(stateDir))}\n`);
for (let round = 0; ; round += 1) await changeEverything(stateDir, round);
