import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { silentLogger } from "../../src/core/log/log.ts";
import { startingState } from "../../src/core/node/before-node.ts";
import { type HeldFolder, holdFolder } from "../../src/core/node/folder.ts";
import { type SupervisedNode, superviseNode } from "../../src/main/state/supervised-node.ts";
import { NO_PERMISSIONS } from "../../src/shared/capability-state.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const appVersion = "1.2.3";

const hold = (stateDir: string) =>
  holdFolder({ stateDir, keyStore: "file", appVersion, startedAt: Date.now(), state: startingState() });

const supervise = (stateDir: string): Promise<SupervisedNode> =>
  superviseNode({
    stateDir,
    appVersion,
    keyStore: "file",
    log: silentLogger,
    sources: {},
    permissions: () => NO_PERMISSIONS,
    chooseProxy: async () => ({ kind: "direct" }),
    now: Date.now,
    letGo: () => false,
  });

/** A node that cannot start because something else holds its folder, and what holds it. */
async function obstructed(): Promise<{ stateDir: string; node: SupervisedNode; holder: HeldFolder }> {
  const stateDir = join(temporaryDirectory(), "state");
  mkdirSync(stateDir, { mode: 0o700 });
  const holder = await hold(stateDir);
  if (!holder.ok) throw new Error(holder.failure.reason);
  const node = await supervise(stateDir);
  expect(node.state().phase).toBe("blocked");
  return { stateDir, node, holder: holder.value };
}

/** Releases it again. */
async function expectFree(stateDir: string): Promise<void> {
  const held = await hold(stateDir);
  expect(held).toMatchObject({ ok: true });
  if (held.ok) await held.value.release();
}

describe("a node that is closed", () => {
  test("while it starts again leaves its folder to others", async () => {
    const { stateDir, node, holder } = await obstructed();
    await holder.release();
    const again = node.intend({ kind: "reconnect" });
    await node.close();
    await again;
    await expectFree(stateDir);
  });

  test("does not start again", async () => {
    const { stateDir, node, holder } = await obstructed();
    await holder.release();
    await node.close();
    await node.intend({ kind: "reconnect" });
    await expectFree(stateDir);
  });
});
