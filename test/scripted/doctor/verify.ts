import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/core/doctor/finding.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { CliProcess } from "../cli-process.ts";
import { type Broken, type SetUp, secretToken } from "./set-up.ts";

/** Every file under the folder, with its text. */
function everything(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return {};
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    files
      // A running node goes on telling its state.
      .filter((name) => !name.startsWith("last-state.json") && statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), "latin1")]),
  );
}

function seedOf(stateDir: string): string | null {
  const path = join(stateDir, "keys.json");
  if (!existsSync(path)) return null;
  return /"seed\\?":\\?"([\w-]{40,})/.exec(readFileSync(path, "utf8"))?.[1] ?? null;
}

/** Breaks each of these in turn, and expects the doctor to name it and say what to do: written before the doctor was. */
export function testBroken(brokenSetUps: readonly Broken[]): void {
  describe.skipIf(process.platform === "win32")("clawtray doctor", () => {
    test.for(brokenSetUps)(
      "names what is wrong and what to do: $what",
      async ({ break: breakIt, ...expected }, context) => {
        const home = temporaryDirectory();
        const setUp: SetUp = {
          home,
          stateDir: join(home, "state"),
          environment: {
            HOME: home,
            XDG_CONFIG_HOME: "",
            OPENCLAW_GATEWAY_TOKEN: "",
            DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent/bus",
          },
          words: [],
          context,
        };
        await breakIt(setUp);
        const words = ["doctor", "--state-dir", setUp.stateDir, ...setUp.words];
        const before = everything(setUp.stateDir);
        const doctor = new CliProcess([...words, "--json"], setUp.environment);
        const code = await doctor.exited;
        const { findings } = JSON.parse(doctor.stdout) as { findings: Finding[] };
        const found = findings.find(({ check }) => check === expected.check);
        expect(found?.level, JSON.stringify(found)).toBe(expected.level);
        expect(found?.says).toMatch(expected.says);
        expect(found?.todo).toMatch(expected.todo);
        for (const { level, todo } of findings)
          if (level === "failure" || level === "warning") expect(todo).not.toBe("");
        expect(code).toBe(findings.some(({ level }) => level === "failure") ? 1 : 0);
        expect(everything(setUp.stateDir), "nothing was changed").toEqual(before);

        const bundle = new CliProcess([...words, "--bundle", "-"], setUp.environment);
        await bundle.exited;
        JSON.parse(bundle.stdout);
        const seed = seedOf(setUp.stateDir);
        const secrets = [
          secretToken,
          "hunter2",
          "wrong-but-recognisable",
          "gateway.invalid",
          home,
          "Wilhelmina",
          ...(seed === null ? [] : [seed]),
        ];
        if (userInfo().username !== "root") secrets.push(userInfo().username);
        if (hostname().length > 2 && hostname() !== "localhost") secrets.push(hostname());
        for (const secret of secrets) {
          expect(bundle.stdout, "the bundle").not.toContain(secret);
          if (secret !== home && secret !== "gateway.invalid")
            expect(doctor.stdout + doctor.stderr).not.toContain(secretToken);
        }
        expect(bundle.stdout).not.toMatch(/[0-9a-f]{64}/);
      },
    );
  });
}
