import { afterAll, beforeAll, expect, test } from "vitest";
import { appForTest, goThroughWizard, homeForTest, untilTray } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { currentGateway } from "./harness/versions.ts";
import { createWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld(currentGateway, "loopback");
});
afterAll(() => world?.dispose());

test("the desktop app's first run, against a real gateway: from the wizard to connected, approved by its own program", async () => {
  const { gateway } = world;
  const app = await appForTest({ home: homeForTest() });
  const page = await app.page();
  const began = Date.now();
  await goThroughWizard(page, gateway.url, gateway.token);
  await untilTray(app, "Waiting for approval");
  await app.choose("Copy admin command");
  const { clipboard } = await app.facts();
  const [program, ...words] = clipboard.split(" ");
  expect([program, ...words.slice(0, 2)]).toEqual(["openclaw", "devices", "approve"]);

  expect(await gateway.runCli(words)).toMatchObject({ code: 0 });
  await untilTray(app, "Connected", 30_000);
  await until(
    "the surface waits",
    async () =>
      (await app.facts()).trays[0]?.menu.some((line) => line.label === "Copy admin command") === true,
    30_000,
  );
  await app.choose("Copy admin command");
  const surface = (await app.facts()).clipboard.split(" ").slice(1);
  expect(surface.slice(0, 2)).toEqual(["nodes", "approve"]);
  expect(await gateway.runCli(surface)).toMatchObject({ code: 0 });
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { name: "Connected" }).waitFor();
  console.log(
    `first run to connected, both approvals by the gateway's own program: ${Date.now() - began} ms`,
  );
});
