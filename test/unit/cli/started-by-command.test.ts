import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isStartedByCommand } from "../../../src/cli/started-by-command.ts";

test("a command from the gateway is known by its mark", () => {
  expect(isStartedByCommand({ CLAWTRAY_INVOKE: "x" }, process.platform)).toBe(true);
  expect(isStartedByCommand({}, process.platform)).toBe(false);
});

test.skipIf(process.platform !== "linux")(
  "and by that of a process it descends from, where its own is taken off",
  () => {
    const file = join(import.meta.dirname, "../../../src/cli/started-by-command.ts");
    const text = `import(${JSON.stringify(file)}).then((m) => console.log(m.isStartedByCommand(process.env, "linux")))`;
    const script = `env -u CLAWTRAY_INVOKE "$0" -e '${text}'; true`;
    const run = (variables: NodeJS.ProcessEnv) =>
      execFileSync("/bin/sh", ["-c", script, process.execPath], {
        env: { PATH: process.env.PATH, ...variables },
      });
    expect(String(run({ CLAWTRAY_INVOKE: "x" })).trim()).toBe("true");
    expect(String(run({})).trim()).toBe("false");
  },
);
