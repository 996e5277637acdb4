import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { environmentsBelow } from "../support/environments-below.ts";
import { otherNode } from "../support/other-node.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess, program } from "./cli-process.ts";
import { createScriptedGateway } from "./gateway.ts";

const token = "recognisable-shared-token-7f3a";
const password = "recognisable-password-91bc";
const given = { OPENCLAW_GATEWAY_TOKEN: token, OPENCLAW_GATEWAY_PASSWORD: password };

const runtimes = [process.execPath, otherNode()?.path].filter((path) => path !== undefined);

describe.skipIf(process.platform !== "linux")("a secret given by the environment", () => {
  test.each(runtimes)(
    "can be looked up in no process of ours, from before anything is started (%s)",
    async (node) => {
      const gateway = await createScriptedGateway({
        token,
        autoApproveDevice: true,
        autoApproveSurface: true,
      });
      onTestFinished(() => gateway.close());
      // The owner's own profile is the first program that a node starts: it looks.
      const home = temporaryDirectory();
      const seen = join(home, "seen");
      writeFileSync(
        join(home, ".profile"),
        `cat /proc/self/environ "/proc/$PPID/environ" >> '${seen}'; echo "parent $PPID" >> '${seen}'\n`,
      );
      const words = ["run", "--gateway", gateway.url, "--json", "--key-store", "file"];
      const cli = new CliProcess(
        [...words, "--state-dir", temporaryDirectory()],
        { ...given, HOME: home, SHELL: "/bin/sh", KEPT: "as it was" },
        node,
      );
      await cli.until(() => cli.states.length > 0);
      const { pid = 0 } = cli.child;
      const first = environmentsBelow(pid);
      await cli.phase("connected");
      await expect.poll(() => existsSync(seen) && readFileSync(seen, "latin1")).toContain(`parent ${pid}`);
      const own = readFileSync(`/proc/${pid}/environ`, "latin1");
      expect(own).toContain("KEPT=as it was");
      const all = [...first, ...environmentsBelow(pid), readFileSync(seen, "latin1")];
      for (const text of all) {
        expect(text).not.toContain(token);
        expect(text).not.toContain(password);
      }
      // It was there all the same: the gateway wants it.
      expect(JSON.stringify(gateway.attempts[0]?.params)).toContain(token);
      cli.child.kill("SIGTERM");
      expect(await cli.exited).toBe(0);
      expect(cli.stdout + cli.stderr).not.toContain(token);
    },
  );

  const why = whyNoMounts();

  test.skipIf(why !== null)(
    `is refused, and not repeated, where it cannot be taken out${why === null ? "" : ` (${why})`}`,
    () => {
      const words = ["run", "--key-store", "file", "--state-dir", temporaryDirectory()];
      const blocked = 'mount --bind /dev/null "/proc/$$/mem"; exec "$0" "$@"';
      const { status, stdout, stderr } = spawnSync(
        "unshare",
        ["--mount", "sh", "-ec", blocked, process.execPath, program, ...words],
        { encoding: "utf8", env: { ...process.env, ...given } },
      );
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toMatch(
        /OPENCLAW_GATEWAY_TOKEN, OPENCLAW_GATEWAY_PASSWORD cannot be removed from \/proc\/\d+\/environ/,
      );
      expect(stderr).toContain("Start without it");
      expect(stderr).not.toContain(token);
      expect(stderr).not.toContain(password);
    },
  );
});

/** Why nothing can be mounted here; null when it can. */
function whyNoMounts(): string | null {
  if (process.platform !== "linux") return "only Linux has /proc";
  const made = spawnSync("unshare", ["--mount", "true"], { encoding: "utf8" });
  return made.status === 0 ? null : `network namespaces are not permitted here: ${made.stderr}`;
}
