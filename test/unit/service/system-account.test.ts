import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeStateFolder, systemAccount, systemStateDir } from "../../../src/cli/system-account.ts";
import type { ServiceWorld } from "../../../src/core/service/service.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

function mac(env: ServiceWorld["env"], code = 0) {
  const calls: string[][] = [];
  const world: ServiceWorld = {
    env,
    home: "/Users/ada",
    uid: 0,
    root: temporaryDirectory(),
    run: async (program, words) => {
      calls.push([program, ...words]);
      return { code, stdout: "", stderr: code === 0 ? "" : "chown: ada: illegal user name\n" };
    },
  };
  return { world, calls };
}

const stateDir = systemStateDir("darwin", {});

describe("the computer's service on macOS", () => {
  test("runs as who installed it, in a folder that is theirs before launchd starts it", async () => {
    const { world, calls } = mac({ SUDO_USER: "ada" });
    expect(systemAccount("darwin", world.env)).toBe("ada");
    expect(await makeStateFolder("darwin", stateDir, world)).toBeNull();
    const path = join(world.root, "/Library/Application Support/Clawtray");
    expect(calls).toEqual([["chown", "-h", "ada", path, join(path, "logs")]]);
    const made = statSync(path);
    expect(made.isDirectory()).toBe(true);
    if (process.platform !== "win32") expect(made.mode & 0o777).toBe(0o700);
  });

  test.each([{}, { SUDO_USER: "root" }])("is refused where nobody asked for it by sudo: %j", async (env) => {
    const { world, calls } = mac(env);
    expect(await makeStateFolder("darwin", stateDir, world)).toContain(
      "sudo clawtray service install --system",
    );
    expect(calls).toEqual([]);
  });

  test("says which account cannot have the folder", async () => {
    const { world } = mac({ SUDO_USER: "ada" }, 1);
    expect(await makeStateFolder("darwin", stateDir, world)).toMatch(
      /cannot be given to ada \(chown: ada: illegal/,
    );
  });

  test("leaves that to systemd and the Task Scheduler elsewhere", async () => {
    const { world, calls } = mac({});
    expect(await makeStateFolder("linux", "/var/lib/clawtray", world)).toBeNull();
    expect(calls).toEqual([]);
  });
});
