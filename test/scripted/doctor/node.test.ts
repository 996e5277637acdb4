import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { claimInstance } from "../../../src/core/instance/instance.ts";
import { someState } from "../../support/node-state.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { CliProcess } from "../cli-process.ts";
import { gatewayFor, installedUnit, paired, running, secretToken } from "./set-up.ts";
import { testBroken } from "./verify.ts";

testBroken([
  {
    what: "a service whose program was removed",
    break: (setUp) => installedUnit(setUp, (text) => text.replace(process.execPath, "/opt/gone/node")),
    check: "service",
    level: "failure",
    says: /\/opt\/gone\/node, which does not exist/,
    todo: /clawtray service install/,
  },
  {
    what: "a node that does not run",
    break: async (setUp) => paired(setUp, await gatewayFor()),
    check: "node",
    level: "warning",
    says: /is not running/,
    todo: /clawtray run/,
  },
  {
    what: "a wrong token",
    break: async (setUp) => {
      const gateway = await gatewayFor();
      const node = await running(setUp, ["--gateway", gateway.url], "wrong-but-recognisable-77");
      await node.phase("blocked");
    },
    check: "node",
    level: "failure",
    says: /token/i,
    todo: /Enter the right one/,
  },
  {
    what: "a device that waits for its administrator",
    break: async (setUp) => {
      const gateway = await gatewayFor();
      const node = await running(setUp, ["--gateway", gateway.url]);
      await node.phase("awaiting-approval");
    },
    check: "node",
    level: "warning",
    says: /administrator/,
    todo: /openclaw devices approve/,
  },
  {
    what: "a paused node",
    break: async (setUp) => {
      const gateway = await gatewayFor({ autoApproveDevice: true });
      const node = await running(setUp, ["--gateway", gateway.url]);
      await node.phase("connected");
      const paused = new CliProcess(["pause", "--state-dir", setUp.stateDir]);
      await paused.exited;
      await node.phase("paused");
    },
    check: "node",
    level: "warning",
    says: /[Pp]aused/,
    todo: /clawtray resume/,
  },
  {
    what: "a running node of an older version",
    break: async ({ stateDir }) => {
      const claim = await claimInstance({
        stateDir,
        describe: () => ({ pid: process.pid, version: "0.0.1", startedAt: 1, state: someState() }),
      });
      if (!claim.ok) throw new Error(claim.failure.kind);
      onTestFinished(() => claim.value.release());
    },
    check: "version",
    level: "warning",
    says: /running node is version 0\.0\.1/,
    todo: /clawtray service restart/,
  },
  {
    what: "a service that was written by a newer version",
    break: (setUp) => installedUnit(setUp, (text) => text.replace("(layout 1)", "(layout 2)")),
    check: "service",
    level: "warning",
    says: /written by a newer version; it is left as it is/,
    todo: /newer version again/,
  },
  {
    what: "a service that does not run",
    break: (setUp) => installedUnit(setUp, (text) => text),
    check: "service",
    level: "failure",
    says: /installed but not running/,
    todo: /clawtray service logs/,
  },
  {
    what: "a node that was stopped and holds its folder",
    break: async (setUp) => {
      const node = await running(setUp, ["--gateway", (await gatewayFor()).url]);
      await node.phase("awaiting-approval");
      node.child.kill("SIGSTOP");
    },
    check: "node",
    level: "failure",
    says: /Process \d+ holds the state folder but does not answer/,
    todo: /Stop it and start it again/,
  },
  {
    what: "a node that was killed and left its socket",
    break: async (setUp) => {
      const node = await running(setUp, ["--gateway", (await gatewayFor()).url]);
      await node.phase("awaiting-approval");
      node.child.kill("SIGKILL");
      await node.exited;
    },
    check: "node",
    level: "warning",
    says: /not running/,
    todo: /clawtray run/,
  },
]);

describe.skipIf(process.platform === "win32")("clawtray doctor", () => {
  test("finds nothing wrong with a node that is connected, and says one line of each check", async () => {
    const home = temporaryDirectory();
    const stateDir = join(home, "state");
    const gateway = await gatewayFor({ autoApproveDevice: true, autoApproveSurface: true });
    const node = new CliProcess(
      ["run", "--json", "--gateway", gateway.url, "--state-dir", stateDir, "--key-store", "file"],
      {
        OPENCLAW_GATEWAY_TOKEN: secretToken,
      },
    );
    await node.until(() =>
      node.states.some((state) => state.phase === "connected" && state.surface.status === "approved"),
    );
    const doctor = new CliProcess(["doctor", "--state-dir", stateDir], { HOME: home });
    const code = await doctor.exited;
    expect(doctor.stdout).not.toContain("FAILED");
    expect(code).toBe(0);
    const lines = doctor.stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(24);
    for (const line of lines) expect(line).toMatch(/^(ok|warning|FAILED|-) +[a-z ]+ {2,}\S/);
    expect(gateway.nodes()).toHaveLength(1);
  });
});
