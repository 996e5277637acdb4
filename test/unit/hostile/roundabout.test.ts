import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withEntries } from "../../../src/core/exec/policy/edit-policy.ts";
import { createExecBench, type ExecBench } from "./exec-bench.ts";
import { asking, running } from "./roundabout.table.ts";

/** The tables name programs, links and folders of Linux. */
const notLinux = process.platform !== "linux";
const entries = ["/usr/bin/*", "cat", "git", "grep", "ls"].map((pattern) => ({ pattern }));
let bench: ExecBench;
let asked: number;

beforeEach(() => {
  bench = createExecBench({});
  asked = 0;
  writeFileSync(join(bench.state, "keys.json"), "the key\n");
  writeFileSync(join(bench.work, "evil"), `#!/bin/sh\necho ran > ${join(bench.root, "witness")}\n`, {
    mode: 0o755,
  });
  bench.edit((file) => withEntries(file, "main", entries));
  bench.questions.attach({
    show: ({ id }) => {
      asked++;
      queueMicrotask(() => bench.questions.answer(id, "deny"));
    },
    close() {},
  });
});
afterEach(() => bench.remove());

const fill = (text: string): string => text.replaceAll("%R", bench.root).replaceAll("%W", bench.work);

function layOut(text: string): void {
  const { status, stderr } = spawnSync("/bin/sh", ["-c", fill(text)], { cwd: bench.work, encoding: "utf8" });
  expect(status, stderr).toBe(0);
}

test.skipIf(notLinux).each(asking)("asked about: $why", async ({ lay, argv, cwd }) => {
  if (lay !== undefined) layOut(lay);
  const outcome = await bench.run({
    command: argv.map(fill),
    cwd: fill(cwd ?? "%W"),
    agentId: "main",
  });
  expect(existsSync(join(bench.root, "witness"))).toBe(false);
  expect([outcome.ok, asked]).toEqual([false, 1]);
});

test.skipIf(notLinux).each(running)("goes on unasked: %s", async (text) => {
  layOut(
    "git init -q . && git config user.name x && git config user.email x@y && echo x > a && git add a && " +
      "git commit -q -m x && cp -r .git r && git init -q sub && cp -r r/. sub/.git && echo x > sub/a && rm -r r",
  );
  const outcome = await bench.run({ command: text.split(" "), cwd: bench.work, agentId: "main" });
  expect([outcome.message, asked]).toEqual([null, 0]);
});
