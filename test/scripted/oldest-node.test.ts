import { expect, test } from "vitest";
import { otherNode } from "../support/other-node.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway } from "./gateway.ts";

const other = otherNode();

test.skipIf(other === null)(
  `the built node pairs and answers on another Node than the tests' (${other?.version ?? "there is no other one on this machine"})`,
  async () => {
    const gateway = await createScriptedGateway({ autoApproveDevice: true, autoApproveSurface: true });
    try {
      const words = ["run", "--gateway", gateway.url, "--json", "--key-store", "file"];
      const node = new CliProcess(
        [...words, "--state-dir", temporaryDirectory()],
        { OPENCLAW_GATEWAY_TOKEN: "shared-token" },
        other?.path,
      );
      await node.until(() =>
        node.states.some((state) => state.phase === "connected" && state.surface.status === "approved"),
      );
      const outcome = await gateway.invoke("system.which", { bins: ["sh"] }).result;
      expect(outcome).toMatchObject({ ok: true, payload: { bins: { sh: expect.stringMatching(/sh$/) } } });
      node.child.kill("SIGTERM");
      expect(await node.exited).toBe(0);
      expect(node.stderr).toBe("");
    } finally {
      await gateway.close();
    }
  },
);
