import { describe, expect, test } from "vitest";
import { withFields } from "../../../src/core/exec/policy/edit-policy.ts";
import { agent, bench, notPosix, person, ran, shown, useConsentBench } from "./consent-bench.ts";

useConsentBench();

describe.skipIf(notPosix)("what the gateway's skills use", () => {
  const trustSkills = (autoAllowSkills: boolean) =>
    bench.edit((file) => withFields(file, null, { autoAllowSkills }));
  const run = (...command: string[]) => bench.runPlanned({ command, cwd: bench.work, ...agent });

  test("is trusted where the owner says so, by name, also inside a shell", async () => {
    bench.skills.programs = ["ls"];
    trustSkills(true);
    expect(await run("ls")).toMatchObject({ ok: true });
    expect(await run("/bin/sh", "-lc", "ls && ls -l")).toMatchObject({ ok: true });
    expect(bench.activity.read()).toMatchObject([{ reason: "skill" }, { reason: "skill" }]);
  });

  test("means nothing where the owner does not say so, and the gateway is not even asked", async () => {
    bench.skills.programs = ["touch"];
    expect(await run("touch", "witness")).toMatchObject({ ok: false });
    expect(bench.skills.asked).toBe(0);
  });

  test("means nothing any more once the owner took it back while the gateway was asked", async () => {
    bench.skills.programs = ["touch"];
    trustSkills(true);
    bench.skills.meanwhile = () => trustSkills(false);
    expect(await run("touch", "witness")).toMatchObject({ ok: false });
    expect(ran()).toBe(false);
  });

  test.each([
    ["a program by its path", ["/usr/bin/touch", "witness"]],
    ["another program", ["tee", "witness"]],
    ["another program beside it", ["/bin/sh", "-c", "touch other && tee witness"]],
    ["code in the arguments", ["awk", 'BEGIN { print > "witness" }']],
  ])("does not make %s trusted", async (_what, command) => {
    bench.skills.programs = ["touch", "awk"];
    trustSkills(true);
    expect(await run(...command)).toMatchObject({ message: "SYSTEM_RUN_DENIED: approval required" });
    expect(ran()).toBe(false);
  });

  test.each(["*", "**", "t*", "touc?", "/usr/bin/touch", "/**", "~/touch", "", " touch", "../touch"])(
    "is no program's name: %j",
    async (name) => {
      bench.skills.programs = [name];
      trustSkills(true);
      expect(await run("touch", "witness")).toMatchObject({ ok: false });
      expect(await run("/usr/bin/touch", "witness")).toMatchObject({ ok: false });
    },
  );

  test("is asked about where the owner wants to be asked every time", async () => {
    bench.skills.programs = ["touch"];
    trustSkills(true);
    bench.edit((file) => withFields(file, null, { ask: "always" }));
    person("deny");
    expect(await run("touch", "witness")).toMatchObject({ ok: false });
    expect(shown).toHaveLength(1);
  });

  test("is nothing the gateway's own people need be asked about", async () => {
    bench.skills.programs = ["ls"];
    bench.owner.acceptGatewayApprovals = true;
    trustSkills(true);
    const prepared = await bench.prepare({ command: ["ls"], cwd: bench.work, ...agent });
    expect(prepared.payload.execPolicy).toBeUndefined();
  });
});
