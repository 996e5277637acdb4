/**
 * A process that adds entries to the owner's policy, one change each: `granting-process DIRECTORY NAME
 * COUNT`. Prints the patterns it was told are there, as JSON: a change may be refused, where others are
 * at it for longer than it waits.
 */
import { createApprovalsStore } from "../../src/core/exec/policy/store.ts";

const [directory = "", name = "", count = "0"] = process.argv.slice(2);
const store = createApprovalsStore(directory);
const made: string[] = [];
for (let number = 0; number < Number(count); number++) {
  const pattern = `${name}-${number}`;
  const changed = await store.change((file) => {
    const every = file.agents["*"] ?? {};
    const allowlist = [...(every.allowlist ?? []), { pattern }];
    return { ...file, agents: { ...file.agents, "*": { ...every, allowlist } } };
  });
  if (changed.ok) made.push(pattern);
}
process.stdout.write(JSON.stringify(made));
