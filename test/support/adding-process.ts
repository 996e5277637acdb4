/** A process that adds connections, one after the other: `adding-process STATE NAME COUNT`. Prints the names it was told, as JSON. */
import { addConnection } from "../../src/core/connections/change.ts";

const [stateDir = "", name = "", count = "0"] = process.argv.slice(2);
const added: string[] = [];
for (let number = 0; number < Number(count); number++) {
  const made = await addConnection(stateDir, `${name} ${number}`);
  // Where others are at it for longer than it waits, it may be refused.
  if (made.ok) added.push(made.value.name);
}
process.stdout.write(JSON.stringify(added));
