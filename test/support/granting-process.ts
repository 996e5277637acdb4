/** A process that adds entries to the owner's policy, one change each: `granting-process DIRECTORY NAME COUNT`. */
import { createApprovalsStore } from "../../src/core/approvals/store.ts";

const [directory = "", name = "", count = "0"] = process.argv.slice(2);
const store = createApprovalsStore(directory);
let refused = 0;
for (let number = 0; number < Number(count); number++) {
  const changed = store.change((file) => {
    const every = file.agents["*"] ?? {};
    const allowlist = [...(every.allowlist ?? []), { pattern: `${name}-${number}` }];
    return { ...file, agents: { ...file.agents, "*": { ...every, allowlist } } };
  });
  if (!changed.ok) refused++;
}
process.stdout.write(`${refused}\n`);
