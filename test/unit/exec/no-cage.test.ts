import { afterEach, describe, expect, test } from "vitest";
import { withEntries } from "../../../src/core/exec/policy/edit-policy.ts";
import { createCageFinder } from "../../../src/core/exec/process/cage/find-cage.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { createExecBench, type ExecBench } from "../hostile/exec-bench.ts";

let bench: ExecBench | null = null;
afterEach(() => {
  bench?.remove();
  bench = null;
});

describe("where nothing can contain a program", () => {
  test.each(["win32", "freebsd", "openbsd"] as const)("as on %s, no cage is found", async (platform) => {
    const places = { home: temporaryDirectory(), state: null };
    expect(await createCageFinder(places, platform, Date.now)()).toBeNull();
  });

  test.skipIf(process.platform === "win32")(
    "what would be contained is asked about, and containing it is no choice",
    async () => {
      bench = createExecBench({});
      bench.edit((file) => withEntries(file, "main", [{ pattern: "*" }, { pattern: "/usr/bin/touch" }]));
      const asked: unknown[] = [];
      bench.questions.attach({
        show(question) {
          asked.push(question);
          queueMicrotask(() => bench?.questions.answer(question.id, "deny"));
        },
        close() {},
      });
      const run = (command: readonly string[]) => bench?.run({ command, cwd: bench.work, agentId: "main" });
      expect(await run(["touch", "made"])).toMatchObject({ ok: false, code: "SYSTEM_RUN_DENIED" });
      expect(asked).toMatchObject([{ contained: null }]);
      expect(await run(["ls"])).toMatchObject({ ok: true });
      expect(asked).toHaveLength(1);
    },
  );
});
