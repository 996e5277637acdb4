/**
 * A process that starts every connection of a state directory at once, says on one line what each came up with, and
 * then changes everything that they keep, again and again, until it is killed: `connections-process STATE_DIR`.
 */
import { renameConnection } from "../../src/core/connections/change.ts";
import { listConnections } from "../../src/core/connections/list.ts";
import { changeEverything, startStorage } from "./storage-start.ts";

const root = process.argv[2] ?? "";
const all = listConnections(root);
process.stdout.write(
  `${JSON.stringify(await Promise.all(all.map(({ stateDir }) => startStorage(stateDir))))}\n`,
);
for (let round = 0; ; round += 1) {
  const changes = all.map(({ stateDir }) => changeEverything(stateDir, round));
  const names = all
    .slice(1)
    .map((connection, place) => renameConnection(root, connection, `name ${place} of round ${round}`));
  await Promise.all([...changes, ...names]);
}
