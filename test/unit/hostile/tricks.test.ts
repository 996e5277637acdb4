import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { withEntries } from "../../../src/core/exec/policy/edit-policy.ts";
import { createExecBench, type ExecBench } from "./exec-bench.ts";
import { tricks } from "./tricks.table.ts";

let bench: ExecBench | null = null;
afterEach(() => {
  bench?.remove();
  bench = null;
});

/** Links as these rows need them exist on POSIX only. */
const notPosix = process.platform === "win32";
const trusted = ["ls", "echo", "true", "printf", "test"].map((name) => ({ pattern: `/usr/bin/${name}` }));

function lay(work: string, name: string): void {
  const [path, target] = name.split(" -> ");
  if (target !== undefined) symlinkSync(target, join(work, path as string));
  else if (name.endsWith("/")) mkdirSync(join(work, name), { recursive: true });
  else writeFileSync(join(work, name), `#!/bin/sh\necho ran > ${join(work, "witness")}\n`, { mode: 0o755 });
}

test.skipIf(notPosix).each(tricks)("%s", async (_why, files, argv, verdict) => {
  bench = createExecBench({});
  const { work } = bench;
  bench.edit((file) => withEntries(file, "main", trusted));
  for (const name of [...files, "evil"]) lay(work, name);
  let asked = 0;
  bench.questions.attach({
    show: ({ id }) => {
      asked++;
      queueMicrotask(() => bench?.questions.answer(id, "deny"));
    },
    close() {},
  });

  const outcome = await bench.run({ command: argv, cwd: work, agentId: "main" });

  expect(existsSync(join(work, "witness"))).toBe(false);
  expect(outcome.ok ? "runs" : asked > 0 ? "asks" : "refused").toBe(verdict);
});
