import { readFileSync } from "node:fs";
import { withLock } from "../../src/core/files/lock.ts";
import { writeOwnFile } from "../../src/core/files/write.ts";

/** Adds one to the number in a file, so many times, each in a step of its own; or takes the lock and stops there. */
const [, , path = "", times = "1"] = process.argv;

if (times === "hold") {
  await withLock(path, () => {
    process.stdout.write("holding\n");
    return new Promise(() => setInterval(() => {}, 1_000));
  });
}
for (let count = 0; count < Number(times); count += 1) {
  const step = await withLock(path, async () => {
    const written = await writeOwnFile(path, String(Number(readFileSync(path, "utf8")) + 1));
    if (!written.ok) throw new Error(written.failure.detail);
  });
  if (!step.ok) throw new Error(step.failure.detail);
}
