import { afterAll, beforeAll, expect, test } from "vitest";
import { connectedApp } from "../e2e/scenario.ts";
import { type LoginManager, startLoginManager } from "./logind.ts";
import { ends, phases } from "./phases.ts";

/** The machine's login manager as Electron meets it: over the system bus, with locks that are file descriptors. */
let manager: LoginManager;
beforeAll(async () => {
  manager = await startLoginManager();
});
afterAll(() => manager.dispose());

for (const [phase, reach] of Object.entries(phases)) {
  test(`the machine shuts down: it ends, and holds nothing up, when ${phase}`, async () => {
    manager.forget();
    const app = await reach({ env: manager.environment });
    await manager.untilLock("taken");
    manager.shutDown();
    await manager.untilLock("released");
    expect(await ends(app)).toBe("ended");
    expect(await app.ended).toBe(0);
  });
}

test("the session ends with the machine: a SIGTERM on top of it, and a SIGHUP, end it no later", async () => {
  manager.forget();
  const { app } = await connectedApp({ env: manager.environment });
  await manager.untilLock("taken");
  manager.shutDown();
  process.kill(app.pid, "SIGTERM");
  process.kill(app.pid, "SIGHUP");
  expect(await ends(app)).toBe("ended");
});
