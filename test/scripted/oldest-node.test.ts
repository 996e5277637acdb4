import { execFileSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway } from "./gateway.ts";

const root = join(import.meta.dirname, "../..");
const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  engines: { node: string };
};
const oldest = Number(/^>=(\d+)$/.exec(engines.node)?.[1]);

/** The Node of this machine that runs what is installed from the registry, unlike the one the tests run in. */
function otherNode(): { readonly path: string; readonly version: string } | null {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, process.platform === "win32" ? "node.exe" : "node");
    try {
      accessSync(path, constants.X_OK);
      const version = execFileSync(path, ["--version"], { encoding: "utf8", timeout: 10_000 }).trim();
      const major = Number(/^v(\d+)\./.exec(version)?.[1]);
      if (version !== process.version && major >= oldest) return { path, version };
    } catch {
      // No Node in this folder.
    }
  }
  return null;
}

const other = otherNode();

it.skipIf(other === null)(
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
