import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLoginEnvironment } from "../../../src/core/exec/process/login-environment.ts";
import { createProgramEnvironment } from "../../../src/core/exec/process/program-environment.ts";

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "clawtray-login-")));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const bare = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const login = (own: NodeJS.ProcessEnv) =>
  createLoginEnvironment({ SHELL: "/bin/bash", ...own }, home, "linux");
const profile = (text: string, name = ".profile") => writeFileSync(join(home, name), text);

function place(folder: string, name: string): string {
  mkdirSync(join(home, folder), { recursive: true });
  const path = join(home, folder, name);
  writeFileSync(path, "#!/bin/sh\necho it ran\n");
  chmodSync(path, 0o755);
  return path;
}

describe.skipIf(process.platform !== "linux")("the owner's login environment", () => {
  test("finds what a profile puts on the search path, under the bare path of a service", async () => {
    profile('PATH="$HOME/.local/bin:$PATH"\nexport TOOL_SETTING="two words"\n');
    const tool = place(".local/bin", "uname");
    const found = await login({ PATH: "/usr/bin:/bin" }).current();
    expect(createProgramEnvironment(found, "linux").locate("uname", "/")?.path).toBe(tool);
    expect(found.TOOL_SETTING).toBe("two words");
  });

  test("finds what only a terminal's start-up file adds", async () => {
    profile('case $- in *i*) ;; *) return;; esac\nexport PATH="$HOME/.nvm/bin:$PATH"\n', ".bashrc");
    profile('[ -n "$BASH_VERSION" ] && . "$HOME/.bashrc"\n');
    const tool = place(".nvm/bin", "node");
    const found = await login({ PATH: bare }).current();
    expect(createProgramEnvironment(found, "linux").locate("node", "/")?.path).toBe(tool);
  });

  test("takes no word a profile prints for a variable", async () => {
    profile('echo PATH=/nowhere; printf "A=1\\0"; export B=2\n');
    const found = await login({ PATH: bare }).current();
    expect(found).toMatchObject({ B: "2" });
    expect(found.A).toBeUndefined();
    expect(found.PATH).not.toContain("/nowhere");
  });

  test("is looked at again when a profile changed", async () => {
    profile("export STEP=1\n");
    const environment = login({ PATH: bare });
    expect((await environment.current()).STEP).toBe("1");
    profile("export STEP=22\n");
    utimesSync(join(home, ".profile"), 1, 1);
    await expect.poll(async () => (await environment.current()).STEP, { timeout: 10_000 }).toBe("22");
  });

  test("comes without the terminal where that never answers", async () => {
    profile("case $- in *i*) exec sleep 60;; esac\nexport DONE=1\n");
    expect((await login({ PATH: bare }).current()).DONE).toBe("1");
  }, 20_000);

  test("lets a profile that takes too long tidy up before it is ended", async () => {
    const lock = join(home, "lock");
    profile(
      `trap 'rm -f "${lock}"; exit' TERM HUP\n: > "${lock}"\n: > "${lock}.made"\nwhile :; do sleep 0.1; done\n`,
    );
    await login({ PATH: bare }).current();
    expect(existsSync(`${lock}.made`)).toBe(true);
    await expect.poll(() => existsSync(lock), { timeout: 10_000 }).toBe(false);
  }, 30_000);

  test("hands a profile no secret, and none comes back", async () => {
    profile('export SEEN="$CLAWTRAY_GATEWAY_TOKEN$OPENCLAW_GATEWAY_TOKEN"\n');
    const found = await login({
      PATH: bare,
      CLAWTRAY_GATEWAY_TOKEN: "secret",
      OPENCLAW_GATEWAY_TOKEN: "secret",
    }).current();
    expect(found.SEEN).toBe("");
    expect(Object.keys(createProgramEnvironment(found, "linux").inherited)).not.toContain(
      "CLAWTRAY_GATEWAY_TOKEN",
    );
  });

  test("puts the path of whoever started this program first, if they chose one", async () => {
    profile('PATH="$HOME/.local/bin:$PATH"\n');
    place(".local/bin", "tool");
    const chosen = place("venv/bin", "tool");
    const found = await login({ PATH: `${join(home, "venv/bin")}:${bare}` }).current();
    expect(createProgramEnvironment(found, "linux").locate("tool", "/")?.path).toBe(chosen);
  });

  test.each([undefined, "", ":", ".:bin", "relative"])(
    "finds the system's programs with the path %j",
    async (PATH) => {
      const own = PATH === undefined ? {} : { PATH };
      const after = createProgramEnvironment(await login(own).current(), "linux");
      const without = createProgramEnvironment(own, "linux");
      for (const { locate, inherited } of [after, without]) {
        expect(locate("sh", home)?.path).toMatch(/^\//);
        expect(inherited.PATH?.split(":").every((folder) => folder.startsWith("/"))).toBe(true);
      }
    },
  );

  test("is this program's own where the shell cannot be started", async () => {
    const own = { SHELL: join(home, "no/bash"), PATH: "/opt/tools:/usr/bin" };
    expect((await createLoginEnvironment(own, home, "linux").current()).PATH).toContain("/opt/tools");
  });
});
