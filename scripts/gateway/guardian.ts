import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { descendantsOf, killAll } from "./descendants.ts";
import type { GuardianOrder, Remnant } from "./remnant.ts";

// Run by guard.ts. It waits for the end of its input, which is the end of the process that started it.
const kept = new Map<number, Remnant>();
for await (const line of createInterface({ input: process.stdin })) {
  const order: GuardianOrder = JSON.parse(line);
  if (order.order === "keep") kept.set(order.id, order.remnant);
  else kept.delete(order.id);
}
const remnants = [...kept.values()].reverse();
// Processes first: they would write into folders that are being removed.
for (const remnant of remnants) {
  if (remnant.kind === "process") killAll([remnant.pid, ...descendantsOf(remnant.pid)]);
}
for (const remnant of remnants) {
  try {
    if (remnant.kind === "path") rmSync(remnant.path, { recursive: true, force: true, maxRetries: 5 });
    if (remnant.kind === "command") {
      const { command, parameters, environment } = remnant;
      execFileSync(command, parameters, { env: environment, stdio: "ignore", timeout: 20_000 });
    }
  } catch {
    // One that cannot be removed must not save the others.
  }
}
